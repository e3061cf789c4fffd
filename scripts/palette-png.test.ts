import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { toPalette } from "./palette-png.ts";

/** A picture of one row for each colour, written plainly. */
function pictureOf(rows: number[][][]): Buffer {
  const part = (name: string, content: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(name), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(rows[0]?.length ?? 0, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const lines = Buffer.from(rows.flatMap((row) => [0, ...row.flat()]));
  const start = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([start, part("IHDR", head), part("IDAT", deflateSync(lines)), part("IEND", Buffer.alloc(0))]);
}

function partsOf(png: Buffer): Record<string, Buffer> {
  const parts: Record<string, Buffer> = {};
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    parts[png.toString("latin1", at + 4, at + 8)] = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
  return parts;
}

test("a picture of few colours keeps each of them, where it was", () => {
  const [white, red, blue] = [
    [255, 255, 255],
    [200, 10, 10],
    [1, 2, 250],
  ];
  const { IHDR, PLTE, IDAT } = partsOf(
    toPalette(
      pictureOf([
        [white, white, red],
        [blue, white, red],
      ]),
    ),
  );
  expect([...(IHDR ?? [])].slice(0, 10)).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 3]);
  const colour = (place: number) => [...(PLTE ?? [])].slice(place * 3, place * 3 + 3);
  const [, a, b, c, , d, e, f] = [...inflateSync(IDAT ?? Buffer.alloc(0))];
  expect([a, b, c, d, e, f].map((place) => colour(place ?? 0))).toEqual([white, white, red, blue, white, red]);
});

test("many colours become at most 256, each near to what it was", () => {
  const rows = Array.from({ length: 32 }, (_, y) => Array.from({ length: 32 }, (__, x) => [x * 8, y * 8, (x + y) * 4]));
  const { PLTE, IDAT } = partsOf(toPalette(pictureOf(rows)));
  expect((PLTE ?? []).length).toBeLessThanOrEqual(256 * 3);
  const lines = inflateSync(IDAT ?? Buffer.alloc(0));
  const farthest = rows.flatMap((row, y) =>
    row.map((colour, x) => {
      const place = (lines[y * 33 + 1 + x] ?? 0) * 3;
      return Math.max(...colour.map((value, index) => Math.abs(value - (PLTE?.[place + index] ?? 0))));
    }),
  );
  expect(Math.max(...farthest)).toBeLessThan(64);
});

test("what is no such picture is refused", () => {
  expect(() => toPalette(readFileSync(fileURLToPath(import.meta.url)))).toThrow("no PNG");
});
