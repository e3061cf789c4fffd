import { afterAll, beforeAll, expect, test } from "vitest";
import { openGround } from "../scenarios/ground.ts";
import { runScenario } from "../scenarios/runner.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { makeStory } from "./story.ts";

// Random histories through the real intake, jobs, commands and ledger: every balance, tier, tag, notice and lot must be what a second,
// independent model says. The long form is `npm run stories -- --from 1 --to 300`.

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);
const HAPPENINGS = 8;

let testing: TestDatabase;
let ground: ReturnType<typeof openGround>;

beforeAll(async () => {
  testing = await testDatabase();
  ground = openGround(testing.url);
});

afterAll(async () => {
  await ground.close();
  await testing.drop();
});

test.each(SEEDS)("the story of seed %i ends as the model says", async (seed) => {
  expect(await runScenario(ground, makeStory(seed, HAPPENINGS))).toBeNull();
});

test("a story with one wrong expectation is noticed", async () => {
  const story = makeStory(1, HAPPENINGS);
  const step = story.steps.findLast((one) => "expect" in one);
  Object.assign(step ?? {}, { debt: 1 });
  expect(await runScenario(ground, story)).not.toBeNull();
});
