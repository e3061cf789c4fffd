import { createHmac, randomUUID } from "node:crypto";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { ShopEvent } from "../../dev-store/shop/types.ts";
import type { Intake } from "../../app/intake/webhook-intake.ts";

/** The secret that webhooks of scenarios are signed with. */
export const SCENARIO_SECRET = "the-secret-of-all-scenarios";

/**
 * Hands a webhook to the app's real intake: the bytes that Shopify would send, its headers and a genuine signature, without a network between.
 * A delivery with `eventId` null is one of a new event; anything but a 200 is an error.
 */
export async function deliver(intake: Intake, domain: string, event: ShopEvent, eventId: string = event.id): Promise<void> {
  const body = Buffer.from(JSON.stringify(event.payload));
  const request = new IncomingMessage(new Socket());
  request.method = "POST";
  request.url = "/webhooks";
  request.headers = {
    "content-type": "application/json",
    "content-length": String(body.length),
    "x-shopify-topic": event.topic,
    "x-shopify-shop-domain": domain,
    "x-shopify-api-version": "2026-10",
    "x-shopify-webhook-id": randomUUID(),
    "x-shopify-event-id": eventId,
    "x-shopify-triggered-at": event.at,
    "x-shopify-hmac-sha256": createHmac("sha256", SCENARIO_SECRET).update(body).digest("base64"),
  };
  request.push(body);
  request.push(null);
  const response = new ServerResponse(request);
  await intake(request, response);
  if (response.statusCode !== 200) throw new Error(`the intake answered ${event.topic} with ${response.statusCode}`);
}
