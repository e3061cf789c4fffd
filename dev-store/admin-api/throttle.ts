/** The leaky bucket of one app in one shop: it holds so many points and gets so many back each second. */
export type ThrottleStatus = { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
export type ThrottleOptions = {
  restoreRate?: number;
  maximumAvailable?: number;
  /** A clock for the bucket alone: waiting is real time, whatever the shop's clock says. */
  milliseconds?: () => number;
};

const DEFAULT_RESTORE_RATE = 100;
/** A bucket holds twenty seconds' worth. */
const SECONDS_IN_BUCKET = 20;

export class Throttle {
  #available: number;
  #at: number;
  #restoreRate: number;
  #maximum: number;
  readonly #milliseconds: () => number;

  constructor(options: ThrottleOptions = {}) {
    this.#restoreRate = options.restoreRate ?? DEFAULT_RESTORE_RATE;
    this.#maximum = options.maximumAvailable ?? this.#restoreRate * SECONDS_IN_BUCKET;
    this.#milliseconds = options.milliseconds ?? ((): number => performance.now());
    this.#available = this.#maximum;
    this.#at = this.#milliseconds();
  }

  #restore(): void {
    const now = this.#milliseconds();
    const gained = ((now - this.#at) / 1000) * this.#restoreRate;
    this.#available = Math.min(this.#maximum, this.#available + Math.max(0, gained));
    this.#at = now;
  }

  /** Whether a request of that cost may go ahead now. */
  admits(cost: number): boolean {
    this.#restore();
    return this.#available >= cost;
  }

  /** Takes what a request really cost. */
  charge(cost: number): void {
    this.#restore();
    this.#available = Math.max(0, this.#available - cost);
  }

  /** Another pace from now on; an emptied bucket shows at once what a throttled app does. */
  configure(options: { restoreRate?: number; maximumAvailable?: number; empty?: boolean }): void {
    this.#restore();
    if (options.restoreRate !== undefined) this.#restoreRate = options.restoreRate;
    this.#maximum =
      options.maximumAvailable ??
      (options.restoreRate === undefined ? this.#maximum : options.restoreRate * SECONDS_IN_BUCKET);
    this.#available = options.empty ? 0 : Math.min(this.#available, this.#maximum);
  }

  status(): ThrottleStatus {
    this.#restore();
    return {
      maximumAvailable: this.#maximum,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.#restoreRate,
    };
  }
}
