import type { Card, CardPattern } from "./program.ts";

/** A card that Laurel draws: the same picture in the admin, in the account and wherever an image is asked for. */
export type DrawnCard = Pick<Card, "background" | "text" | "pattern"> & {
  name: string;
  programName: string;
  /** Since when and until when, in the reader's words; null where nobody's card is shown. */
  dates: string | null;
};

/** Cards have the shape of those in a wallet. */
export const CARD_SIZE = { width: 640, height: 404 } as const;

/** What each pattern draws over the background, as the path of one broad, pale stroke. The storefront's snippet has the same. */
export const PATTERN_PATHS: Record<CardPattern, string> = {
  plain: "",
  stripes: "M-40 444 404 0M120 444 564 0M280 444 724 0M440 444 884 0M600 444 1044 0",
  dots: "M440 60h0M520 60h0M600 60h0M400 130h0M480 130h0M560 130h0M640 130h0M440 200h0M520 200h0M600 200h0M480 270h0M560 270h0M640 270h0",
  waves:
    "M-20 300q55-60 110 0t110 0 110 0 110 0 110 0 110 0 110 0M-20 370q55-60 110 0t110 0 110 0 110 0 110 0 110 0 110 0",
  rays: "M640 0 60 404M640 0 250 404M640 0 440 404M640 0 0 250M640 0 0 90M640 0 610 404",
};

const LONGEST_NAME = 22;
const LONGEST_LINE = 44;
const FONT = "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** The card as SVG. Every text in it is escaped, and colours are what the program allows. */
export function drawCard({ background, text, pattern, name, programName, dates }: DrawnCard): string {
  const { width, height } = CARD_SIZE;
  const path = PATTERN_PATHS[pattern];
  const lines = [
    write(programName, LONGEST_LINE, { y: 68, size: 26, weight: 400 }),
    write(name, LONGEST_NAME, { y: 250, size: 52, weight: 700 }),
    write(dates ?? "", LONGEST_LINE, { y: 350, size: 24, weight: 400 }),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    path === ""
      ? ""
      : `<path d="${path}" fill="none" stroke="${text}" stroke-opacity="0.12" stroke-width="34" stroke-linecap="round"/>`,
    `<g fill="${text}" font-family="${FONT}">${lines.join("")}</g>`,
    "</svg>",
  ].join("");
}

/** The card as an address that holds the whole picture, for an <img>. */
export function cardAddress(card: DrawnCard): string {
  return `data:image/svg+xml,${encodeURIComponent(drawCard(card))}`;
}

function write(
  words: string,
  longest: number,
  { y, size, weight }: { y: number; size: number; weight: number },
): string {
  const letters = Array.from(words.trim());
  if (letters.length === 0) return "";
  const fitting = letters.length > longest ? [...letters.slice(0, longest - 1), "…"] : letters;
  return `<text x="40" y="${y}" font-size="${size}" font-weight="${weight}">${escape(fitting.join(""))}</text>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(words: string): string {
  // XML has no place for most control characters, not even escaped.
  return words.replace(/\p{Cc}/gu, " ").replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? "");
}
