/** Whoever shows a page where nothing is ever painted gets it alive all the same. */
const LONGEST_WAIT_MS = 5000;

/**
 * Resolves when the browser has painted what there is now: for work that keeps a slow machine busy for longer than an answer may take,
 * so that what was pressed is seen as pressed before it begins. A window that nobody looks at paints nothing and waits for nothing. Until
 * its styles have arrived a page paints nothing either: to measure it before that would move everything once they are there.
 */
export function painted(): Promise<void> {
  if (document.visibilityState === "hidden") return Promise.resolve();
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, LONGEST_WAIT_MS);
  });
}
