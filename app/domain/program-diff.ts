import type { Program } from "./program.ts";
import { isObject } from "./program-merge.ts";

/** One difference between two programs; `undefined` on one side means that the thing is not there. */
export type ProgramChange = { path: string; before: unknown; after: unknown };

/**
 * What publishing the second program instead of the first would change. Rewards, levels and campaigns are matched by their id and
 * named by it ("tiers.levels[gold].threshold"), so that a level inserted above does not make all others look changed; other lists
 * are compared whole.
 */
export function diffPrograms(before: Program, after: Program): ProgramChange[] {
  return diffValues("", before, after);
}

function diffValues(path: string, before: unknown, after: unknown): ProgramChange[] {
  if (isObject(before) && isObject(after)) return diffObjects(path, before, after);
  if (haveIds(before) && haveIds(after) && before.length + after.length > 0) return diffLists(path, before, after);
  return isSame(before, after) ? [] : [{ path, before, after }];
}

function diffObjects(path: string, before: Record<string, unknown>, after: Record<string, unknown>): ProgramChange[] {
  // An object of another kind is another thing: its keys cannot be compared one by one.
  if (before["kind"] !== after["kind"] || before["type"] !== after["type"]) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => diffValues(path === "" ? key : `${path}.${key}`, before[key], after[key]));
}

type WithId = { id: string } & Record<string, unknown>;

function haveIds(value: unknown): value is WithId[] {
  return Array.isArray(value) && value.every((item) => isObject(item) && typeof item["id"] === "string");
}

function diffLists(path: string, before: WithId[], after: WithId[]): ProgramChange[] {
  const [ids, newIds] = [before.map((item) => item.id), after.map((item) => item.id)];
  const removed = before.filter((item) => !newIds.includes(item.id));
  const changes: ProgramChange[] = removed.map((item) => ({
    path: `${path}[${item.id}]`,
    before: item,
    after: undefined,
  }));
  for (const item of after) {
    const known = before.find((candidate) => candidate.id === item.id);
    changes.push(...diffValues(`${path}[${item.id}]`, known, item));
  }
  const kept = ids.filter((id) => newIds.includes(id));
  const keptNow = newIds.filter((id) => ids.includes(id));
  return isSame(kept, keptNow) ? changes : [...changes, { path, before: ids, after: newIds }];
}

/** Whether two JSON values are equal, whatever the order of their keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}
