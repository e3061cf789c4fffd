import { describe, expect, it } from "vitest";
import { readFields } from "./read-fields.ts";

// Broken if a body could say two things at once, or fill the memory.
const FORM = "application/x-www-form-urlencoded";
const read = (type: string | null, body: string | ReadableStream | null) =>
  readFields(
    new Request("https://app.example/", {
      method: "POST",
      headers: type === null ? {} : { "content-type": type },
      body,
      duplex: "half",
    }),
  );

describe("readFields", () => {
  it("reads a form and a flat JSON object alike", async () => {
    const fields = { reward: "nok-50", times: "2" };
    expect(await read(`${FORM}; charset=UTF-8`, "reward=nok-50&times=2")).toEqual({ ok: true, fields });
    expect(await read("application/json", '{"reward":"nok-50","times":2}')).toEqual({ ok: true, fields });
    expect(await read(FORM, null)).toEqual({ ok: true, fields: {} });
  });

  it.each([
    ["a repeated field", FORM, "reward=a&reward=b", "malformed"],
    ["a field of the prototype, twice", FORM, "__proto__=a&__proto__=b", "malformed"],
    ["no JSON", "application/json", "{", "malformed"],
    ["a JSON list", "application/json", "[]", "malformed"],
    ["nothing", "application/json", "null", "malformed"],
    ["nested JSON", "application/json", '{"reward":{"a":1}}', "malformed"],
    ["a fraction", "application/json", '{"times":1.5}', "malformed"],
    ["a number beyond exactness", "application/json", '{"times":9007199254740993}', "malformed"],
    ["many fields", FORM, Array.from({ length: 13 }, (_, n) => `a${String(n)}=1`).join("&"), "malformed"],
    ["a long body", FORM, `reward=${"a".repeat(5000)}`, "tooLarge"],
    ["text", "text/plain", "reward=a", "unsupportedType"],
    ["a file form", "multipart/form-data; boundary=x", "--x--", "unsupportedType"],
  ])("refuses %s", async (_, type, body, reason) => {
    expect(await read(type, body)).toEqual({ ok: false, reason });
  });

  it("stops reading a body without end", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1024).fill(97));
      },
    });
    expect(await read(FORM, endless)).toEqual({ ok: false, reason: "tooLarge" });
    expect(sent).toBeLessThan(10);
  });
});
