/** One piece of work; answers how many units (awards, exchanges) it did. */
export type Step = () => Promise<number>;

/** What is measured and what it is measured against, in the same rounds. */
export type Contest = {
  subject: Step;
  floor: Step;
  /** Plain statements that write the same rows as the subject (same-rows.ts), where they are measured too. */
  sameRows?: Step | undefined;
  concurrency: number;
};

export type RaceSettings = { rounds: number; roundMs: number };

export type RaceResult = {
  /** The median over the rounds of the subject's rate divided by the floor's. */
  ratio: number;
  /** The smallest and the largest ratio of a round. */
  range: [number, number];
  /** The median rates, in units a second. */
  subjectRate: number;
  floorRate: number;
  /** The same against plain statements that write the same rows; null where they are not measured. */
  sameRows: { ratio: number; rate: number } | null;
};

/**
 * Lets the two run in turns, so that whatever else the machine does meets both. Who begins changes with every round.
 * One round before the first warms both up and is not counted.
 */
export async function race(contest: Contest, settings: RaceSettings): Promise<RaceResult> {
  const rounds: { subject: number; floor: number; same: number }[] = [];
  for (let round = -1; round < settings.rounds; round += 1) {
    const run = (step: Step): Promise<number> => rateOf(step, contest.concurrency, settings.roundMs);
    let subject = 0;
    if (round % 2 === 0) subject = await run(contest.subject);
    const floor = await run(contest.floor);
    if (round % 2 !== 0) subject = await run(contest.subject);
    const same = contest.sameRows ? await run(contest.sameRows) : 0;
    if (round >= 0) rounds.push({ subject, floor, same });
  }
  const ratios = rounds.map((round) => round.subject / round.floor);
  return {
    ratio: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
    subjectRate: median(rounds.map((round) => round.subject)),
    floorRate: median(rounds.map((round) => round.floor)),
    sameRows: contest.sameRows
      ? {
          ratio: median(rounds.map((round) => round.subject / round.same)),
          rate: median(rounds.map((round) => round.same)),
        }
      : null,
  };
}

/** Units a second of so many workers that repeat a step for a while; the time counts until the last of them is done. */
async function rateOf(step: Step, concurrency: number, ms: number): Promise<number> {
  const start = performance.now();
  const work = async (): Promise<number> => {
    let units = 0;
    do units += await step();
    while (performance.now() - start < ms);
    return units;
  };
  const done = await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - start) / 1000;
  return done.reduce((sum, units) => sum + units, 0) / seconds;
}

/** The middle value; between the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error("there is no median of nothing");
  return (lower + upper) / 2;
}
