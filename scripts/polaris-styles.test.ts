import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canMatch, classesOf, classesOfApp, POLARIS_STYLES } from "./polaris-styles.ts";

// What would be broken: a page of the admin with something on it that has no look.

const styles = readFileSync(POLARIS_STYLES, "utf8");

describe("the styles of the admin", () => {
  test("are those of every component that is drawn, by the app or by another component", () => {
    const classes = classesOf(["Button"]);
    // A button that loads draws a spinner, and its words are a text.
    for (const name of ["Polaris-Button", "Polaris-Button--variantPrimary", "Polaris-Spinner", "Polaris-Text--root"])
      expect(classes).toContain(name);
    expect(classes).not.toContain("Polaris-IndexTable");
  });

  test("know every component that the app draws, and none that it doesn't", () => {
    const classes = classesOfApp();
    for (const name of [
      "Polaris-Page",
      "Polaris-IndexTable__TableRow",
      "Polaris-DataTable",
      "Polaris-Popover",
      "Polaris-Modal-Dialog",
    ])
      expect(classes).toContain(name);
    expect(classes).not.toContain("Polaris-MediaCard");
    expect(styles).toContain(".Polaris-MediaCard");
  });

  test.each([
    [".Polaris-Button:hover", true],
    [".Polaris-Button .Polaris-MediaCard", false],
    [".Polaris-Button:not(.Polaris-MediaCard)", true],
    ["html.p-theme-light", true],
    [":root", true],
    [".Polaris-Button--unheardOf", false],
  ])("%s: kept is %s", (selector, kept) => {
    expect(canMatch(selector, classesOf(["Button"]))).toBe(kept);
  });
});
