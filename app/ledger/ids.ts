/** Ids are numbers without leading zeros: the longer one is the larger, and of the same length text decides. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
