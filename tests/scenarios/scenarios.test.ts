import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { defaultPaths, readStories, shortName } from "./files.ts";
import { openGround } from "./ground.ts";
import { runScenario } from "./runner.ts";

// The rule book as data: a scenario that fails is a promise to merchants that is broken.

/** Scenarios that are known to fail, by name; the list may only shrink. */
const KNOWN_TO_FAIL: ReadonlySet<string> = new Set<string>();

const stories = readStories(defaultPaths().slice(0, 1));

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

describe("scenarios", () => {
  it.each(stories.map((story) => [shortName(story.file), story.name, story] as const))("%s: %s", async (_, name, story) => {
    const failure = await runScenario(ground, story.json);
    if (KNOWN_TO_FAIL.has(name)) expect(failure, "it passes: take it off the list").not.toBeNull();
    else expect(failure).toBeNull();
  });
});

describe("the runner", () => {
  const customer = { at: "2026-01-05T10:00:00+01:00", customer: "ada" };
  const order = { order: "A1", customer: "ada", lines: [{ product: "tea", price: "100.00" }] };

  it.each([
    ["a step of an unknown type", [{ at: "2026-01-05T10:00:00+01:00", dance: "ada" }], /unknown type "dance"/],
    ["an unknown key in a step", [{ ...customer, colour: "red" }], /colour/],
    ["an unknown key in a line", [customer, { ...order, lines: [{ product: "tea", price: "1.00", weight: 3 }] }], /weight/],
    ["a step about somebody who isn't there", [customer, { order: "A1", customer: "bob", lines: order.lines }], /none/],
    ["time that goes backwards", [customer, { ...order, at: "2026-01-05T09:00:00+01:00" }], /go back/],
    ["a wrong balance", [customer, order, { expect: "ada", available: 99 }], /^100$/],
    ["a wrong tag", [customer, { expect: "ada", tags: ["vip"] }], /^\[\]$/],
    ["an exchange that isn't refused as expected", [customer, { exchange: "ada", reward: "nok-50", refused: "excluded" }], /tooFewPoints/],
    ["an exchange that is refused unexpectedly", [customer, { exchange: "ada", reward: "nok-50" }], /tooFewPoints/],
    ["wrong lots", [customer, order, { expectLots: "ada", lots: [] }], /100/],
  ])("fails on %s", async (_, steps, got) => {
    const failure = await runScenario(ground, { name: "made to fail", steps });
    expect(failure?.got).toMatch(got);
  });

  it("fails on an unknown key of the scenario itself and on a program with a mistake", async () => {
    const scenario = { name: "made to fail", steps: [customer] };
    expect((await runScenario(ground, { ...scenario, author: "me" }))?.got).toMatch(/author/);
    expect((await runScenario(ground, { ...scenario, program: { earning: { pionts: 1 } } }))?.got).toMatch(/pionts/);
  });
});
