import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readScenario } from "../scenarios/scenario.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { answer, lots, refusal } from "./answers.ts";
import { Model } from "./model.ts";

// If the second opinion were wrong about the rules, its agreement with Laurel would prove nothing: it has to tell the stories of
// the rule book right by itself.

const folder = new URL("../../scenarios/", import.meta.url);

/** The model leaves out merges and membership cards; it hears of every change at once, so that hand-made tags are not its matter. */
function isForTheModel(scenario: Scenario): boolean {
  const text = JSON.stringify(scenario.program);
  const merges = scenario.steps.some((step) => step.type === "merge");
  return (
    !merges && !text.includes('"membership"') && !scenario.name.startsWith("A tier tag put on or taken off by hand")
  );
}

/** When each step of a story happens: as it says, else one second after the last. */
function timesOf(scenario: Scenario): number[] {
  let last = 0;
  return scenario.steps.map(({ step }) => (last = step.at === undefined ? last + 1000 : Date.parse(step.at)));
}

function tell(scenario: Scenario): void {
  const model = new Model(scenario.program);
  const times = timesOf(scenario);
  scenario.steps.forEach((step, index) => {
    const at = times[index] ?? 0;
    const place = `step ${index + 1}`;
    if (step.type === "exchange") {
      model.advance(at);
      const { exchange: id, reward, times: count, refused } = step.step;
      expect(refusal(model, id, reward, count), place).toBe(refused ?? null);
    }
    model.take(step, at);
    if (step.type === "expect") {
      const { expect: id, at: _at, tags, ...values } = step.step;
      expect({ place, ...answer(model, id) }).toMatchObject({ place, ...values });
      if (tags !== undefined) expect(answer(model, id).tags, place).toEqual([...tags].sort());
    } else if (step.type === "expectLots") {
      expect(lots(model, step.step.expectLots), place).toEqual(step.step.lots);
    } else if (step.type === "expectCode") {
      const code = model.codes.get(step.step.expectCode);
      if (step.step.status !== undefined) expect(code?.status, place).toBe(step.step.status);
    }
  });
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "defaults.json")) {
  const scenarios = (JSON.parse(readFileSync(new URL(file, folder), "utf8")) as unknown[]).map(readScenario);
  for (const scenario of scenarios.filter(isForTheModel)) {
    test(`${file}: ${scenario.name}`, () => tell(scenario));
  }
}
