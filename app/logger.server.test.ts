import { describe, expect, test } from "vitest";
import { createLogger, scrub } from "./logger.server.ts";

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger("info", { write: (line) => void lines.push(line) }));
  return lines.join("");
}

describe("a log that is sent to somebody for help gives away no shopper and no token", () => {
  test("sentences lose tokens, passwords and e-mail addresses", () => {
    expect(scrub("GET /app?shop=a.myshopify.com&id_token=ey.abc.def&hmac=00ff failed")).toBe(
      "GET /app?shop=a.myshopify.com&id_token=[removed]&hmac=[removed] failed",
    );
    expect(scrub("postgresql://laurel:s3cret@db:5432/laurel is gone")).not.toContain("s3cret");
    expect(scrub("no mailbox for ada.lovelace@example.com")).toBe("no mailbox for [removed]");
  });

  test("fields with telling names are removed at any depth that we log", () => {
    const text = logged((logger) =>
      logger.info(
        { email: "ada@example.com", session: { accessToken: "shpat_1" }, a: { b: { first_name: "Ada" } } },
        "x",
      ),
    );
    expect(text).not.toMatch(/ada@|shpat_1|"Ada"/);
  });

  test("an error is logged with what helps, without the row that a database adds", () => {
    const error = Object.assign(new Error("duplicate key, see email=ada@example.com"), {
      code: "23505",
      detail: "Key (email)=(ada@example.com) already exists.",
    });
    const text = logged((logger) => logger.error({ err: error }, "could not store"));
    expect(text).toContain("23505");
    expect(text).toContain("duplicate key");
    expect(text).not.toContain("ada@example.com");
  });
});
