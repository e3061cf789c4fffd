import { compare, parseDecimal } from "../../domain/rational.ts";
import type { Level } from "../../domain/program.ts";
import type { Typed } from "../fields.tsx";
import { unusedId } from "./tier-form.tsx";

/** A tier as it stands in a form. */
export type TypedLevel = Typed<Level>;

/** A tier that a move gives another threshold. */
export type ThresholdChange = { id: string; name: string; before: string; after: string };

/** The tiers in a new order, and which thresholds that takes: none where all tiers between the two places have the same one. */
export type Move = { levels: TypedLevel[]; changes: ThresholdChange[] };

/** The tiers from the lowest to the highest; those with one threshold in the order of the document, as the program has it. */
export function byThreshold(levels: readonly TypedLevel[]): TypedLevel[] {
  return [...levels].sort((a, b) => compareThresholds(a.threshold, b.threshold));
}

/**
 * Moves a tier to another place. What it takes to reach each place stays as it is and the tiers change places: thresholds decide
 * the order, so that a tier can only rise above another by taking its threshold.
 */
export function moveLevel(ordered: readonly TypedLevel[], from: number, to: number): Move {
  const moved = ordered[from];
  const rest = ordered.filter((_, index) => index !== from);
  if (moved === undefined || from === to) return { levels: [...ordered], changes: [] };
  const permuted = [...rest.slice(0, to), moved, ...rest.slice(to)];
  const levels = permuted.map((level, place) => takeThreshold(level, ordered[place]?.threshold ?? level.threshold));
  const changes = permuted.flatMap(({ id, name, threshold }, place) => {
    const after = levels[place]?.threshold ?? threshold;
    return after === threshold ? [] : [{ id, name, before: threshold, after }];
  });
  return { levels, changes };
}

/** A threshold that is the same amount stays as it is written. */
function takeThreshold(level: TypedLevel, threshold: string): TypedLevel {
  return compareThresholds(level.threshold, threshold) === 0 ? level : { ...level, threshold };
}

/** Each of the tiers once more, with an id, a name and a tag that no other has; everything else is the same. */
export function withCopies(
  levels: readonly TypedLevel[],
  ids: ReadonlySet<string>,
  nameOf: (name: string) => string,
): TypedLevel[] {
  const all = [...levels];
  for (const level of levels.filter(({ id }) => ids.has(id))) {
    const id = unusedId(
      level.id,
      all.map((other) => other.id),
    );
    const tag = unusedId(
      level.tag,
      all.map((other) => other.tag),
    );
    all.push({ ...level, id, tag, name: nameOf(level.name) });
  }
  return byThreshold(all);
}

/** A threshold that is only half typed stands at the end. */
function compareThresholds(a: string, b: string): number {
  const [first, second] = [parseDecimalOrNull(a), parseDecimalOrNull(b)];
  if (first === null || second === null) return Number(first === null) - Number(second === null);
  return compare(first, second);
}

function parseDecimalOrNull(text: string) {
  return /^\d+(\.\d+)?$/.test(text) ? parseDecimal(text) : null;
}
