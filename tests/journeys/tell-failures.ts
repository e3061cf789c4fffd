import { afterAll, beforeEach } from "vitest";
import { closeBoxes } from "./harness.ts";
import { tellScene } from "./prepare.ts";

// A journey fails on a machine that nobody can look at any more: it says itself what was to be seen.

beforeEach(({ onTestFailed }) => {
  onTestFailed(({ task }) => tellScene(task.name));
});

/** Where a hook failed, nobody else closes what it had opened. */
afterAll(closeBoxes);
