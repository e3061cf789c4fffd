/** What a slice may take while it keeps rows locked: beyond it the next slices are smaller. Nobody should wait for 100 ms. */
export const SLICE_MS = 50;

export type SliceLimits = { least: number; most: number };

/** Which part of the most the first slice is: nobody knows yet what a member costs here. */
const FIRST_PART = 4;

/**
 * How many members work that locks rows takes at once. It begins small; whatever a member costs on this machine at this hour, a slice that took
 * too long halves the next one, and slices that are far from it grow. It is kept for the process, so that a worker does not begin anew each time.
 */
export class SliceSize {
  private readonly limits: SliceLimits;
  private current: number;

  constructor(limits: SliceLimits) {
    this.limits = limits;
    this.current = Math.max(limits.least, limits.most / FIRST_PART);
  }

  /** Members of the next slice. */
  get size(): number {
    return Math.floor(this.current);
  }

  /** Notes how long a slice kept its rows locked, in milliseconds; one that was far from full says nothing about a larger one. */
  took(ms: number, members: number): void {
    const { least, most } = this.limits;
    if (ms > SLICE_MS) this.current = Math.max(least, this.current / 2);
    else if (ms < SLICE_MS / 2 && members >= this.size / 2) this.current = Math.min(most, this.current * 1.25 + 1);
  }

  /** Does work that locks rows until it is done, and notes how long it took. */
  async time<T>(members: number, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.took(performance.now() - start, members);
    }
  }
}
