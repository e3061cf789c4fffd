import { parseArgs } from "node:util";
import { onOwnGround } from "../tests/scenarios/ground.ts";
import { SOME_FAULTS } from "../tests/simulation/faults.ts";
import { giveIdsInTurn } from "../tests/simulation/ids-in-turn.ts";
import { Simulation } from "../tests/simulation/simulation.ts";

const OPERATIONS = 200;
const MINUTE_MS = 60_000;
const PROGRESS_EVERY = 10;

/**
 * `npm run simulate -- --seed S --ops N`: one simulation, the same each time. `--seeds N` runs so many seeds from S on, `--minutes M` as many as
 * fit. One line for each seed in which something was wrong, one every ten seeds, `N passed, M failed` at the end.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      ops: { type: "string" },
      seeds: { type: "string" },
      minutes: { type: "string" },
    },
  });
  const first = Number(values.seed ?? 1);
  const operations = Number(values.ops ?? OPERATIONS);
  const until = values.minutes === undefined ? null : performance.now() + Number(values.minutes) * MINUTE_MS;
  const last = until === null ? first + Number(values.seeds ?? 1) - 1 : Number.POSITIVE_INFINITY;
  let failed = 0;
  let seed = first;
  await onOwnGround(async (ground, url) => {
    await giveIdsInTurn(url);
    for (; seed <= last && (until === null || performance.now() < until); seed += 1) {
      const violation = await new Simulation(seed, SOME_FAULTS).run(ground, seed, operations);
      const told = seed - first + 1;
      if (told % PROGRESS_EVERY === 0) console.log(`${told} seeds, ${failed + Number(violation !== null)} failed`);
      if (!violation) continue;
      failed += 1;
      console.log(`seed ${seed}: after operation ${violation.operation}: ${violation.what}`);
    }
  });
  console.log(`${seed - first - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
