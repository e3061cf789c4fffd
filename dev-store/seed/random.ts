/** Numbers that look random and are the same for the same seed (mulberry32). */
export type Random = { next: () => number; whole: (below: number) => number; pick: <T>(list: readonly T[]) => T };

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  const pick = <T>(list: readonly T[]): T => {
    const picked = list[whole(list.length)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  };
  return { next, whole, pick };
}
