/** What Chromium tells of a page: functions that run in the page itself, so that nothing outside of them can be used. */

/** `server` is when the first byte had arrived, `first` when anything was painted: what an LCP is made of. */
export type Vitals = { lcp: number; inp: number; cls: number; first: number; server: number; causes: string[] };

type Box4 = { x: number; y: number; width: number; height: number };
type Moved = { node: Element | null; previousRect: Box4; currentRect: Box4 };
type Noted = PerformanceEntry & {
  value: number;
  hadRecentInput: boolean;
  interactionId: number;
  processingStart: number;
  processingEnd: number;
  sources: Moved[];
  element: Element | null;
};

/** Runs in the page: notes every answer from now on, where the browser by itself remembers only those that took longer than 104 ms. */
export function noteAnswers(): void {
  const answers: [duration: number, what: string][] = [];
  Object.assign(window, { laurelAnswers: answers });
  const told = ({ name, startTime, processingStart, processingEnd }: Noted): string =>
    `${name}: waited ${(processingStart - startTime).toFixed(0)}, worked ${(processingEnd - processingStart).toFixed(0)} ms`;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Noted[])
      if (entry.interactionId > 0) answers.push([entry.duration, told(entry)]);
  });
  observer.observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}

/** Runs in the page: what the browser has noted since the page began. */
export async function readVitals(): Promise<Vitals> {
  const noted = (type: string): Promise<Noted[]> =>
    new Promise((done) => {
      const entries: Noted[] = [];
      const observer = new PerformanceObserver((list) => entries.push(...(list.getEntries() as Noted[])));
      observer.observe({ type, buffered: true });
      setTimeout(() => {
        observer.disconnect();
        done(entries);
      }, 200);
    });
  const [painted, moved, paints] = await Promise.all([
    noted("largest-contentful-paint"),
    noted("layout-shift"),
    noted("paint"),
  ]);
  const [document] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const { laurelAnswers } = window as unknown as { laurelAnswers: [duration: number, what: string][] };
  // Shifts right after somebody did something are wanted.
  const shifts = moved.filter(({ hadRecentInput }) => !hadRecentInput);
  // What moved may be a text, which has no tag.
  const named = (node: Node | null): string =>
    node instanceof Element
      ? `${node.tagName.toLowerCase()}.${node.className} "${node.textContent.slice(0, 30)}"`
      : (node?.nodeName ?? "?");
  const at = ({ x, y, width, height }: Box4): string => [x, y, width, height].map((each) => each.toFixed(0)).join(",");
  return {
    lcp: painted.at(-1)?.startTime ?? Number.NaN,
    cls: shifts.reduce((sum, { value }) => sum + value, 0),
    // What was answered within one frame is not told of.
    inp: Math.max(0, ...laurelAnswers.map(([duration]) => duration)),
    first: paints.find(({ name }) => name === "first-contentful-paint")?.startTime ?? Number.NaN,
    server: document?.responseStart ?? Number.NaN,
    causes: [
      `painted last: ${named(painted.at(-1)?.element ?? null)}`,
      ...laurelAnswers
        .filter(([duration]) => duration > 50)
        .map(([duration, what]) => `${String(duration)} ms ${what}`),
      ...shifts.flatMap(({ startTime, sources }) =>
        sources.map(
          ({ node, previousRect, currentRect }) =>
            `at ${startTime.toFixed(0)} moved ${named(node)} ${at(previousRect)} → ${at(currentRect)}`,
        ),
      ),
    ],
  };
}
