import { describe, expect, it } from "vitest";
import { uploadPicture } from "../commands/upload-picture.ts";
import { checkPicture, PICTURE_LIMITS } from "./picture.ts";

// Broken if a file that can hold a script, or one that no card can show, got into a shop's files because of its name.

/** The first bytes of a picture of each kind, with its size where that kind keeps it. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}
function jpeg(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(64);
  // A segment of metadata comes before the frame.
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 6, 1, 2, 3, 4, 0xff, 0xc2, 0, 17, 8]);
  new DataView(bytes.buffer).setUint16(15, height);
  new DataView(bytes.buffer).setUint16(17, width);
  return bytes;
}
function webp(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(new TextEncoder().encode("RIFF????WEBPVP8X"));
  for (const [at, size] of [
    [24, width - 1],
    [27, height - 1],
  ] as const) {
    bytes.set([size & 0xff, (size >> 8) & 0xff, (size >> 16) & 0xff], at);
  }
  return bytes;
}
/** A WebP of one of the two older kinds, by what stands where its size is kept. */
function oldWebp(kind: "VP8 " | "VP8L", width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(new TextEncoder().encode(`RIFF????WEBP${kind}`));
  const view = new DataView(bytes.buffer);
  if (kind === "VP8L") view.setUint32(21, (width - 1) | ((height - 1) << 14), true);
  else {
    // The two highest bits say how to enlarge the picture, which is nobody's business here.
    view.setUint16(26, width | 0x4000, true);
    view.setUint16(28, height | 0x8000, true);
  }
  return bytes;
}
const KINDS = [
  ["image/png", png],
  ["image/jpeg", jpeg],
  ["image/webp", webp],
] as const;

describe("a picture for a card", () => {
  it.each(KINDS)("%s is told by its bytes, with its size", (mimeType, made) => {
    expect(checkPicture(made(1280, 808))).toEqual({ ok: true, picture: { mimeType, width: 1280, height: 808 } });
    expect(checkPicture(made(319, 200))).toEqual({ ok: false, problem: "tooSmall" });
    expect(checkPicture(made(320, 200)).ok).toBe(true);
    expect(checkPicture(made(5001, 808))).toEqual({ ok: false, problem: "tooLarge" });
    expect(checkPicture(made(808, 5001))).toEqual({ ok: false, problem: "tooLarge" });
    expect(checkPicture(made(5000, 5000)).ok).toBe(true);
    expect(checkPicture(made(320, 199))).toEqual({ ok: false, problem: "tooSmall" });
  });

  it.each(["VP8 ", "VP8L"] as const)("is a WebP of the kind %s too", (kind) => {
    const picture = { mimeType: "image/webp", width: 1280, height: 808 };
    expect(checkPicture(oldWebp(kind, 1280, 808))).toEqual({ ok: true, picture });
  });

  it("of more than 65,535 points is measured as such", () => {
    expect(checkPicture(webp(0x10000 + 400, 808))).toEqual({ ok: false, problem: "tooLarge" });
  });

  it.each([
    ["a PNG without its first letters", png(640, 404), 0],
    ["a PNG whose second letter is wrong", png(640, 404), 1],
    ["a PNG without a header", png(640, 404), 12],
    ["a JPEG without its first byte", jpeg(640, 404), 0],
    ["a JPEG without its second byte", jpeg(640, 404), 1],
    ["a JPEG that is broken between its segments", jpeg(640, 404), 10],
    ["a WebP that is no RIFF", webp(640, 404), 0],
    ["a RIFF that is no WebP", webp(640, 404), 8],
    ["a WebP of no known kind", webp(640, 404), 15],
  ])("is not %s", (_, bytes, at) => {
    bytes[at] = 0x7a;
    expect(checkPicture(bytes)).toEqual({ ok: false, problem: "notPicture" });
  });

  it("is found behind filling bytes and tables, but not behind a segment without a length", () => {
    const filled = new Uint8Array([...jpeg(640, 404).slice(0, 10), 0xff, ...jpeg(640, 404).slice(10)]);
    expect(checkPicture(filled)).toMatchObject({ ok: true, picture: { width: 640, height: 404 } });
    for (const marker of [0xc4, 0xc8, 0xcc, 0xbf, 0xd0]) {
      const table = jpeg(640, 404);
      table[3] = marker;
      expect(checkPicture(table), String(marker)).toMatchObject({ ok: true, picture: { width: 640, height: 404 } });
    }
    for (const marker of [0xc0, 0xcf]) {
      const frame = jpeg(640, 404);
      frame[11] = marker;
      expect(checkPicture(frame), String(marker)).toMatchObject({ ok: true });
    }
    const endless = jpeg(640, 404);
    endless.set([0, 0], 4);
    expect(checkPicture(endless)).toEqual({ ok: false, problem: "notPicture" });
  });

  it("is refused where its header is cut off by one byte", () => {
    expect(checkPicture(png(640, 404).slice(0, 33)).ok).toBe(true);
    expect(checkPicture(png(640, 404).slice(0, 32)).ok).toBe(false);
    expect(checkPicture(webp(640, 404).slice(0, 30)).ok).toBe(true);
    expect(checkPicture(webp(640, 404).slice(0, 29)).ok).toBe(false);
    const exact = new Uint8Array(PICTURE_LIMITS.bytes);
    exact.set(png(640, 404));
    expect(checkPicture(exact).ok).toBe(true);
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "", "GIF89a", "%PDF-1.7"])(
    "%s is refused",
    (text) => expect(checkPicture(new TextEncoder().encode(text))).toEqual({ ok: false, problem: "notPicture" }),
  );

  it("is refused where it is too heavy, and where it ends in its first bytes", () => {
    const heavy = new Uint8Array(PICTURE_LIMITS.bytes + 1);
    heavy.set(png(1280, 808));
    expect(checkPicture(heavy)).toEqual({ ok: false, problem: "tooHeavy" });
    for (const [, made] of KINDS) expect(checkPicture(made(1280, 808).slice(0, 14)).ok).toBe(false);
  });
});

describe("an upload", () => {
  function shop(statuses: ("waiting" | "failed" | "ready")[]) {
    const sent: unknown[] = [];
    const gateway: Parameters<typeof uploadPicture>[0] = {
      stagePicture: (picture) => {
        sent.push(picture);
        return Promise.resolve({
          url: "https://up.example/1",
          headers: { acl: "private" },
          source: "https://up.example/1",
        });
      },
      createPicture: () => Promise.resolve("7"),
      findPicture: () => {
        const status = statuses.shift() ?? "waiting";
        return Promise.resolve(status === "ready" ? { status, url: "https://cdn.example/card.png" } : { status });
      },
    };
    const send = (url: string, headers: object, bytes: Uint8Array) => {
      sent.push([url, headers, bytes.length]);
      return Promise.resolve();
    };
    return {
      sent,
      upload: (bytes: Uint8Array) => uploadPicture(gateway, { bytes, alt: "", send, pause: () => Promise.resolve() }),
    };
  }

  it("waits until Shopify has the picture, and answers where it is", async () => {
    const { sent, upload } = shop(["waiting", "waiting", "ready"]);
    expect(await upload(png(640, 404))).toEqual({ ok: true, url: "https://cdn.example/card.png" });
    expect(sent).toEqual([
      { name: "laurel-card.png", mimeType: "image/png", bytes: 64 },
      ["https://up.example/1", { acl: "private", "content-type": "image/png" }, 64],
    ]);
  });

  it("says what Shopify made of it, and doesn't wait for ever", async () => {
    expect(await shop(["failed"]).upload(png(640, 404))).toEqual({ ok: false, problem: "failed" });
    expect(await shop([]).upload(png(640, 404))).toEqual({ ok: false, problem: "slow" });
    const refused = shop([]);
    expect(await refused.upload(new TextEncoder().encode("<svg/>"))).toEqual({ ok: false, problem: "notPicture" });
    expect(refused.sent).toEqual([]);
  });
});
