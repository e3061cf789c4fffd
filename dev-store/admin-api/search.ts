/** Shopify's search syntax: `field:value`, comparisons, quotes, AND, OR, NOT (-) and brackets. */
import { GraphQLError } from "graphql";

/** How one field of a thing is compared with the text after the colon. */
export type FieldTest<T> = (item: T, operator: Operator, value: string) => boolean;
export type Operator = "=" | ">" | ">=" | "<" | "<=";
export type Fields<T> = Record<string, FieldTest<T>> & { default: FieldTest<T> };

type Token = { kind: "word"; text: string } | { kind: "and" | "or" | "not" | "open" | "close" };
type Test<T> = (item: T) => boolean;

const TOKEN =
  /\s*(?:(\()|(\))|(-?[\w.]+:(?:>=|<=|>|<)?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()]+))|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()]+))/gy;

function tokens(query: string): Token[] {
  const list: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.trimEnd().length) {
    const match = TOKEN.exec(query);
    if (!match) throw bad(`can't read the search query "${query}"`);
    const text = match[3] ?? match[4] ?? "";
    if (match[1]) list.push({ kind: "open" });
    else if (match[2]) list.push({ kind: "close" });
    else if (text === "AND") list.push({ kind: "and" });
    else if (text === "OR") list.push({ kind: "or" });
    else if (text === "NOT") list.push({ kind: "not" });
    else if (text.startsWith("-") && text.length > 1) list.push({ kind: "not" }, { kind: "word", text: text.slice(1) });
    else list.push({ kind: "word", text });
  }
  return list;
}

const bad = (message: string): GraphQLError =>
  new GraphQLError(`dev store: ${message}`, { extensions: { code: "DEV_STORE_NOT_IMPLEMENTED" } });

const unquote = (text: string): string =>
  /^["']/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text.replace(/\\(.)/g, "$1");

/** A search query as a test of one thing. A field that the dev store doesn't know fails by its name. */
export function searchTest<T>(query: string | null | undefined, fields: Fields<T>, of: string): Test<T> {
  if (!query?.trim()) return () => true;
  const list = tokens(query);
  let at = 0;

  function term(): Test<T> {
    const token = list[at];
    at += 1;
    if (token?.kind === "not") {
      const inner = term();
      return (item) => !inner(item);
    }
    if (token?.kind === "open") {
      const inner = either();
      at += 1;
      return inner;
    }
    if (token?.kind !== "word") throw bad(`can't read the search query "${query ?? ""}"`);
    return wordTest(token.text);
  }

  function wordTest(text: string): Test<T> {
    const match = /^([\w.]+):(>=|<=|>|<)?([\s\S]*)$/.exec(text);
    if (!match) return (item) => fields.default(item, "=", unquote(text));
    const [, name = "", operator = "=", value = ""] = match;
    const field = Object.hasOwn(fields, name) && name !== "default" ? fields[name] : undefined;
    if (!field) throw bad(`${of} can't be searched by "${name}"`);
    return (item) => field(item, operator as Operator, unquote(value));
  }

  function all(): Test<T> {
    const tests = [term()];
    while (at < list.length && list[at]?.kind !== "or" && list[at]?.kind !== "close") {
      if (list[at]?.kind === "and") at += 1;
      tests.push(term());
    }
    return (item) => tests.every((test) => test(item));
  }

  function either(): Test<T> {
    const tests = [all()];
    while (list[at]?.kind === "or") {
      at += 1;
      tests.push(all());
    }
    return (item) => tests.some((test) => test(item));
  }

  return either();
}

function ordered<V>(left: V, operator: Operator, right: V): boolean {
  if (operator === ">") return left > right;
  if (operator === ">=") return left >= right;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return left === right;
}

/** A field of text: without regard to case, `*` at the end stands for any rest. */
export function text<T>(read: (item: T) => string | null | undefined): FieldTest<T> {
  return (item, _operator, value) => matches(read(item), value);
}

function matches(actual: string | null | undefined, value: string): boolean {
  if (actual === null || actual === undefined) return false;
  const [left, right] = [actual.toLowerCase(), value.toLowerCase()];
  return right.endsWith("*") ? left.startsWith(right.slice(0, -1)) : left === right;
}

/** A field with several texts, one of which must match. */
export function anyText<T>(read: (item: T) => readonly (string | null)[]): FieldTest<T> {
  return (item, _operator, value) => read(item).some((one) => matches(one, value));
}

/** A field of words, one of which must begin with the value: names, titles. */
export function words<T>(read: (item: T) => readonly (string | null)[]): FieldTest<T> {
  return (item, _operator, value) => {
    const wanted = value.toLowerCase().replace(/\*$/, "").split(/\s+/).filter(Boolean);
    const present = read(item).flatMap((one) => (one ?? "").toLowerCase().split(/\s+/));
    const whole = read(item).map((one) => (one ?? "").toLowerCase());
    return wanted.every(
      (word) => present.some((one) => one.startsWith(word)) || whole.some((one) => one.startsWith(word)),
    );
  };
}

/** An id, a count or an amount. */
export function number<T>(read: (item: T) => string | number): FieldTest<T> {
  return (item, operator, value) => {
    const plain = value.replace(/^gid:\/\/shopify\/\w+\//, "");
    if (!/^-?\d+(\.\d+)?$/.test(plain)) throw bad(`"${value}" is not a number`);
    const left = String(read(item));
    if (/^\d+$/.test(plain) && /^\d+$/.test(left)) return ordered(BigInt(left), operator, BigInt(plain));
    return ordered(Number(left), operator, Number(plain));
  };
}

/** A moment; a date alone is its first moment, or the whole day where it must be equal. */
export function moment<T>(read: (item: T) => string | null): FieldTest<T> {
  return (item, operator, value) => {
    const actual = read(item);
    if (actual === null) return false;
    if (operator === "=" && /^\d{4}-\d\d-\d\d$/.test(value)) return actual.startsWith(value);
    const wanted = Date.parse(/(Z|[+-]\d\d:?\d\d)$|^\d{4}-\d\d-\d\d$/.test(value) ? value : `${value}Z`);
    if (Number.isNaN(wanted)) throw bad(`"${value}" is not a date`);
    return ordered(Date.parse(actual), operator, wanted);
  };
}

export function flag<T>(read: (item: T) => boolean): FieldTest<T> {
  return (item, _operator, value) => read(item) === (value.toLowerCase() === "true");
}
