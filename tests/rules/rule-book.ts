import type { Account, Entry, NewNotice, OrderRef } from "../../app/domain/account.ts";
import { newAccount, noNews, orderKey } from "../../app/domain/account.ts";
import { takeByHand } from "../../app/domain/debits.ts";
import { hasExcludedTag, setExcluded } from "../../app/domain/exclusion.ts";
import { endCode, refusalOf, reserve } from "../../app/domain/exchange.ts";
import type { ExchangeWish, Refusal } from "../../app/domain/exchange.ts";
import { credit } from "../../app/domain/lots.ts";
import type { OrderRecord } from "../../app/domain/member-orders.ts";
import { applyCode, applyOrder, joiningMoment, newOrderRecord } from "../../app/domain/member-orders.ts";
import { join, setTierByHand } from "../../app/domain/member-tier.ts";
import { mergeAccounts } from "../../app/domain/merge.ts";
import { follow } from "../../app/domain/moments.ts";
import { advanceOrder } from "../../app/domain/order-facts.ts";
import type { OrderState } from "../../app/domain/order.ts";
import { patchProgram } from "../../app/domain/program.ts";
import type { Program } from "../../app/domain/program.ts";
import { dayOf, firstDayOfYear, nextNightlyMoment, nightlyMoment } from "../../app/domain/time.ts";
import type { Timeline } from "../../app/domain/timeline.ts";
import { makeTimeline, versionAt } from "../../app/domain/timeline.ts";

export type Customer = { id: string; tags: readonly string[]; birthday: string | null; at: Date };

/** What is kept of a member beside the account: all entries, what is announced, and the tags that were last heard of. */
export type Member = {
  account: Account;
  entries: Entry[];
  notices: NewNotice[];
  tags: readonly string[];
  stale: boolean;
};

/**
 * The members of one program in memory: the rule book alone, with nothing between its functions and whoever asks. It keeps what
 * the ledger keeps, and does in plain steps what commands do in statements; there is no race, no crash and no database.
 */
export class RuleBook {
  readonly members = new Map<string, Member>();
  readonly memberOf = new Map<string, string>();
  readonly orders = new Map<string, OrderRecord>();
  timeline: Timeline;
  #codes = 0;
  #settledUntil: Date;

  constructor(program: Program, at: Date) {
    this.#settledUntil = at;
    this.timeline = makeTimeline([{ version: 1, effectiveAt: at, program }]);
  }

  member(customerId: string): Member {
    const member = this.members.get(this.memberOf.get(customerId) ?? "");
    if (!member) throw new Error(`customer ${customerId} is no member`);
    return member;
  }

  /** Does something with a member's account, before which and after which time is followed. */
  change<Result>(memberId: string, now: Date, work: (account: Account) => Result): Result {
    const member = this.members.get(memberId);
    if (!member) throw new Error(`there is no member ${memberId}`);
    const { account } = member;
    follow(account, this.timeline, now);
    const result = work(account);
    follow(account, this.timeline, now);
    this.#keepNews(member);
    return result;
  }

  #keepNews(member: Member): void {
    const { news } = member.account;
    member.entries.push(...news.entries);
    member.notices.push(...news.notices);
    member.stale ||= news.tags;
    member.account.version += 1n;
    member.account.news = noNews();
  }

  /**
   * Writes down what time has brought to those who are due, as the ledger's job does. Everybody is looked at in the first night
   * of a year and of a version, and nobody else at any other time: members say themselves when their next moment comes.
   */
  settle(now: Date): void {
    const isNight = this.#reviewsOfAll(now).some((night) => night > this.#settledUntil && night <= now);
    this.#settledUntil = now;
    for (const [id, { account }] of this.members) {
      const isDue = account.nextAt !== null && account.nextAt <= now;
      if (isDue || isNight) this.change(id, now, () => undefined);
    }
  }

  #reviewsOfAll(now: Date): Date[] {
    const { timeZone } = versionAt(this.timeline, now).program;
    const firstOfYear = nightlyMoment(firstDayOfYear(dayOf(now, timeZone)), timeZone);
    return [firstOfYear, ...this.timeline.map(({ effectiveAt }) => nextNightlyMoment(effectiveAt, timeZone))];
  }

  /** A customer was seen in the shop (rules 8, 18 and 21). */
  see(customer: Customer, now: Date): void {
    const known = this.memberOf.get(customer.id);
    const id = known ?? String(this.members.size + 1);
    const at = customer.at < now ? customer.at : now;
    if (known === undefined) this.#open(customer.id, id, at);
    const member = this.member(customer.id);
    member.tags = customer.tags;
    this.change(id, now, (account) => {
      account.birthday = customer.birthday;
      setExcluded(
        account,
        this.timeline,
        hasExcludedTag(customer.tags, versionAt(this.timeline, now).program),
        at,
        now,
      );
      join(account, this.timeline, at, now);
    });
  }

  #open(customerId: string, id: string, at: Date): void {
    this.memberOf.set(customerId, id);
    this.members.set(id, { account: newAccount("1", id, at), entries: [], notices: [], tags: [], stale: true });
  }

  /** The state of an order that is newer, with what an earlier one knew (rule 1). */
  newest(arrived: OrderState): OrderState {
    return advanceOrder(this.orders.get(arrived.id)?.state ?? null, arrived);
  }

  /** An order has been heard of; its customer has been seen. */
  apply(arrived: OrderState, now: Date): void {
    const ref: OrderRef = { shopId: "1", orderId: arrived.id };
    const before = this.orders.get(ref.orderId) ?? null;
    const state = this.newest(arrived);
    const base = before ?? newOrderRecord(ref, state);
    const memberId =
      base.memberId ?? (state.customerId === null ? null : (this.memberOf.get(state.customerId) ?? null));
    const wasGuests = before !== null && before.memberId === null && memberId !== null;
    const record = { ...base, state, memberId, attachedAt: wasGuests ? state.updatedAt : base.attachedAt };
    this.#applyCodes(record, now);
    const next =
      memberId === null
        ? record
        : this.change(memberId, now, (account) => applyOrder(this.#work(account, now), before, record));
    this.orders.set(ref.orderId, next);
  }

  #applyCodes(record: OrderRecord, now: Date): void {
    const carried = new Set(record.state.codes.map(({ code }) => code.trim().toUpperCase()));
    for (const [id, { account }] of this.members) {
      const codes = [...account.codes.values()].filter(({ code }) => carried.has(code));
      if (codes.length === 0) continue;
      this.change(id, now, (target) => {
        for (const code of codes) applyCode(this.#work(target, now), record, code);
      });
    }
  }

  #work(account: Account, now: Date): Parameters<typeof applyOrder>[0] {
    return { account, timeline: this.timeline, now, exchangeRate: null };
  }

  joiningMoment(state: OrderState, now: Date): Date {
    const before = this.orders.get(state.id)?.state;
    return joiningMoment({ state, attachedAt: before?.customerId === null ? state.updatedAt : null }, now);
  }

  /** Rule 24: one customer of the shop is now the other. */
  merge(keptId: string, goneId: string, now: Date): void {
    const [kept, gone] = [this.memberOf.get(keptId), this.memberOf.get(goneId)];
    if (kept === undefined || gone === undefined || kept === gone) return;
    const other = this.member(goneId);
    this.change(gone, now, () => undefined);
    this.change(kept, now, (account) => {
      mergeAccounts(account, other.account, this.timeline, now);
      follow(other.account, this.timeline, now);
    });
    this.#keepNews(other);
    other.notices = [];
    this.memberOf.set(goneId, kept);
    for (const [id, record] of this.orders) {
      if (record.memberId === gone) this.orders.set(id, { ...record, memberId: kept });
    }
  }

  /** Rules 8 and 9: points that staff give or take. */
  adjust(memberId: string, points: bigint, now: Date): void {
    this.change(memberId, now, (account) => {
      if (points < 0n) takeByHand(account, this.timeline, { points: -points, key: null, now });
      else credit(account, this.timeline, { kind: "adjusted", points, earnedAt: now, availableAt: now, now });
    });
  }

  /** Rule 19. */
  setTier(memberId: string, wish: { tier: string | null; until: Date | null; lock: boolean }, now: Date): void {
    this.change(memberId, now, (account) => setTierByHand(account, this.timeline, wish, now));
  }

  /** Rules 11 and 12: the code that an exchange brings, or why it is refused. */
  exchange(memberId: string, wish: ExchangeWish, now: Date): { code: string } | { refused: Refusal } {
    return this.change(memberId, now, (account) => {
      const refused = refusalOf(account, this.timeline, wish, now);
      if (refused !== null) return { refused };
      this.#codes += 1;
      const code = `LRL${this.#codes}`;
      const made = reserve(account, this.timeline, { ...wish, id: code, shopId: "1", code, key: code, now });
      made.status = "open";
      made.openedAt = now;
      return { code };
    });
  }

  /** Rule 12: gives an unused code back; answers why it cannot be. */
  undo(code: string, now: Date): string | undefined {
    const owner = [...this.members].find(([, { account }]) => account.codes.has(code));
    if (!owner) return "unknownCode";
    return this.change(owner[0], now, (account) => {
      const status = account.codes.get(code)?.status;
      if (status === "used" || status === "expired") return status;
      if (status === "open") endCode(account, this.timeline, code, "undone", now);
      return undefined;
    });
  }

  /** A new version takes effect now (rule 21: exclusions begin and end with it). */
  publish(patch: unknown, now: Date): void {
    const parsed = patchProgram(versionAt(this.timeline, now).program, patch);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const version = this.timeline.length + 1;
    this.timeline = makeTimeline([...this.timeline, { version, effectiveAt: now, program: parsed.program }]);
    for (const [id, { account, tags }] of this.members) {
      if (account.mergedInto !== null) continue;
      this.change(id, now, (target) =>
        setExcluded(target, this.timeline, hasExcludedTag(tags, parsed.program), now, now),
      );
    }
  }

  /** What entries say that each order of a member's came to, by its key. */
  postedOf(memberId: string): [string, bigint][] {
    const own = [...this.orders.values()].filter((record) => record.memberId === memberId);
    return own.map((record) => [orderKey(record.ref), record.posted]);
  }
}
