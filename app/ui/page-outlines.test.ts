import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { outlineFor, outlineOf } from "./page-outlines.ts";

const ROUTES = fileURLToPath(new URL("../routes", import.meta.url));

/** The address of every page of the admin: the routes that draw something. */
function pages(): string[] {
  return globSync("app.*.tsx", { cwd: ROUTES })
    .filter((name) => readFileSync(join(ROUTES, name), "utf8").includes("export default function"))
    .map((name) => name.replace(/(\._index)?\.tsx$/, "").split("."))
    .map((parts) => `/${parts.map((part) => (part.startsWith("$") ? "7" : part)).join("/")}`);
}

describe("the outline of a page that is on its way", () => {
  it.each(pages())("%s has one of its own", (path) => {
    expect(outlineOf(path)?.main.length).toBeGreaterThan(0);
  });

  it("does not take a page for the one that its address begins with", () => {
    expect(outlineOf("/app/members")).not.toEqual(outlineOf("/app/members/7"));
    expect(outlineOf("/app/settings/linked-shops")).not.toEqual(outlineOf("/app/settings"));
    expect(outlineOf("/app/members/")).toEqual(outlineOf("/app/members"));
  });

  it("is that of any page where nobody has drawn one", () => {
    expect(outlineOf("/app/nowhere")).toBeNull();
    expect(outlineFor("/app/nowhere").main.length).toBeGreaterThan(0);
  });
});
