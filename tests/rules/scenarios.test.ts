import { describe, expect, it } from "vitest";
import { defaultPaths, readDefaults, readStories, shortName } from "../scenarios/files.ts";
import { playScenario } from "./play.ts";

// The same scenarios as in tests/scenarios, on the rules alone: no database, no webhook server, no Admin API. Beside what a scenario
// says, after every step the entries alone must give the balances, and nobody may have been forgotten by time.

const stories = readStories(defaultPaths().slice(0, 1));
const defaults = readDefaults();

describe("scenarios on the rules alone", () => {
  it.each(stories.map((story) => [shortName(story.file), story.name, story] as const))(
    "%s: %s",
    (_file, _name, story) => {
      playScenario(defaults, story.json);
    },
  );
});

describe("the game", () => {
  const customer = { at: "2026-01-05T10:00:00+01:00", customer: "ada" };
  const order = { order: "A1", customer: "ada", lines: [{ product: "tea", price: "1000.00" }] };

  it.each([
    ["a wrong balance", [customer, order, { expect: "ada", available: 99 }], /available 99, got 100/],
    ["a wrong tag", [customer, { expect: "ada", tags: ["vip"] }], /\["vip"\], got \[\]/],
    [
      "an exchange that isn't refused as expected",
      [customer, { exchange: "ada", reward: "nok-50", refused: "excluded" }],
      /tooFewPoints/,
    ],
    ["wrong lots", [customer, order, { expectLots: "ada", lots: [] }], /100/],
    ["time that goes backwards", [customer, { ...order, at: "2026-01-05T09:00:00+01:00" }], /forwards/],
  ])("fails on %s", (_what, steps, message) => {
    expect(() => playScenario(defaults, { name: "made to fail", steps })).toThrow(message);
  });
});
