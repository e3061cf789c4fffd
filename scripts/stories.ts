import { parseArgs } from "node:util";
import { makeStory } from "../tests/model/story.ts";
import { onOwnGround } from "../tests/scenarios/ground.ts";
import { runScenario } from "../tests/scenarios/runner.ts";

/**
 * Random histories against the second model: `npm run stories -- --from 1 --to 300 --length 12 [--print]`. A seed that fails tells the
 * same story again; `--print` prints it as a scenario file.
 */
const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    to: { type: "string", default: "100" },
    length: { type: "string", default: "12" },
    print: { type: "boolean", default: false },
  },
});

async function main(from: number, to: number, length: number): Promise<number> {
  const failed = await onOwnGround(async (ground) => {
    let count = 0;
    for (let seed = from; seed <= to; seed += 1) {
      const failure = await runScenario(ground, makeStory(seed, length));
      if (!failure) continue;
      count += 1;
      console.log(`seed ${seed}: step ${failure.step}: expected ${failure.expected}, got ${failure.got}`);
    }
    return count;
  });
  console.log(`${to - from + 1 - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const [from, to, length] = [Number(values.from), Number(values.to), Number(values.length)];
if (values.print) console.log(JSON.stringify([makeStory(from, length)], null, 1));
else process.exitCode = await main(from, to, length);
