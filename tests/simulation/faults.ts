import { HttpRefusal } from "../../app/shopify/transport.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import type { Random } from "../model/random.ts";

/** How often something goes wrong, as probabilities. */
export type Faults = {
  /** A webhook never comes, comes twice, comes later, comes again after hours, comes to a process that dies over it. */
  readonly lost: number;
  readonly doubled: number;
  readonly delayed: number;
  readonly redelivered: number;
  readonly diesAtIntake: number;
  /** The worker dies at some statement, a call to Shopify fails before or after it was applied. */
  readonly workerDies: number;
  readonly callFails: number;
  /** The process that does what a shopper or a member of staff asked for dies over it, and they ask once more. */
  readonly commandDies: number;
  /** What a shopper or a member of staff asked for arrives a second time. */
  readonly asksTwice: number;
  /** A worker's clock is wrong while it does a job. */
  readonly clockJumps: number;
};

export const SOME_FAULTS: Faults = {
  lost: 0.08,
  doubled: 0.15,
  delayed: 0.2,
  redelivered: 0.1,
  diesAtIntake: 0.08,
  workerDies: 0.25,
  callFails: 0.12,
  commandDies: 0.1,
  asksTwice: 0.15,
  clockJumps: 0.06,
};

/** How long after the first try Shopify gives up: so late a webhook may come again. */
export const REDELIVERY_MS = 4 * 60 * 60 * 1000;
/** How far a worker's clock is off at most, either way. */
const CLOCK_ERROR_SECONDS = 7_200;

/** What a clock shows that is wrong, at this moment. */
export function wrongClock(random: Random, now: Date): Date {
  return new Date(now.getTime() + random.between(-CLOCK_ERROR_SECONDS, CLOCK_ERROR_SECONDS) * 1000);
}

/** A transport that fails now and then, while `faulty` says so: before the request is applied, or after it. */
export function unreliable(random: Random, faults: Faults, faulty: () => boolean): (transport: Transport) => Transport {
  return (transport) => async (query, variables) => {
    if (!faulty() || !random.chance(faults.callFails)) return transport(query, variables);
    switch (random.between(1, 6)) {
      case 1:
        throw new HttpRefusal(429, 0);
      case 2:
        throw new HttpRefusal(500, null);
      case 3:
        throw new Error("the time was up before anything was sent");
      case 4:
        await transport(query, variables);
        throw new HttpRefusal(502, null);
      case 5:
        await transport(query, variables);
        throw new Error("the time was up before the answer came");
      default:
        return { data: null, errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }] };
    }
  };
}
