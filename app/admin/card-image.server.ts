import { uploadPicture } from "../commands/upload-picture.ts";
import { PICTURE_LIMITS } from "../domain/picture.ts";
import { logger } from "../logger.server.ts";
import { gatewayOf } from "../shopify.server.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import type { CardImageAnswer } from "../ui/program/card-image.ts";
import { requireAdmin } from "./request.server.ts";

/** What a form says beside the picture itself. */
const FORM_BYTES = 64 * 1024;
const PAUSE_MS = 1_000;
const SEND_MS = 60_000;

/** Takes a picture for a card from the page and puts it into the shop's files. */
export async function uploadCardImage(request: Request): Promise<CardImageAnswer> {
  const { shop } = await requireAdmin(request);
  // Before a byte is read: what says itself that it is too heavy isn't taken into memory.
  const announced = Number(request.headers.get("content-length") ?? "0");
  if (!(announced <= PICTURE_LIMITS.bytes + FORM_BYTES)) return { ok: false, problem: "tooHeavy" };
  const form = await request.formData();
  const file = form.get("picture");
  const alt = form.get("alt");
  if (!(file instanceof File)) return { ok: false, problem: "notPicture" };
  try {
    return await uploadPicture(gatewayOf(shop.domain), {
      bytes: new Uint8Array(await file.arrayBuffer()),
      alt: typeof alt === "string" ? alt.slice(0, 255) : "",
      send: sendPicture,
      pause: () => new Promise((done) => setTimeout(done, PAUSE_MS)),
    });
  } catch (error) {
    logger.warn({ err: error, shop: shop.domain }, "a card's picture could not be put into the shop's files");
    const isDenied = error instanceof ShopifyFailure && /access|scope/i.test(error.message);
    return { ok: false, problem: isDenied ? "notAllowed" : "unreachable" };
  }
}

async function sendPicture(url: string, headers: Record<string, string>, bytes: Uint8Array): Promise<void> {
  const body = new Blob([new Uint8Array(bytes)]);
  const response = await fetch(url, { method: "PUT", headers, body, signal: AbortSignal.timeout(SEND_MS) });
  if (!response.ok) throw new Error(`the place for the picture answered with ${response.status}`);
}
