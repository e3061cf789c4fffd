/** Reads a mail as it came over SMTP: subject, addresses, its text and its HTML. Attachments are left out. */

export type ParsedMail = {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  /** Every header, decoded, by its name in small letters. */
  headers: Record<string, string>;
};

type Headers = Map<string, string>;
type Part = { headers: Headers; body: Buffer };

/** A mail's parts inside parts inside parts: deeper than anything that is no mistake. */
const DEEPEST = 8;

/** Takes a mail apart. */
export function parseMail(raw: Buffer): ParsedMail {
  const { headers, body } = splitPart(raw);
  const found = { text: "", html: null as string | null };
  collect({ headers, body }, found, 0);
  return {
    from: decodeWords(headers.get("from") ?? ""),
    to: decodeWords(headers.get("to") ?? "")
      .split(",")
      .map((address) => address.trim())
      .filter((address) => address !== ""),
    subject: decodeWords(headers.get("subject") ?? ""),
    ...found,
    headers: Object.fromEntries([...headers].map(([name, value]) => [name, decodeWords(value)])),
  };
}

/** Headers end at the first empty line; a line that begins with a space goes on with the one before. */
function splitPart(raw: Buffer): Part {
  const text = raw.toString("latin1");
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const headers: Headers = new Map();
  for (const line of head.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0) headers.set(line.slice(0, at).toLowerCase(), line.slice(at + 1).trim());
  }
  return { headers, body: end ? raw.subarray(end.index + end[0].length) : Buffer.alloc(0) };
}

function collect(part: Part, found: { text: string; html: string | null }, depth: number): void {
  const type = part.headers.get("content-type") ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary && depth < DEEPEST) {
    for (const inner of splitParts(part.body, boundary)) collect(splitPart(inner), found, depth + 1);
    return;
  }
  if (/^attachment/i.test(part.headers.get("content-disposition") ?? "")) return;
  if (/^text\/html/i.test(type)) found.html ??= textOfPart(part, type);
  else if (/^text\/plain/i.test(type) && found.text === "") found.text = textOfPart(part, type);
}

function splitParts(body: Buffer, boundary: string): Buffer[] {
  const text = body.toString("latin1");
  const pieces = text.split(
    new RegExp(`(?:^|\\r?\\n)--${boundary.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:--)?[ \\t]*(?:\\r?\\n|$)`),
  );
  return pieces.slice(1, -1).map((piece) => Buffer.from(piece, "latin1"));
}

function textOfPart(part: Part, type: string): string {
  const encoding = (part.headers.get("content-transfer-encoding") ?? "").toLowerCase();
  const bytes =
    encoding === "base64"
      ? Buffer.from(part.body.toString("latin1"), "base64")
      : encoding === "quoted-printable"
        ? decodeQuoted(part.body.toString("latin1").replaceAll(/=\r?\n/g, ""))
        : part.body;
  return decodeText(bytes, /charset="?([\w-]+)"?/i.exec(type)?.[1]);
}

function decodeQuoted(text: string): Buffer {
  const plain = text.replaceAll(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}

function decodeText(bytes: Buffer, charset = "utf-8"): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString("utf8");
  }
}

/** `=?utf-8?Q?…?=` in a header. Space between two of them is no space of the text. */
function decodeWords(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?([\w-]+)\?([QB])\?([^?]*)\?=/gi, (_whole, charset: string, kind: string, word: string) => {
      const bytes = kind.toUpperCase() === "B" ? Buffer.from(word, "base64") : decodeQuoted(word.replaceAll("_", " "));
      return decodeText(bytes, charset);
    });
}
