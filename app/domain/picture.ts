/** What the bytes of an uploaded file are, whatever its name says. */
export type Picture = { mimeType: "image/png" | "image/jpeg" | "image/webp"; width: number; height: number };

export type PictureProblem = "tooHeavy" | "notPicture" | "tooSmall" | "tooLarge";

/** Pictures of cards: sharp on a good screen, light on a bad line. */
export const PICTURE_LIMITS = {
  bytes: 5 * 1024 * 1024,
  smallest: { width: 320, height: 200 },
  largest: { width: 5_000, height: 5_000 },
} as const;

/**
 * Checks a picture for a card by its own bytes: PNG, JPEG or WebP, of a size that cards can show. SVG is refused, because it can hold
 * scripts, and so is everything else.
 */
export function checkPicture(
  bytes: Uint8Array,
): { ok: true; picture: Picture } | { ok: false; problem: PictureProblem } {
  if (bytes.length > PICTURE_LIMITS.bytes) return { ok: false, problem: "tooHeavy" };
  const picture = readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes);
  if (picture === null) return { ok: false, problem: "notPicture" };
  const { smallest, largest } = PICTURE_LIMITS;
  const { width, height } = picture;
  if (width < smallest.width || height < smallest.height) return { ok: false, problem: "tooSmall" };
  if (width > largest.width || height > largest.height) return { ok: false, problem: "tooLarge" };
  return { ok: true, picture };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function begins(bytes: Uint8Array, at: number, letters: string): boolean {
  return Array.from(letters).every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
}

function readPng(bytes: Uint8Array): Picture | null {
  if (bytes.length < 33 || !begins(bytes, 0, "\u0089PNG\r\n\u001a\n") || !begins(bytes, 12, "IHDR")) return null;
  const view = viewOf(bytes);
  return { mimeType: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

/** Of a JPEG's segments the first that describes a frame says how large it is. */
function readJpeg(bytes: Uint8Array): Picture | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const view = viewOf(bytes);
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { mimeType: "image/jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

function readWebp(bytes: Uint8Array): Picture | null {
  if (bytes.length < 30 || !begins(bytes, 0, "RIFF") || !begins(bytes, 8, "WEBP")) return null;
  const view = viewOf(bytes);
  const size = (width: number, height: number): Picture => ({ mimeType: "image/webp", width, height });
  if (begins(bytes, 12, "VP8X")) return size(1 + uint24(bytes, 24), 1 + uint24(bytes, 27));
  if (begins(bytes, 12, "VP8 ")) return size(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  if (!begins(bytes, 12, "VP8L")) return null;
  const packed = view.getUint32(21, true);
  return size(1 + (packed & 0x3fff), 1 + ((packed >> 14) & 0x3fff));
}

function uint24(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 0x100 + (bytes[at + 2] ?? 0) * 0x10000;
}
