import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { answerCard } from "../shopper/answer-card.ts";
import { CARD_SIZE, cardAddress, drawCard, PATTERN_PATHS, type DrawnCard } from "./card-drawing.ts";

// Broken if a name could put markup into a picture, or if the account showed another card than the admin.

const GOLD: DrawnCard = {
  ...{ background: "#b8860b", text: "#fff", pattern: "waves", name: "Gold", programName: "Leaves" },
  dates: "Since 5 January 2026",
};

describe("a drawn card", () => {
  it("bears its tier, program and dates on the tier's colours", () => {
    const svg = drawCard(GOLD);
    for (const part of ["Gold", "Leaves", "Since 5 January 2026", 'fill="#b8860b"', PATTERN_PATHS.waves]) {
      expect(svg).toContain(part);
    }
    expect(drawCard({ ...GOLD, pattern: "plain", dates: null })).not.toContain("<path");
  });

  it("escapes what merchants type, and cuts what doesn't fit", () => {
    const svg = drawCard({ ...GOLD, name: `<script>"&'\u0000`, programName: "🍃".repeat(60) });
    expect(svg).toContain("&lt;script&gt;&quot;&amp;&#39;");
    expect(svg).not.toContain("<script");
    expect(svg).toContain(`${"🍃".repeat(43)}…<`);
  });

  it("has its lines at their places, and no line for words that are missing", () => {
    const { width, height } = CARD_SIZE;
    const font = /font-family="([^"]+)"/.exec(drawCard(GOLD))?.[1] ?? "";
    expect(drawCard({ ...GOLD, pattern: "plain", programName: "  Leaves ", dates: "   " })).toBe(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
        `<rect width="${width}" height="${height}" fill="#b8860b"/>` +
        `<g fill="#fff" font-family="${font}"><text x="40" y="68" font-size="26" font-weight="400">Leaves</text>` +
        '<text x="40" y="250" font-size="52" font-weight="700">Gold</text></g></svg>',
    );
    expect(drawCard(GOLD)).toContain(
      '<text x="40" y="350" font-size="24" font-weight="400">Since 5 January 2026</text>',
    );
    expect(drawCard({ ...GOLD, dates: null }).match(/<text /g)).toHaveLength(2);
  });

  it("shows 22 letters of a tier's name, and of a longer one 21 and a sign that something is missing", () => {
    const nameOf = (name: string): string =>
      />([^<]*)<\/text><text x="40" y="350"/.exec(drawCard({ ...GOLD, name }))?.[1] ?? "";
    expect(nameOf("x".repeat(22))).toBe("x".repeat(22));
    expect(nameOf("x".repeat(23))).toBe(`${"x".repeat(21)}…`);
    expect(nameOf("a\u0007b")).toBe("a b");
  });

  it("is an address too, for whoever wants a picture", () => {
    expect(cardAddress(GOLD)).toBe(`data:image/svg+xml,${encodeURIComponent(drawCard(GOLD))}`);
  });

  it("is the same in the storefront's snippet", () => {
    const snippet = readFileSync(
      new URL("../../extensions/storefront/snippets/laurel-card.liquid", import.meta.url),
      "utf8",
    );
    for (const [pattern, path] of Object.entries(PATTERN_PATHS)) {
      if (path !== "") expect(snippet, pattern).toContain(`when '${pattern}'\n        assign laurel_path = '${path}'`);
    }
  });
});

describe("its address", () => {
  const ask = (query: string): Response => answerCard(new Request(`https://laurel.example/card.svg?${query}`));

  it("gives a picture that runs nothing", async () => {
    const response = ask("name=Gold&background=%23b8860b&text=%23fff&pattern=rays&program=Leaves&dates=Since");
    expect(response.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await response.text()).toContain(PATTERN_PATHS.rays);
  });

  it.each(["", "name=Gold", "name=Gold&background=red&text=%23fff", "name=x&background=%23fff&text=%23fff&pattern=x"])(
    "refuses ?%s",
    (query) => expect(ask(query).status).toBe(400),
  );
});
