import { describe, it } from "vitest";
import { makeStory } from "../model/story.ts";
import { readDefaults } from "../scenarios/files.ts";
import { playScenario } from "./play.ts";

// What the second, independent model (tests/model) says of random histories; other seeds than those that run on the database.

const SEEDS = Array.from({ length: 10 }, (_, index) => 1_000 + index);
const HAPPENINGS = 6;

const defaults = readDefaults();

describe("random stories on the rules alone", () => {
  it.each(SEEDS)("the story of seed %i ends as the model says", (seed) => {
    playScenario(defaults, makeStory(seed, HAPPENINGS));
  });
});
