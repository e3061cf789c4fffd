import type { PictureProblem } from "../domain/picture.ts";
import { checkPicture } from "../domain/picture.ts";
import type { Gateway } from "../shopify/gateway.ts";

/** Sends a picture to the place that Shopify gave for it. */
export type SendPicture = (url: string, headers: Record<string, string>, bytes: Uint8Array) => Promise<void>;

export type UploadedPicture = { ok: true; url: string } | { ok: false; problem: PictureProblem | "failed" | "slow" };

/** Shopify takes a moment to make its sizes of a picture; a merchant can wait so long. */
const TRIES = 30;

const EXTENSIONS = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp" } as const;

/** Puts a picture into the shop's own files, after a look at its bytes, and answers its address there. */
export async function uploadPicture(
  gateway: Pick<Gateway, "stagePicture" | "createPicture" | "findPicture">,
  input: { bytes: Uint8Array; alt: string; send: SendPicture; pause: () => Promise<void> },
): Promise<UploadedPicture> {
  const { bytes, alt, send, pause } = input;
  const checked = checkPicture(bytes);
  if (!checked.ok) return checked;
  const { mimeType } = checked.picture;
  const target = await gateway.stagePicture({
    name: `laurel-card.${EXTENSIONS[mimeType]}`,
    mimeType,
    bytes: bytes.length,
  });
  await send(target.url, { ...target.headers, "content-type": mimeType }, bytes);
  const id = await gateway.createPicture(target.source, alt);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = await gateway.findPicture(id);
    if (found.status === "ready") return { ok: true, url: found.url };
    if (found.status === "failed") return { ok: false, problem: "failed" };
    await pause();
  }
  return { ok: false, problem: "slow" };
}
