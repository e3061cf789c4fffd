/** A window that nobody looks at paints nothing; what waits goes on all the same. */
const LONGEST_WAIT_MS = 500;

/**
 * Resolves when the browser has painted what there is now: for work that keeps a slow machine busy for longer than an answer may take,
 * so that what was pressed is seen as pressed before it begins.
 */
export function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, LONGEST_WAIT_MS);
  });
}
