import { createHmac } from "node:crypto";
import type { Delivery } from "./types.ts";

/** The base64 HMAC-SHA256 of a body with the app's secret, as X-Shopify-Hmac-Sha256 carries it. */
export function signBody(body: string | Buffer, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

/** The headers of a delivery as Shopify sends them. */
export function deliveryHeaders(
  delivery: Pick<Delivery, "topic" | "webhookId" | "eventId" | "triggeredAt" | "body">,
  sender: { domain: string; secret: string; apiVersion: string },
): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": delivery.topic,
    "X-Shopify-Shop-Domain": sender.domain,
    "X-Shopify-API-Version": sender.apiVersion,
    "X-Shopify-Hmac-Sha256": signBody(delivery.body, sender.secret),
    "X-Shopify-Webhook-Id": delivery.webhookId,
    "X-Shopify-Event-Id": delivery.eventId,
    "X-Shopify-Triggered-At": delivery.triggeredAt,
  };
}
