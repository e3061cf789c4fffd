import { setTimeout as sleep } from "node:timers/promises";
import { makeLinkCode } from "../../app/commands/link-codes.ts";
import { linkShop } from "../../app/commands/link-shop.ts";
import type { Database } from "../../app/database.ts";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import type { JobContext } from "../../app/jobs/context.ts";
import { drainInbox } from "../../app/jobs/inbox.ts";
import { moveLinkedShops } from "../../app/jobs/link-shops.ts";
import { settleDue } from "../../app/jobs/moments.ts";
import { syncPrograms } from "../../app/jobs/sync-program.ts";
import { syncMembers } from "../../app/jobs/sync.ts";
import { createMailKeys } from "../../app/mail/keys.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import type { MemberSummary } from "../../app/queries/member-summary.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { readDefaults, readScopes } from "../scenarios/files.ts";
import { World } from "../scenarios/world.ts";

const ROUNDS_MAX = 50;
const TRIES_MAX = 300;
const PATIENCE_MS = 100;
const AT = new Date("2026-01-05T09:00:00Z");
const KEYS = createMailKeys(Buffer.alloc(32, 7));
/** What an ended process held is free again after so long. */
const LEASES_SECONDS = 150;

type Patch = Record<string, unknown>;
export type ShopName = "a" | "b";

let number = 500;

/** Two shops with Laurel, each with a program of its own, on one clock and one database: what a job does it does for both. */
export class TwoShops {
  readonly a: World;
  readonly b: World;
  readonly db: Database;

  private constructor(a: World, b: World) {
    this.a = a;
    this.b = b;
    this.db = a.db;
  }

  static async open(db: Database, patches: { a?: Patch; b?: Patch } = {}): Promise<TwoShops> {
    const open = async (patch: Patch): Promise<World> => {
      const program = patchProgram(requireProgram(readDefaults()), patch);
      if (!program.ok) throw new Error(JSON.stringify(program.errors));
      number += 1;
      return World.open({ db, number, scopes: readScopes(), program: program.program, at: AT });
    };
    return new TwoShops(await open(patches.a ?? {}), await open(patches.b ?? {}));
  }

  async close(): Promise<void> {
    await this.moved();
    for (const world of [this.a, this.b]) await world.close();
  }

  /** What a process of the app works with; on another database for one that dies. */
  context(db: Database = this.db): JobContext {
    const worlds = [this.a, this.b];
    return {
      ...this.a.context,
      db,
      gatewayOf: (domain) => {
        const found = worlds.find((world) => world.shop.domain === domain);
        if (!found) throw new Error(`nobody knows ${domain}`);
        return found.store.gateway;
      },
      hashAddress: KEYS.hashAddress,
    };
  }

  now(): Date {
    return this.a.now();
  }

  pass(seconds: number): void {
    for (const world of [this.a, this.b]) world.pass(seconds);
  }

  /** Delivers all webhooks of both shops, works them off and writes to Shopify, until nobody has anything more to say. */
  async quiet(): Promise<void> {
    const context = this.context();
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      for (const world of [this.a, this.b]) {
        for (const event of world.store.outbox.splice(0)) await world.redeliver(event, event.id);
      }
      const { failures } = await drainInbox(context);
      if (failures[0]) throw failures[0].error;
      const synced = await syncMembers(context);
      if (synced.failures[0]) throw synced.failures[0].error;
      if (this.a.store.outbox.length + this.b.store.outbox.length === 0) return;
    }
    throw new Error("webhooks and answers went on without end");
  }

  /** Shops that are on their way arrive. The locks of a process that has just died are free as soon as PostgreSQL notices it. */
  async moved(): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      await moveLinkedShops(this.context());
      const { rows } = await this.db.pool.query("SELECT FROM link_jobs WHERE finished_at IS NULL LIMIT 1");
      if (rows.length === 0) break;
      await sleep(PATIENCE_MS);
    }
    await syncPrograms(this.context());
    await this.quiet();
  }

  /** Time passes, and what falls due in it happens. */
  async later(seconds: number): Promise<void> {
    this.pass(seconds);
    await settleDue(this.context());
    await this.quiet();
  }

  /** Whatever a dead process had claimed is free. */
  recover(): void {
    this.pass(LEASES_SECONDS);
  }

  async customer(of: ShopName, name: string, more: { verifiedEmail?: boolean; tags?: string[] } = {}): Promise<string> {
    const { id } = this[of].store.shop.createCustomer({ firstName: name, email: `${name}@example.com`, ...more });
    await this.quiet();
    return id;
  }

  async order(of: ShopName, customerId: string | null, price: string, codes: string[] = []): Promise<string> {
    const { id } = this[of].store.shop.placeOrder({ customerId, lines: [{ product: "tea", price }], codes });
    await this.quiet();
    return id;
  }

  async refund(of: ShopName, orderId: string): Promise<void> {
    const { shop } = this[of].store;
    const order = shop.requireOrder(orderId);
    shop.refundOrder(orderId, { lines: order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity })) });
    await this.quiet();
  }

  /** Links shop b to the program of shop a, up to the moment from which the members move. */
  async begin(rate: string | null = null): Promise<void> {
    const { code } = await makeLinkCode(this.db, { ...(await this.program("a")), author: "staff:1", now: this.now() });
    const input = { shopId: this.b.shop.id, code, rate, author: "staff:2", now: this.now() };
    const linked = await linkShop(this.db, input);
    if (!linked.ok) throw new Error(linked.reason);
  }

  async link(rate: string | null = null): Promise<void> {
    await this.begin(rate);
    await this.moved();
  }

  async program(of: ShopName): Promise<{ shopId: string; programId: string }> {
    const { rows } = await this.db.pool.query<{ program_id: string }>(
      "SELECT program_id::text FROM shops WHERE id = $1",
      [this[of].shop.id],
    );
    const programId = rows[0]?.program_id;
    if (programId === undefined) throw new Error(`shop ${of} is gone`);
    return { shopId: this[of].shop.id, programId };
  }

  async summary(of: ShopName, customerId: string): Promise<MemberSummary> {
    const found = await findMember(this.db, { shopId: this[of].shop.id, customerId });
    const summary = found === null ? null : await readMemberSummary(this.db, { ...found, now: this.now() });
    if (summary === null) throw new Error(`customer ${customerId} of shop ${of} is no member`);
    return summary;
  }

  async member(of: ShopName, customerId: string): Promise<string> {
    const found = await findMember(this.db, { shopId: this[of].shop.id, customerId });
    return `${found?.programId ?? "-"}/${found?.memberId ?? "-"}`;
  }

  /** What is wrong in any program; nothing must be. */
  verify(): Promise<string[]> {
    return verifyLedger(this.db);
  }
}
