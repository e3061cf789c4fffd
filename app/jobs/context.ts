import type { Database } from "../database.ts";
import type { GatewayOf } from "../shopify/gateways.ts";

/** Where jobs say what happened; the process's logger fits. */
export type JobLog = {
  readonly info: (details: object, message: string) => void;
  readonly warn: (details: object, message: string) => void;
  readonly error: (details: object, message: string) => void;
};

/** What every job works with. `now` is asked once for each piece of work: everything in it then happens at that moment. */
export type JobContext = {
  readonly db: Database;
  readonly gatewayOf: GatewayOf;
  readonly now: () => Date;
  readonly log: JobLog;
  /** An address as a keyed hash: where shops share a program, customers are joined by it (rule 23). Without it nobody is joined. */
  readonly hashAddress?: (address: string) => Buffer;
};

/** A shop that jobs work for. */
export type JobShop = { readonly id: string; readonly domain: string; readonly programId: string };
