import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createGateway } from "./admin-gateway.ts";
import { createAdminTransport } from "./admin-transport.ts";
import type { AdminClient } from "./admin-transport.ts";
import type { Gateway } from "./gateway.ts";

/** Finds the gateway of a shop by its domain. */
export type GatewayOf = (domain: string) => Gateway;

const JITTER_STEPS = 1_000;

/**
 * Makes the gateways of one process over Shopify's library: one for each shop, kept, because a gateway's queue is what holds the
 * shop's budget. `adminOf` is asked for a client with a valid token before each request.
 */
export function createGateways(adminOf: (domain: string) => Promise<AdminClient>): GatewayOf {
  const gateways = new Map<string, Gateway>();
  return (domain) => {
    const known = gateways.get(domain);
    if (known) return known;
    const gateway = createGateway({
      transport: createAdminTransport(() => adminOf(domain)),
      sleep: (milliseconds) => sleep(milliseconds),
      // The budget refills in real time, which a shifted Date doesn't tell.
      nowMs: () => performance.now(),
      random: () => randomInt(JITTER_STEPS) / JITTER_STEPS,
    });
    gateways.set(domain, gateway);
    return gateway;
  };
}
