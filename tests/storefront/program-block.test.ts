import { describe, expect, it } from "vitest";
import { type Reader, renderBlock, wordsOf } from "./render.ts";
import { LOYALTY, PROGRAM } from "./samples.ts";

// Broken if the program's page promised something else than the merchant published, or hid the reader's own place.
const clean = (element: Element | null) => wordsOf(element).replaceAll("\u00a0", " ");

async function program(reader: Reader = {}): Promise<Document> {
  return (await renderBlock("program", { program: PROGRAM, loyalty: LOYALTY, ...reader })).document;
}

describe("the program's page", () => {
  it("has the merchant's texts, blank lines as paragraphs", async () => {
    const document = await program();
    expect(clean(document.querySelector("h2"))).toBe("Tea Friends");
    expect([...document.querySelectorAll(".laurel-lead p")].map(clean)).toEqual(["Drink tea.", "Collect points."]);
    expect(clean(document.querySelector(".laurel-terms__text"))).toBe("Be kind.");
  });

  it("has formatted texts as elements: headings, lists, links; and whatever is typed in them as words", async () => {
    const words = (value: string, more = {}) => ({ type: "text", value, ...more });
    const terms = {
      type: "root",
      children: [
        { type: "heading", level: 3, children: [words("How")] },
        {
          type: "paragraph",
          children: [words("Be "), words("kind", { bold: true, italic: true }), words("\n<b>1 < 2</b>")],
        },
        { type: "list", listType: "unordered", children: [{ type: "list-item", children: [words("Tea & cups")] }] },
        { type: "list", listType: "ordered", children: [{ type: "list-item", children: [words("First")] }] },
        {
          type: "paragraph",
          children: [{ type: "link", url: "https://example.com/?a=1&b=%22", children: [words("Read on")] }],
        },
      ],
    };
    const texts = { en: { programName: "Tea", promo: "Plain.", terms } };
    const shown = (await program({ program: { ...PROGRAM, texts } })).querySelector(".laurel-terms__text");
    expect(shown?.innerHTML.replace(/>\s+</g, "><").trim()).toBe(
      "<h3>How</h3><p>Be <strong><em>kind</em></strong><br>\n&lt;b&gt;1 &lt; 2&lt;/b&gt;</p>" +
        "<ul><li>Tea &amp; cups</li></ul><ol><li>First</li></ol>" +
        '<p><a href="https://example.com/?a=1&amp;b=%22">Read on</a></p>',
    );
  });

  it("speaks the reader's language, and another one only where that has no text", async () => {
    const document = await program({ language: "nb" });
    expect(clean(document.querySelector("h2"))).toBe("Tevenner");
    expect(clean(document.querySelector(".laurel-lead"))).toBe("Drikk te.");
    expect(clean(document.querySelector(".laurel-terms__text"))).toBe("Be kind.");
    expect(clean((await program({ language: "nb-NO" })).querySelector("h2"))).toBe("Tevenner");
    expect(clean((await program({ language: "de" })).querySelector("h2"))).toBe("Tea Friends");
  });

  it("uses whatever language there is when there is no English", async () => {
    const texts = { fi: { programName: "Teeystävät", promo: "", terms: "" } };
    expect(clean((await program({ program: { ...PROGRAM, texts } })).querySelector("h2"))).toBe("Teeystävät");
  });

  it("lists how points are earned, without bonuses that are not given", async () => {
    const lines = [...(await program()).querySelectorAll(".laurel-lines li")].map(clean);
    expect(lines).toEqual([
      "100 points for every 1 000 kr you spend",
      "50 points for joining",
      "25 points on your birthday",
    ]);
  });

  it("lists tiers with from when on they are held and what they bring", async () => {
    const tiers = [...(await program()).querySelectorAll(".laurel-tier__words")].map(clean);
    expect(tiers).toEqual([
      "Bronze For everybody who takes part",
      "Gold Your tier From 10 000 kr in orders1.5 times the points200 points when you reach itTasting evenings",
      "Platinum From 20 000,50 kr in orders",
    ]);
    const norwegian = (await program({ language: "nb" })).querySelector(".laurel-perks");
    expect(clean(norwegian)).toContain("1,5 ganger poengene");
  });

  it("marks the reader's own tier, and none for somebody without", async () => {
    expect(clean((await program()).querySelector("[aria-current] strong"))).toBe("Gold");
    expect((await program({ loyalty: undefined })).querySelector("[aria-current]")).toBeNull();
    expect((await program({ signedIn: false })).querySelector("[aria-current]")).toBeNull();
  });

  it("counts thresholds by what the tiers are measured in", async () => {
    const measured = async (metric: string, threshold: string) => {
      const tiers = [{ ...PROGRAM.tiers[1]!, metric, threshold, perks: [], multiplier: "1", entryBonus: 0 }];
      return clean(
        (await program({ program: { ...PROGRAM, tiers }, signedIn: false })).querySelector(".laurel-tier .laurel-note"),
      );
    };
    expect(await measured("points", "1500")).toBe("From 1 500 points earned");
    expect(await measured("orders", "1")).toBe("From 1 order");
  });

  it("shows only what the merchant left switched on", async () => {
    const settings = {
      show_earning: false,
      show_rewards: false,
      show_tiers: false,
      show_terms: false,
      heading: "Club <b>",
    };
    const document = await program({ settings });
    expect(clean(document.querySelector("h2"))).toBe("Club <b>");
    expect(document.querySelectorAll("ul, ol, details").length).toBe(0);
  });
});
