import { readFileSync } from "node:fs";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// An id that is selected as text keeps its column's name, and ORDER BY means the selected text by that name: "100" would come
// before "99", and a page that goes on after an id would leave members out.

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The names by which a statement sorts although it selects them as text under the same name. */
export function sortedAsText(source: string): string[] {
  const statements = source.match(/(["`])(?:(?!\1)[\s\S])*?\bSELECT\b(?:(?!\1)[\s\S])*?\1/g) ?? [];
  return statements.flatMap((statement) => {
    const asText = [...statement.matchAll(/\b(?:\w+\.)?(\w+)::text\b(?!\s+AS\b)/g)].map((match) => match[1] ?? "");
    const sorted = [...statement.matchAll(/ORDER BY ([^)`"]*)/g)].flatMap((match) => listOf(match[1] ?? ""));
    return sorted.map((each) => each.trim().split(/\s/)[0] ?? "").filter((name) => asText.includes(name));
  });
}

/** What is sorted by: an insert's list ends where it says what else becomes of the rows. */
function listOf(afterOrderBy: string): string[] {
  return (afterOrderBy.split(/\b(?:ON CONFLICT|RETURNING)\b/)[0] ?? "").split(",");
}

test("the check finds a statement that sorts numbers as text", () => {
  expect(sortedAsText("`SELECT id::text, kind FROM notices ORDER BY id`")).toEqual(["id"]);
  expect(sortedAsText('"SELECT m.id::text FROM members m ORDER BY next_at, id LIMIT 3"')).toEqual(["id"]);
  expect(sortedAsText("`SELECT id::text FROM notices ORDER BY notices.id`")).toEqual([]);
  expect(sortedAsText("`SELECT id FROM a ORDER BY a.no ON CONFLICT (no, id) DO NOTHING RETURNING id::text`")).toEqual(
    [],
  );
  expect(sortedAsText('`SELECT id::text AS "memberId" FROM members ORDER BY id`')).toEqual([]);
});

test.each(globSync("{app,scripts,database}/**/*.ts", { cwd: root }))("%s sorts no numbers as text", (file) => {
  expect(sortedAsText(readFileSync(`${root}${file}`, "utf8"))).toEqual([]);
});
