import { describe, expect, it } from "vitest";
import { newLevel } from "./program-lists.ts";
import { byThreshold, moveLevel, withCopies, type TypedLevel } from "./tier-order.ts";

// Broken if a merchant who drags a tier ended with other thresholds than the page had said, or with two tiers of one name in the document.

const level = (id: string, threshold: string): TypedLevel => ({
  ...newLevel(),
  id,
  name: id.toUpperCase(),
  tag: `tag-${id}`,
  threshold,
});
const shown = (levels: readonly TypedLevel[]) => levels.map(({ id, threshold }) => `${id} ${threshold}`);

describe("tiers that are moved", () => {
  const ladder = [level("a", "0"), level("b", "100.00"), level("c", "100"), level("d", "1000")];

  it("just change places where what it takes is the same", () => {
    const { levels, changes } = moveLevel(ladder, 2, 1);
    expect(shown(levels)).toEqual(["a 0", "c 100", "b 100.00", "d 1000"]);
    expect(changes).toEqual([]);
  });

  it("take the threshold of their new place, and those that they pass take the next one", () => {
    const { levels, changes } = moveLevel(ladder, 3, 0);
    expect(shown(levels)).toEqual(["d 0", "a 100.00", "b 100.00", "c 1000"]);
    expect(changes).toEqual([
      { id: "d", name: "D", before: "1000", after: "0" },
      { id: "a", name: "A", before: "0", after: "100.00" },
      { id: "c", name: "C", before: "100", after: "1000" },
    ]);
    expect(shown(byThreshold(levels))).toEqual(shown(levels));
  });

  it("stay where they are when they are dropped where they were", () => {
    expect(moveLevel(ladder, 1, 1)).toEqual({ levels: ladder, changes: [] });
    expect(moveLevel(ladder, 9, 0)).toEqual({ levels: ladder, changes: [] });
  });

  it("are ordered by value and not as text, a half typed threshold last", () => {
    expect(shown(byThreshold([level("x", ""), level("y", "1000"), level("z", "99.5")]))).toEqual([
      "z 99.5",
      "y 1000",
      "x ",
    ]);
  });
});

describe("tiers that are duplicated", () => {
  it("get an id and a tag that no other has, however often", () => {
    const once = withCopies(
      [level("gold", "10"), level("gold-2", "20")],
      new Set(["gold"]),
      (name) => `${name} (copy)`,
    );
    const twice = withCopies(once, new Set(["gold"]), (name) => `${name} (copy)`);
    expect(twice.map(({ id, tag, name, threshold }) => `${id} ${tag} ${name} ${threshold}`)).toEqual([
      "gold tag-gold GOLD 10",
      "gold-3 tag-gold-3 GOLD (copy) 10",
      "gold-4 tag-gold-4 GOLD (copy) 10",
      "gold-2 tag-gold-2 GOLD-2 20",
    ]);
  });
});
