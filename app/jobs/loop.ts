import type { JobLog } from "./context.ts";

/** Something that is done again and again until it is stopped. */
export type Loop = {
  /** Does the next round now instead of after its pause. */
  readonly nudge: () => void;
  /** Ends the loop once the round in progress is over. */
  readonly stop: () => Promise<void>;
};

/**
 * Runs `round` until stopped, with a pause between rounds. A round that fails is logged, and the loop goes on after its pause: whatever it
 * was, the next round starts from the database again.
 */
export function startLoop(name: string, pauseMilliseconds: number, round: () => Promise<unknown>, log: JobLog): Loop {
  let stopped = false;
  let nudged = false;
  let wake: (() => void) | undefined;
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMilliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    while (!stopped) {
      nudged = false;
      await round().catch((error: unknown) => {
        log.error({ err: error, job: name }, "a job failed; it will be tried again");
      });
      // Both may have changed while the round was running, which TypeScript can't see.
      if (!(nudged as boolean) && !(stopped as boolean)) await pause();
    }
  };
  const running = run();
  const nudge = (): void => {
    nudged = true;
    wake?.();
  };
  return {
    nudge,
    stop: async () => {
      stopped = true;
      nudge();
      await running;
    },
  };
}
