import { describe, expect, it } from "vitest";
import { Together } from "./together.ts";

// Goal: calls share batches, and each gets its own answers or its own error.

type Gate = { open: () => void; opened: Promise<void> };

function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => (open = done));
  return { open, opened };
}

/** Doubles numbers, batch by batch; a batch with 13 in it fails. */
function doubling(options = { most: 5, worthwhile: 100, batches: 2 }) {
  const batches: (readonly number[])[] = [];
  const gates: Gate[] = [];
  const together = new Together<number, number>(async (items) => {
    batches.push(items);
    await gates.shift()?.opened;
    if (items.includes(13)) throw new Error(`13 in a batch of ${items.length}`);
    return items.map((item) => item * 2);
  }, options);
  return { together, batches, gates };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
};

describe("work that is done together", () => {
  it("takes what is asked in one turn as one batch, and gives each call its own answers", async () => {
    const { together, batches } = doubling();
    const answers = await Promise.all([together.ask([1]), together.ask([2, 3]), together.ask([4])]);
    expect(answers).toEqual([[2], [4, 6], [8]]);
    expect(batches).toEqual([[1, 2, 3, 4]]);
  });

  it("lets what comes while a batch is under way wait for the next", async () => {
    const { together, batches, gates } = doubling();
    const first = gate();
    gates.push(first);
    const one = together.ask([1]);
    await settled();
    const rest = [together.ask([2]), together.ask([3])];
    await settled();
    expect(batches).toEqual([[1]]);
    first.open();
    expect(await Promise.all([one, ...rest])).toEqual([[2], [4], [6]]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it("begins a second batch beside the first where enough waits for it, never a third", async () => {
    const { together, batches, gates } = doubling({ most: 2, worthwhile: 2, batches: 2 });
    const held = [gate(), gate()];
    gates.push(...held);
    const answers = [1, 2, 3, 4, 5, 6].map((item) => together.ask([item]));
    await settled();
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    for (const each of held) each.open();
    expect((await Promise.all(answers)).flat()).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it("parts what waits between two batches where there is enough for both", async () => {
    const { together, batches, gates } = doubling({ most: 100, worthwhile: 3, batches: 2 });
    const held = [gate(), gate()];
    gates.push(...held);
    const answers = [1, 2, 3, 4, 5, 6, 7].map((item) => together.ask([item]));
    await settled();
    expect(batches).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7],
    ]);
    for (const each of held) each.open();
    expect((await Promise.all(answers)).flat()).toEqual([2, 4, 6, 8, 10, 12, 14]);
  });

  it("never parts a call, however much it brings", async () => {
    const { together, batches } = doubling();
    await Promise.all([together.ask([1, 2, 3, 4, 5, 6, 7]), together.ask([8])]);
    expect(batches).toEqual([[1, 2, 3, 4, 5, 6, 7], [8]]);
  });

  it("tries each call alone where a batch fails: none fails for its neighbour", async () => {
    const { together, batches } = doubling();
    const answers = await Promise.allSettled([together.ask([1]), together.ask([13]), together.ask([2])]);
    expect(answers.map((answer) => (answer.status === "fulfilled" ? answer.value : String(answer.reason)))).toEqual([
      [2],
      "Error: 13 in a batch of 1",
      [4],
    ]);
    expect(batches).toEqual([[1, 13, 2], [1], [13], [2]]);
    expect(await together.ask([5])).toEqual([10]);
  });
});
