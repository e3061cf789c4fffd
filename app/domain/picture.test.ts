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
