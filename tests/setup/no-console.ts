import { format } from "node:util";
import { afterEach, beforeEach, expect, vi } from "vitest";

const calls: string[] = [];

/** A warning or an error that no test asked for is a defect: it fails the test in which it was printed. */
beforeEach(() => {
  calls.length = 0;
  for (const method of ["error", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      calls.push(`console.${method}: ${format(...args)}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(calls, "unexpected console output").toEqual([]);
});
