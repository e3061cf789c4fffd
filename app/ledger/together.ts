/** Calls that wait for their turn, each with its own answer. */
type Waiting<T, R> = { items: readonly T[]; done: (results: R[]) => void; failed: (error: unknown) => void };

export type TogetherOptions = {
  /** How many items are taken at once, unless one call alone brings more. */
  most: number;
  /** How many batches are under way at once: one is computed then while others are read or written. */
  batches: number;
  /** How many items a batch beside another one has to have. */
  worthwhile: number;
};

/**
 * Work that is asked for many times at once, done in as few batches as possible: what is asked while batches are under way waits for the
 * next one. A lone call starts at once. Where a batch of several calls fails, each is tried alone, so that none fails for its neighbour.
 */
export class Together<T, R> {
  private readonly waiting: Waiting<T, R>[] = [];
  private readonly run: (items: readonly T[]) => Promise<R[]>;
  private readonly options: TogetherOptions;
  private underWay = 0;
  private isPlanned = false;

  constructor(run: (items: readonly T[]) => Promise<R[]>, options: TogetherOptions) {
    this.run = run;
    this.options = options;
  }

  /** Answers what `run` says of the items, in their order. */
  ask(items: readonly T[]): Promise<R[]> {
    const answer = new Promise<R[]>((done, failed) => this.waiting.push({ items, done, failed }));
    this.plan();
    return answer;
  }

  /** Whoever asks in the same turn of the event loop comes along. */
  private plan(): void {
    if (this.isPlanned || !this.mayBegin()) return;
    this.isPlanned = true;
    setImmediate(() => {
      this.isPlanned = false;
      const calls = this.take();
      this.underWay += 1;
      this.plan();
      void this.answer(calls).finally(() => {
        this.underWay -= 1;
        this.plan();
      });
    });
  }

  private mayBegin(): boolean {
    if (this.underWay === 0) return this.waiting.length > 0;
    return this.underWay < this.options.batches && this.itemsWaiting() >= this.options.worthwhile;
  }

  private itemsWaiting(): number {
    return this.waiting.reduce((sum, call) => sum + call.items.length, 0);
  }

  /** What waits is shared by all batches that may begin now: one alone would leave the rest of the machine idle. */
  private take(): Waiting<T, R>[] {
    const { batches, worthwhile } = this.options;
    const share = Math.ceil(this.itemsWaiting() / (batches - this.underWay));
    const most = Math.min(Math.max(share, worthwhile), this.options.most);
    let count = 0;
    const calls: Waiting<T, R>[] = [];
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (calls.length > 0 && count + next.items.length > most) break;
      this.waiting.shift();
      calls.push(next);
      count += next.items.length;
    }
    return calls;
  }

  private async answer(calls: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.run(calls.flatMap((call) => call.items));
      let from = 0;
      for (const call of calls) {
        call.done(results.slice(from, from + call.items.length));
        from += call.items.length;
      }
    } catch (error) {
      const [only, ...more] = calls;
      if (only && more.length === 0) only.failed(error);
      else for (const call of calls) await this.answer([call]);
    }
  }
}
