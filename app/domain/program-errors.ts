import type { z } from "zod";

/** Why a value of a program document was refused; forms have a sentence in each language for every code. */
export type ProgramErrorCode =
  | "missing"
  | "wrongType"
  | "unknownKey"
  | "unknownChoice"
  | "notDecimal"
  | "negative"
  | "notPositive"
  | "notInteger"
  | "notMoney"
  | "notPercentage"
  | "tooSmall"
  | "tooLarge"
  | "tooLong"
  | "empty"
  | "notId"
  | "notTag"
  | "notColour"
  | "notAddress"
  | "notMoment"
  | "notLink"
  | "notLanguage"
  | "unknownCurrency"
  | "unknownTimeZone"
  | "unknownTier"
  | "duplicateId"
  | "duplicateTag"
  | "duplicateSpan"
  | "fromAfterUntil"
  | "notThreshold"
  | "multiplesOnlyOfAmounts"
  | "tagIsExcluded"
  | "tooManyDiscounts"
  | "storeCreditOff"
  | "storeCreditNotAllowed"
  | "storeCreditUnknown"
  | "tooMuchToShow";

/** One mistake: where it is ("tiers.levels.0.tag"), why in plain English, and a code for the reader's own language. */
export type ProgramError = { path: string; message: string; code: ProgramErrorCode; params?: Record<string, string> };

type Issue = z.core.$ZodIssue;

/** Says what is wrong in terms of the document, one error for each place. */
export function describeIssues(issues: readonly Issue[]): ProgramError[] {
  return issues.flatMap((issue) => describeIssue(issue));
}

function pathOf(issue: Issue, ...more: PropertyKey[]): string {
  return [...issue.path, ...more].map(String).join(".");
}

function describeIssue(issue: Issue): ProgramError[] {
  const path = pathOf(issue);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: pathOf(issue, key),
        message: `is not a key of a program`,
        code: "unknownKey",
        params: { key },
      }));
    case "invalid_type":
      return [describeType(path, issue.input, issue.expected)];
    case "invalid_union": {
      const meant = meantBranch(issue);
      return meant === null ? [describeChoice(issue, path)] : describeIssues(meant);
    }
    case "invalid_value":
      return [describeChoice(issue, path)];
    case "invalid_key":
      return [{ path, message: 'is not a language tag: write it like "en"', code: "notLanguage" }];
    case "too_big":
      return [
        {
          path,
          message: `must have at most ${issue.maximum} entries`,
          code: "tooLong",
          params: { limit: String(issue.maximum) },
        },
      ];
    case "custom":
      return [{ path, message: issue.message, code: codeOf(issue.params) }];
    default:
      return [{ path, message: issue.message, code: "wrongType" }];
  }
}

/** The code that program-shape.ts put into its refusals. */
function codeOf(params: Record<string, unknown> | undefined): ProgramErrorCode {
  const code = params?.["code"];
  if (typeof code !== "string") throw new Error("a refusal of the program's shape carries no code");
  return code as ProgramErrorCode;
}

/**
 * Where a value may be of one type or another (plain text or rich text), the mistakes in the one that it is of; null where the kinds
 * are told apart by a key. A value of neither type is told the first.
 */
function meantBranch(issue: z.core.$ZodIssueInvalidUnion): Issue[] | null {
  const isOther = (issues: readonly Issue[]): boolean =>
    issues.some(({ code, path }) => code === "invalid_type" && path.length === 0);
  const branch = issue.errors.find((issues) => !isOther(issues)) ?? issue.errors[0];
  return branch?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? null;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text in quotes",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function describeType(path: string, input: unknown, expected: string): ProgramError {
  if (input === undefined) return { path, message: "is missing", code: "missing" };
  const wanted = TYPE_NAMES[expected] ?? expected;
  if (expected === "int") return { path, message: "must be a whole number", code: "notInteger" };
  return { path, message: `must be ${wanted}`, code: "wrongType", params: { expected: wanted } };
}

function describeChoice(issue: Issue, path: string): ProgramError {
  const choices = issue.code === "invalid_value" ? issue.values.map(String).join(", ") : discriminator(issue);
  return { path, message: `must be one of ${choices}`, code: "unknownChoice", params: { choices } };
}

function discriminator(issue: Issue): string {
  if (issue.code !== "invalid_union") return "";
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.length > 0 ? options.map(String).join(", ") : "the known kinds";
}
