import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { AUDIT_ACTIONS } from "../../app/ui/audit/audit-shown.ts";

// What would be broken in a shop: staff would read a name of the code's in the log of changes, and could not look for it.

const APP = fileURLToPath(new URL("../../app", import.meta.url));
/** A statement that writes a line of the log is not longer than this. */
const STATEMENT = 500;
const ACTION = /'([a-z]+(?:[A-Z][a-z]+)+|[a-z]+[A-Za-z]*\.[a-z]+)'/g;

function writtenActions(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(APP, { recursive: true, encoding: "utf8" })) {
    if (!/^(?:commands|jobs|ledger|admin)\/.*\.ts$/.test(file) || file.includes(".test.")) continue;
    const source = readFileSync(join(APP, file), "utf8");
    if (!/audit_log|recordChange|RecordedChange|action:/.test(source)) continue;
    for (const { index } of source.matchAll(/INSERT INTO audit_log/g)) {
      for (const [, action = ""] of source.slice(index, index + STATEMENT).matchAll(ACTION)) {
        // Keys of the details are quoted as well; they name things by their ids.
        if (!action.endsWith("Id")) found.set(action, file);
      }
    }
    if (!source.includes("audit_log") && !source.includes("recordChange") && !source.includes("actor:")) continue;
    for (const [, action = ""] of source.matchAll(/\baction(?:: | = [^;\n]*)"([a-zA-Z.]+)"/g)) found.set(action, file);
  }
  return found;
}

describe("the log of changes", () => {
  it("has a sentence for everything that is written into it", () => {
    const known = new Set<string>(AUDIT_ACTIONS);
    const unknown = [...writtenActions()].filter(([action]) => !known.has(action));
    expect(unknown.map(([action, file]) => `${action} in ${file}`)).toEqual([]);
  });

  it("is read in full: actions that are known are found in the code", () => {
    expect([...writtenActions().keys()]).toEqual(
      expect.arrayContaining(["adjustPoints", "publishProgram", "undoCode"]),
    );
  });
});
