import { describe, expect, it } from "vitest";
import {
  MAIL_CATEGORIES,
  MAIL_KINDS,
  NO_MAILS,
  categoryOf,
  isMailAddress,
  isMailCategory,
  isMailKind,
  mailSettingsProblems,
} from "./mail.ts";

// Broken if a shop's settings could put a header of their own into a mail, or sent mails that nobody switched on.

describe("mails", () => {
  it("belong to what a member can do without", () => {
    expect(MAIL_KINDS.map((kind) => [kind, categoryOf(kind)])).toEqual([
      ["tierReached", "tier"],
      ["tierLost", "tier"],
      ["pointsEarned", "points"],
      ["pointsExpire", "reminders"],
      ["codeEnds", "reminders"],
    ]);
    expect(MAIL_KINDS.every(isMailKind) && MAIL_CATEGORIES.every(isMailCategory)).toBe(true);
    expect([isMailKind("tier"), isMailCategory("tierLost"), isMailKind("")]).toEqual([false, false, false]);
  });

  it("are off until they are switched on, then all of them, from the shop's own name", () => {
    expect(NO_MAILS).toEqual({ sends: false, fromName: "", replyTo: "", kinds: MAIL_KINDS, subscribersOnly: false });
  });
});

describe("an address for answers", () => {
  it.each(["a@b.no", "ada.lovelace+shop@mail.example.com", "æ@ø.no", "a'b@c-d.example"])("may be %s", (text) => {
    expect(isMailAddress(text)).toBe(true);
  });

  it.each([
    ...[
      "",
      "ada",
      "ada@",
      "@example.com",
      "ada@example",
      "ada@example.",
      "ada@.",
      "ada@example.c.",
      "a@@b.no",
      "a@b@c.no",
    ],
    ...["Ada <ada@example.com>", "ada@example.com, bob@example.com", "ada@example.com;bob", "a b@c.no", "a@b c.no"],
    ...["a@b.no\nBcc: x@y.no", "a@b.n o", 'a"b@c.no', "a\\b@c.no", "a@b\u0000.no", "a:b@c.no", "(a)@b.no", "[a]@b.no"],
    ...[" a@b.no", "a@b.no ", "\u0001a@b.no", "a@b.no\u0001", "<a@b.no", "a@b.no>", "a@b,c.no", "a@b.n(o"],
  ])("may not be %j", (text) => {
    expect(isMailAddress(text)).toBe(false);
  });

  it("is at most 254 characters long", () => {
    const long = (length: number): string => `${"a".repeat(length - "@example.com".length)}@example.com`;
    expect([isMailAddress(long(254)), isMailAddress(long(255))]).toEqual([true, false]);
  });
});

describe("what is wrong with settings", () => {
  const problems = (fromName: string, replyTo: string): string[] =>
    mailSettingsProblems({ fromName, replyTo }).map(({ field, code }) => `${field} ${code}`);

  it.each<[string, string, string[]]>([
    ["", "", []],
    ["Te & Kaffe", "hei@example.com", []],
    ["x".repeat(100), "", []],
    ["x".repeat(101), "", ["fromName tooLong"]],
    ["Te\r\nBcc: x@y.no", "", ["fromName notOneLine"]],
    ["", "nobody", ["replyTo notAnAddress"]],
    ["\u0007".repeat(101), "x@y", ["fromName tooLong", "fromName notOneLine", "replyTo notAnAddress"]],
  ])("%j, answers to %j", (name, replyTo, expected) => {
    expect(problems(name, replyTo)).toEqual(expected);
  });
});
