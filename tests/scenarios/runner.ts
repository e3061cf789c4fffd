import type { Database } from "../../app/database.ts";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import type { Program } from "../../app/domain/program.ts";
import { expectCode, expectLots, expectMember, expectProof } from "./expectations.ts";
import { Mismatch } from "./mismatch.ts";
import { readScenario } from "./scenario.ts";
import type { Scenario, Step } from "./scenario.ts";
import { change, newNames } from "./shop-steps.ts";
import { Steps } from "./steps.ts";
import { World } from "./world.ts";

/** What scenarios run on: one database for all, the defaults that programs are merged over, the scopes of the app. */
export type Ground = {
  readonly db: Database;
  readonly defaults: unknown;
  readonly scopes: readonly string[];
  /** A number that no other scenario on this database has. */
  readonly nextNumber: () => number;
};

/** Why a scenario failed: at which step (1 is the first; 0: before any), what was expected and what came. */
export type Failure = { readonly step: number; readonly expected: string; readonly got: string };

/** Programs are installed so long before the first step. */
const INSTALLED_BEFORE_MS = 1_000;
const STEP_MS = 1_000;

/** Runs one scenario in a shop of its own; null when everything was as it says. */
export async function runScenario(ground: Ground, json: unknown): Promise<Failure | null> {
  let at = 0;
  let world: World | null = null;
  try {
    const scenario = readScenario(json);
    world = await openWorld(ground, scenario);
    const steps = new Steps(world, newNames());
    for (const step of scenario.steps) {
      at += 1;
      await runStep(steps, step, at === 1);
    }
    return null;
  } catch (error) {
    if (error instanceof Mismatch) return { step: at, expected: error.expected, got: error.got };
    return { step: at, expected: "no error", got: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  } finally {
    await world?.close();
  }
}

async function openWorld(ground: Ground, scenario: Scenario): Promise<World> {
  const first = scenario.steps[0]?.step.at;
  if (first === undefined) throw new Mismatch("the first step says when it is", "no `at`");
  return World.open({
    db: ground.db,
    number: ground.nextNumber(),
    scopes: ground.scopes,
    program: programOf(ground, scenario),
    at: new Date(Date.parse(first) - INSTALLED_BEFORE_MS),
  });
}

function programOf(ground: Ground, scenario: Scenario): Program {
  const patched = patchProgram(requireProgram(ground.defaults), scenario.program);
  if (!patched.ok) throw new Mismatch("a program without errors", JSON.stringify(patched.errors));
  return patched.program;
}

/** Time passes up to the step, then the step happens, then everybody hears of it. */
async function runStep(steps: Steps, step: Step, isFirst: boolean): Promise<void> {
  const { world } = steps;
  const { at } = step.step;
  const moment = at === undefined ? new Date(world.now().getTime() + (isFirst ? 0 : STEP_MS)) : new Date(at);
  await world.advanceTo(moment);
  await perform(steps, step);
  // Whoever only looks has changed nothing.
  if (!step.type.startsWith("expect")) await world.quiet();
}

/** Does what a step says, at the world's present moment, and nothing more: nobody hears of it yet. */
export async function perform(steps: Steps, step: Step): Promise<void> {
  switch (step.type) {
    case "expect":
      return expectMember(steps, step.step);
    case "expectCode":
      return expectCode(steps, step.step);
    case "expectLots":
      return expectLots(steps, step.step);
    case "expectProof":
      return expectProof(steps);
    case "advance":
      return steps.world.advanceTo(new Date(step.step.to));
    case "exchange":
      return steps.exchange(step.step);
    case "undo":
      return steps.undo(step.step);
    case "adjust":
      return steps.adjust(step.step);
    case "setTier":
      return steps.setTier(step.step);
    case "publish":
      return steps.publish(step.step);
    case "redeliver":
      return steps.redeliver(step.step);
    default:
      change(steps, step);
  }
}
