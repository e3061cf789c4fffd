import type { Account } from "./account.ts";
import type { OrderGiven } from "./order.fixture.ts";
import type { OrderRecord } from "./member-orders.ts";
import type { Timeline } from "./timeline.ts";
import { newAccount } from "./account.ts";
import { reserve } from "./exchange.ts";
import { viewMember } from "./member-view.ts";
import type { MemberView } from "./member-view.ts";
import { applyCode, applyOrder, newOrderRecord } from "./member-orders.ts";
import { join } from "./member-tier.ts";
import { follow } from "./moments.ts";
import { orderOf } from "./order.fixture.ts";
import { patchProgram } from "./program.ts";
import { programOf } from "./order.fixture.ts";
import { makeTimeline, versionAt } from "./timeline.ts";

const SHOP = "1";

/** A moment in Oslo's winter or summer, in short: "01-05 10:00" of 2026, or with its year. */
export function oslo(text: string): Date {
  const full = /^\d{4}-/.test(text) ? text : `2026-${text}`;
  const [day = "", time = "12:00"] = full.split(" ");
  const asWinter = new Date(`${day}T${time}:00+01:00`);
  const month = asWinter.getUTCMonth() + 1;
  const isSummer = month > 3 && month < 10;
  return isSummer ? new Date(`${day}T${time}:00+02:00`) : asWinter;
}

/** One member of one shop, told what happens in words; time only goes forwards. */
export class Story {
  readonly account: Account;
  timeline: Timeline;
  now: Date;
  readonly orders = new Map<string, OrderRecord>();

  constructor(patch: unknown, from: string) {
    this.now = oslo(from);
    this.timeline = makeTimeline([{ version: 1, effectiveAt: oslo("2020-01-01"), program: programOf(patch) }]);
    this.account = newAccount("1", "1", this.now);
    join(this.account, this.timeline, this.now, this.now);
    follow(this.account, this.timeline, this.now);
  }

  /** Lets time pass to a moment. */
  at(moment: string): this {
    this.now = oslo(moment);
    follow(this.account, this.timeline, this.now);
    return this;
  }

  publish(patch: unknown): this {
    const parsed = patchProgram(versionAt(this.timeline, this.now).program, patch);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const version = this.timeline.length + 1;
    this.timeline = makeTimeline([...this.timeline, { version, effectiveAt: this.now, program: parsed.program }]);
    return this;
  }

  /** An order as it stands now; the first time it is placed and paid now, unless it says otherwise. */
  order(id: string, given: OrderGiven = {}): this {
    const ref = { shopId: SHOP, orderId: id };
    const before = this.orders.get(id) ?? null;
    const placed = before?.state.createdAt ?? this.now;
    const paidAt = given.financialStatus === "pending" ? null : (before?.state.paidAt ?? this.now);
    const state = orderOf({
      ...{ id, createdAt: placed, processedAt: placed, paidAt },
      ...given,
      updatedAt: this.now,
    });
    const record = { ...(before ?? newOrderRecord(ref, state)), state, memberId: "1" };
    const { account, timeline, now } = this;
    for (const code of [...account.codes.values()]) {
      applyCode({ account, timeline, now, exchangeRate: null }, record, code);
    }
    this.orders.set(id, applyOrder({ account, timeline, now, exchangeRate: null }, before, record));
    follow(account, timeline, now);
    return this;
  }

  exchange(code: string, times = 1): this {
    const { account, timeline, now } = this;
    reserve(account, timeline, { ...{ id: code, shopId: SHOP, code, key: code }, reward: "nok-50", times, now });
    const made = account.codes.get(code);
    if (made) made.status = "open";
    follow(account, timeline, now);
    return this;
  }

  get view(): MemberView {
    return viewMember(this.account, this.timeline, this.now);
  }

  /** Lots as scenarios write them: [points, last day]. */
  get lots(): [number, string | null][] {
    return this.view.lots.map((lot) => [Number(lot.points), lot.expires]);
  }

  /** What can be used, waits, lies in codes, and is owed. */
  get pockets(): { available: number; pending: number; reserved: number; debt: number } {
    const { available, pending, reserved, debt } = this.account;
    return {
      available: Number(available),
      pending: Number(pending),
      reserved: Number(reserved),
      debt: Number(debt),
    };
  }

  get tier(): string | null {
    return this.view.tier?.id ?? null;
  }
}

/** Bronze from nothing, silver from 500, gold from 1000. */
export const THREE_LEVELS = [
  { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" },
  { id: "silver", name: "Silver", threshold: "500.00", tag: "silver" },
  { id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" },
];

/** A program with these three and more. */
export function withLevels(tiers: object = {}, rest: object = {}): object {
  return { ...rest, tiers: { levels: THREE_LEVELS, ...tiers } };
}

/** An order of one line of this price. */
export function worth(price: string, rest: OrderGiven = {}): OrderGiven {
  return { lines: [{ price }], ...rest };
}
