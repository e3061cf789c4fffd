import { deflateSync, inflateSync, crc32 } from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const COLOURS = 256;
/** How many bits of each of red, green and blue tell kinds of colours apart, at the finest; at two bits there are 64 kinds. */
const FINEST = 5;

/**
 * A PNG with at most 256 colours instead of one with a byte for each of red, green and blue: a page's picture is a third as large, and looks the same.
 * The most frequent colours stay as they are, the others become the nearest of them.
 * @param png an 8-bit picture without interlacing, as browsers make them
 */
export function toPalette(png: Buffer): Buffer {
  const { width, height, channels, pixels } = readPng(png);
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = choosePalette(counts);
  const places = new Map(palette.map((colour, index): [number, number] => [colour, index]));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt(pixels, (y * width + x) * channels);
      let place = places.get(colour);
      if (place === undefined) places.set(colour, (place = nearest(palette, colour)));
      rows[y * (width + 1) + 1 + x] = place;
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const parts = [
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...parts]);
}

function colourAt(pixels: Buffer, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

/**
 * The most frequent colours first: borders and shades of grey, however near to each other. Then one of each kind of colour that is left, where kinds are
 * as wide as they have to be for every one of them to have its place: a photograph must not lose all its reds.
 */
function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const ordered = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  if (ordered.length <= COLOURS) return ordered;
  for (let bits = FINEST; ; bits -= 1) {
    const mask = ((255 << (8 - bits)) & 255) * 0x010101;
    const chosen = ordered.slice(0, COLOURS / 4);
    const kinds = new Set(chosen.map((colour) => colour & mask));
    for (const colour of ordered) {
      if (kinds.has(colour & mask)) continue;
      kinds.add(colour & mask);
      chosen.push(colour);
    }
    if (chosen.length <= COLOURS) return chosen;
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Infinity;
  for (const [index, other] of palette.entries()) {
    const red = (colour >> 16) - (other >> 16);
    const green = ((colour >> 8) & 255) - ((other >> 8) & 255);
    const blue = (colour & 255) - (other & 255);
    const distance = red * red * 2 + green * green * 4 + blue * blue;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

type Picture = { width: number; height: number; channels: 3 | 4; pixels: Buffer };

function readPng(png: Buffer): Picture {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("this is no PNG");
  let head: Buffer | undefined;
  const data: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const name = png.toString("latin1", at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (name === "IHDR") head = content;
    if (name === "IDAT") data.push(content);
    at += length + 12;
  }
  const kind = head?.[9];
  if (head === undefined || head[8] !== 8 || (kind !== 2 && kind !== 6) || head[12] !== 0)
    throw new Error("only 8-bit PNGs with all their colours and without interlacing are read");
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const channels = kind === 2 ? 3 : 4;
  return { width, height, channels, pixels: unfilter(inflateSync(Buffer.concat(data)), { width, height, channels }) };
}

/** Each line of a PNG says by what it differs from what is left of it and above it. */
function unfilter(lines: Buffer, { width, height, channels }: Omit<Picture, "pixels">): Buffer {
  const wide = width * channels;
  const pixels = Buffer.alloc(wide * height);
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (wide + 1)] ?? 0;
    for (let x = 0; x < wide; x += 1) {
      const at = y * wide + x;
      const left = x < channels ? 0 : (pixels[at - channels] ?? 0);
      const up = y === 0 ? 0 : (pixels[at - wide] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (pixels[at - wide - channels] ?? 0);
      pixels[at] = (lines[y * (wide + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return pixels;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
