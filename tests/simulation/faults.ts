import { HttpRefusal } from "../../app/shopify/transport.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import type { Random } from "../model/random.ts";

/** How often something goes wrong, as probabilities. */
export type Faults = {
  /** A webhook never comes, comes twice, comes later, comes to a process that dies over it. */
  readonly lost: number;
  readonly doubled: number;
  readonly delayed: number;
  readonly diesAtIntake: number;
  /** The worker dies at some statement, a call to Shopify fails before or after it was applied. */
  readonly workerDies: number;
  readonly callFails: number;
};

export const SOME_FAULTS: Faults = {
  lost: 0.08,
  doubled: 0.15,
  delayed: 0.2,
  diesAtIntake: 0.08,
  workerDies: 0.25,
  callFails: 0.12,
};

/** A transport that fails now and then, while `faulty` says so: before the request is applied, after it, or by sending it twice. */
export function unreliable(random: Random, faults: Faults, faulty: () => boolean): (transport: Transport) => Transport {
  return (transport) => async (query, variables) => {
    if (!faulty() || !random.chance(faults.callFails)) return transport(query, variables);
    switch (random.between(1, 6)) {
      case 1:
        throw new HttpRefusal(429, 0);
      case 2:
        throw new HttpRefusal(500, null);
      case 3:
        throw new Error("the connection was lost before anything was sent");
      case 4:
        await transport(query, variables);
        throw new HttpRefusal(502, null);
      case 5:
        await transport(query, variables);
        throw new Error("the connection was lost before the answer came");
      default:
        return { data: null, errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }] };
    }
  };
}
