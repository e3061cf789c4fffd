import { describe, expect, it } from "vitest";
import { isMailAddress, MAIL_KINDS, mailSettingsProblems } from "../domain/mail.ts";
import { compose } from "./compose.ts";
import { render, TemplateError } from "./engine.ts";
import { createMailKeys } from "./keys.ts";
import { defaultTemplate, MAIL_LANGUAGES, mailLanguage } from "./languages.ts";
import { type MailFacts, mailValues, sampleFacts } from "./values.ts";

// Broken if a name could run a template, add a header or break out of the HTML, if a merchant's template could hold up the process, or if a
// link to unsubscribe could be made for somebody else.

const CARD = {
  ...{ tier: "gold", name: "Gold", since: "2026-01-05", until: "2026-12-31", image: null },
  ...{ background: "#b8860b", text: "#ffffff", pattern: "plain" as const, alt: "" },
};
const SHOP = { name: "Tea House", url: "https://tea.example", currency: "NOK" };
const shown = { shop: SHOP, programName: "Leaves", card: CARD, perks: ["Free delivery"] };

function named(name: string, kind: (typeof MAIL_KINDS)[number] = "tierReached"): MailFacts {
  return { ...sampleFacts(kind, shown), customerName: name, customerFirstName: name };
}

function written(facts: MailFacts, template = defaultTemplate(facts.subject.kind, "en")) {
  const composed = compose(template, mailValues(facts, "en"), { strict: true });
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  return composed.mail;
}

describe("Laurel's own mails", () => {
  const all = MAIL_LANGUAGES.flatMap((language) => MAIL_KINDS.map((kind) => [language, kind] as const));
  it.each(all)("in %s: %s can be written with every value that it names", (language, kind) => {
    const values = mailValues(sampleFacts(kind, shown), language);
    const composed = compose(defaultTemplate(kind, language), values, { strict: true });
    if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
    const { subject, html, text } = composed.mail;
    expect(subject).not.toBe("");
    for (const part of [subject, html, text]) expect(part).not.toMatch(/\{\{|\{%|undefined|\[object|null/);
    expect(html).toContain("https://tea.example/account");
    expect(text).toContain("Ada");
  });

  it("say the same in HTML and in plain text: card, figures, reason and way out", () => {
    const { html, text } = written(named("Ada"));
    for (const said of ["Gold", "Since 5 January 2026", "Free delivery", "1,240", "Leaves", "Fewer mails"]) {
      expect(html).toContain(said);
      expect(text).toContain(said);
    }
  });

  it("can do without a tier, a card, a next tier and a name", () => {
    const facts = named("");
    const bare = { ...facts, loyalty: { ...facts.loyalty, card: null, next: null, worth: "0.00" } };
    for (const kind of ["tierLost", "pointsEarned"] as const) {
      const { html, text } = written({ ...bare, subject: sampleFacts(kind, shown).subject });
      expect(text).toContain("Hello,\n");
      expect(html).not.toContain("Worth");
    }
  });

  it.each([
    ["nb-NO", "nb"],
    ["nn", "nb"],
    ["pt-BR", "en"],
    ["DE", "de"],
    ["constructor", "en"],
    [null, "en"],
  ])("answer locale %s in %s", (locale, language) => expect(mailLanguage(locale)).toBe(language));
});

describe("what somebody typed", () => {
  it.each(["{{ shop.name }}", "{% for i in (1..9) %}x{% endfor %}", "{{ 'a' | append: 'b' }}"])(
    "as a name is never run: %s",
    (name) => {
      const { html, text } = written(named(name));
      expect(text).toContain(name);
      expect(html).not.toContain("xxx");
    },
  );

  it("as a name is escaped in HTML, also where a template says raw", () => {
    const name = `<img src=x onerror="alert(1)">`;
    const template = {
      ...defaultTemplate("tierReached", "en"),
      html: "<p>{{ customer.name | raw }}{{ customer.name }}</p>",
    };
    const { html } = written(named(name), template);
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img");
    expect(written(named(name)).html).not.toContain("<img src=x");
  });

  it("with line breaks stays one line in the subject and in names", () => {
    const name = "Ada\r\nBcc: everybody@example.com\u2028x";
    const template = {
      ...defaultTemplate("tierReached", "en"),
      subject: "For {{ customer.name }}\r\nBcc: a@b.example",
    };
    expect(written(named(name), template).subject).toBe("For Ada Bcc: everybody@example.com x Bcc: a@b.example");
  });

  it("as a sender's name or an address can hold no header", () => {
    const settings = (fromName: string, replyTo: string) =>
      mailSettingsProblems({ fromName, replyTo }).map((one) => one.code);
    expect(settings("Tea\r\nBcc: x@y.example", "")).toEqual(["notOneLine"]);
    expect(settings("Tea", "a@b.example\nBcc: x@y.example")).toEqual(["notAnAddress"]);
    expect(settings("x".repeat(101), "Ada <ada@example.com>")).toEqual(["tooLong", "notAnAddress"]);
    expect(settings("Te & Kaffe", "hei@te.no")).toEqual([]);
    for (const wrong of ["", "ada", "@b.no", "a@b", "a b@c.no", "a@b.no,c@d.no"])
      expect(isMailAddress(wrong)).toBe(false);
  });
});

describe("a merchant's template", () => {
  const values = mailValues(sampleFacts("tierReached", shown), "en");
  const own = (change: object) =>
    compose({ ...defaultTemplate("tierReached", "en"), ...change }, values, { strict: true });

  it.each([
    ["subject", "Hello {{ custmer.name }}", /undefined variable: custmer/],
    ["message", "{% if tier %}no end", /not closed/],
    ["heading", "{{ tier.name | nonsense }}", /undefined filter: nonsense/],
    ["html", "{% render 'secrets' %}", /ENOENT|secrets/],
    ["html", "{% include '../../../etc/passwd' %}", /ENOENT|passwd/],
  ])("with a mistake in its %s is refused by name: %s", (field, text, message) => {
    const composed = own({ [field]: text });
    if (composed.ok) throw new Error("it was taken");
    expect(composed.problems).toEqual([{ field, message: expect.stringMatching(message) as string }]);
  });

  it.each([
    "{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}",
    "{% for a in (1..1000000000) %}{% endfor %}",
    "{% assign s = 'xxxxxxxxxx' %}{% for a in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
    "{{ 'x' | times: 1 | append: 'y' }}".repeat(20_000),
  ])("that would never end is stopped (%#)", (text) => {
    expect(() => render(text, {})).toThrow(TemplateError);
  });

  it("sees nothing of the process", () => {
    for (const text of [
      "{{ constructor }}",
      "{{ customer.constructor.name }}",
      "{{ tier.__proto__ }}",
      "{{ process.env }}",
    ]) {
      expect(render(text, values).trim()).toBe("");
    }
  });
});

describe("links in mails", () => {
  const keys = createMailKeys(Buffer.alloc(32, 7));
  const ticket = { programId: "3", memberId: "41", category: "tier" } as const;

  it("belong to one member and one category", () => {
    const token = keys.sign(ticket);
    expect(keys.open(token)).toEqual(ticket);
    expect(encodeURIComponent(token)).toBe(token);
    const forged = [
      token.replace("41", "42"),
      token.replace("tier", "points"),
      token.slice(0, -1),
      `${token}.x`,
      "",
      "3.41.tier.",
    ];
    for (const wrong of forged) expect(keys.open(wrong), wrong).toBeNull();
    expect(createMailKeys(Buffer.alloc(32, 8)).open(token)).toBeNull();
  });

  it("hash an address the same however it is written, with this key alone", () => {
    const hash = keys.hashAddress("Ada@Example.com ");
    expect(hash.equals(keys.hashAddress("ada@example.com"))).toBe(true);
    expect(hash.equals(createMailKeys(Buffer.alloc(32, 8)).hashAddress("ada@example.com"))).toBe(false);
  });
});
