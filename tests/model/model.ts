import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import type { Program } from "../../app/domain/program.ts";
import type { Step, StepOf } from "../scenarios/scenario.ts";
import { dayOf, endOf, nightOf } from "./days.ts";
import { cents, total } from "./fractions.ts";
import * as members from "./member.ts";
import type { Code, Member } from "./member.ts";
import {
  bornAfter,
  countsAtAll,
  earnedAt,
  metricOf,
  newLine,
  newOrder,
  orderTotal,
  pointsBack,
  target,
  tendered,
} from "./order.ts";
import type { Order } from "./order.ts";
import * as tiers from "./tiers.ts";

/**
 * A second opinion on the rule book: written from the rules alone, it keeps everything in plain objects, recomputes each sum from the
 * whole history and knows no database, no message and no job. What it says of a story is compared with what Laurel says.
 * It leaves out membership cards and merges; edits only where there is neither tax nor discount.
 */
export class Model {
  now = 0;
  /** What is in force now; an order keeps the one that it was paid under. */
  program: Program;
  readonly members = new Map<string, Member>();
  readonly orders = new Map<string, Order>();
  readonly codes = new Map<string, Code>();
  /** Since when the rule of expiry in force has been in force. */
  inactivitySince = 0;

  constructor(program: unknown) {
    this.program = requireProgram(program);
  }

  member(id: string): Member {
    const member = this.members.get(id);
    if (member === undefined) throw new Error(`the story has no customer ${id}`);
    return member;
  }

  #order(id: string): Order {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`the story has no order ${id}`);
    return order;
  }

  #ordersOf(member: Member): Order[] {
    return [...this.orders.values()].filter((order) => order.customer === member.id);
  }

  /** The tier that the orders of one year reach. */
  reachedIn(member: Member, year: number): string | null {
    const { program } = this;
    const ofYear = this.#ordersOf(member).filter(
      (order) => order.paidAt !== null && dayOf(order.paidAt, program.timeZone).year === year,
    );
    return tiers.reached([total(ofYear.map((order) => metricOf(order, program.tiers.metric)))], program);
  }

  #tiers(member: Member, notBefore = 0): tiers.TierContext {
    const { program, now } = this;
    const bonus = (tier: string): void => {
      const level = program.tiers.levels.find((one) => one.id === tier);
      this.#bonus(member, level?.entryBonus ?? 0, notBefore);
    };
    return { member, orders: this.#ordersOf(member), program, now, bonus };
  }

  /** Follows time up to a moment: everything that it brings, in order (rule 25). */
  advance(to: number): void {
    for (;;) {
      const next = this.#nextMoment();
      if (next === null || next > to) break;
      this.now = next;
      this.#endLots();
      this.#endHolds();
      this.#endCodes();
      if (nightOf(dayOf(next, this.program.timeZone), this.program.timeZone) === next) this.#night();
    }
    this.now = Math.max(this.now, to);
  }

  #nextMoment(): number | null {
    const zone = this.program.timeZone;
    const today = dayOf(this.now, zone);
    const moments = [nightOf(today, zone), nightOf(today.add({ days: 1 }), zone)];
    for (const member of this.members.values()) {
      for (const lot of member.lots) {
        if (lot.waiting) moments.push(lot.availableAt);
        else moments.push(members.endOfLot(lot, member, this.program, this.inactivitySince) ?? this.now);
      }
    }
    for (const code of this.codes.values()) if (code.status === "open") moments.push(code.until);
    const later = moments.filter((moment) => moment > this.now);
    return later.length === 0 || this.now === 0 ? null : Math.min(...later);
  }

  #endLots(): void {
    for (const member of this.members.values()) {
      for (const lot of member.lots) {
        const end = members.endOfLot(lot, member, this.program, this.inactivitySince);
        if (end === null || end > this.now) continue;
        lot.expires ??= end;
        lot.expired += lot.left;
        lot.left = 0n;
      }
    }
  }

  #endHolds(): void {
    for (const member of this.members.values()) {
      for (const lot of member.lots) if (lot.availableAt <= this.now) lot.waiting = false;
      members.payDebt(member);
    }
  }

  #endCodes(): void {
    for (const code of this.codes.values()) {
      if (code.status !== "open" || code.until > this.now) continue;
      code.status = "expired";
      members.giveBack(this.member(code.owner), code, code.points, this.now, this.program.timeZone);
    }
  }

  #night(): void {
    const today = dayOf(this.now, this.program.timeZone);
    for (const member of this.members.values()) {
      if (member.joinedAt === null || tiers.isExcluded(member)) continue;
      if (this.#isBirthday(member, today) && member.birthdayYear < today.year) {
        member.birthdayYear = today.year;
        this.#bonus(member, this.program.earning.bonuses.birthday);
      }
      tiers.review(this.#tiers(member));
    }
  }

  #isBirthday(member: Member, today: ReturnType<typeof dayOf>): boolean {
    if (member.birthday === null) return false;
    const [month = 1, day = 1] = member.birthday.split("-").map(Number);
    const leap = member.birthday === "02-29" && !today.inLeapYear;
    return today.month === month && today.day === (leap ? 28 : day);
  }

  /** A bonus that an order brings is younger than the order's own lot, which waits for the end of its hold (rule 8). */
  #bonus(member: Member, points: number, notBefore = 0): void {
    members.credit(member, BigInt(points), null, this.now, this.now, this.program, Math.max(this.now, notBefore));
  }

  /** One step of a story; expectations and repeats change nothing. */
  take(step: Step, at: number): void {
    this.advance(at);
    if (step.type === "customer") this.#customer(step.step);
    else if (step.type === "order") this.#place(step.step);
    else if (step.type === "pay") this.#pay(this.#order(step.step.pay), step.step.payments);
    else if (step.type === "fulfil") this.#fulfil(this.#order(step.step.fulfil));
    else if (step.type === "refund") this.#refund(step.step);
    else if (step.type === "cancel") this.#fallAway(this.#order(step.step.cancel));
    else if (step.type === "void") this.#fallAway(this.#order(step.step.void));
    else if (step.type === "edit") this.#edit(step.step);
    else if (step.type === "attach") this.#attach(step.step);
    else if (step.type === "exchange") this.#exchange(step.step);
    else if (step.type === "undo") this.#undo(step.step);
    else if (step.type === "adjust") this.#adjust(step.step);
    else if (step.type === "setTier") this.#setTier(step.step);
    else if (step.type === "tag") this.#tag(this.member(step.step.tag), step.step.tags, []);
    else if (step.type === "untag") this.#tag(this.member(step.step.untag), [], step.step.tags);
    else if (step.type === "publish") this.#publish(step.step.publish);
    else if (step.type === "advance") this.advance(Date.parse(step.step.to));
    else if (step.type === "merge") throw new Error("the model knows no merges");
  }

  #customer(step: StepOf<"customer">): void {
    const member = members.newMember(step.customer, [], step.birthday ?? null);
    this.members.set(step.customer, member);
    this.#tag(member, step.tags, []);
    this.#join(member);
  }

  #tag(member: Member, added: string[], removed: string[]): void {
    member.tags = [...new Set([...member.tags, ...added])].filter((tag) => !removed.includes(tag));
    const excluded = member.tags.some((tag) => this.program.excludeCustomers.tags.includes(tag));
    const open = member.excluded.find((one) => one.until === null);
    if (excluded && open === undefined) member.excluded.push({ from: this.now, until: null });
    if (!excluded && open !== undefined) open.until = this.now;
    this.#join(member);
  }

  #join(member: Member): void {
    if (member.joinedAt !== null || tiers.isExcluded(member)) return;
    member.joinedAt = this.now;
    this.#bonus(member, this.program.earning.bonuses.joining);
    const { startTier } = this.program.tiers;
    if (startTier !== null) {
      member.hold = { kind: "floor" };
      tiers.moveTo(this.#tiers(member), startTier, true);
    }
    tiers.lift(this.#tiers(member));
  }

  #place(step: StepOf<"order">): void {
    const code = step.code === undefined ? undefined : this.codes.get(step.code);
    const order = newOrder(step, this.now, code?.value ?? 0n);
    this.orders.set(order.id, order);
    this.#noteExclusion(order);
    const left = orderTotal(order);
    const payments = step.payments?.map((one) => ({ gateway: one.gateway, amount: cents(one.amount) }));
    if (step.status === "paid") order.payments = payments ?? [{ gateway: "shopify_payments", amount: left }];
    if (step.status === "partiallyPaid") order.payments = payments ?? [];
    if (code !== undefined) {
      code.status = "used";
      code.order = order.id;
    }
    this.#settle(order);
  }

  #noteExclusion(order: Order): void {
    if (order.customer === null) return;
    if (tiers.isExcluded(this.member(order.customer))) order.excluded = true;
  }

  #pay(order: Order, payments: StepOf<"pay">["payments"]): void {
    const left = orderTotal(order) - tendered(order);
    if (left <= 0n || order.gone) return;
    const paid = payments?.map((one) => ({ gateway: one.gateway, amount: cents(one.amount) }));
    order.payments.push(...(paid ?? [{ gateway: "shopify_payments", amount: left }]));
    if (order.paidAt === null) this.#noteExclusion(order);
    // What an edit added earns when it is paid, and is as old as that payment (rule 9).
    this.#settle(order, this.now);
  }

  #fulfil(order: Order): void {
    order.fulfilledAt ??= this.now;
    this.#settle(order);
  }

  /** A refund, a cancellation or a voiding, with what it does to the tier. */
  #shrink(order: Order, change: () => void): void {
    const member = order.customer === null ? null : this.member(order.customer);
    const before = member === null ? [] : tiers.metric(this.#ordersOf(member), this.program, this.now);
    change();
    this.#settle(order);
    if (member !== null) tiers.fallAtOnce(this.#tiers(member), before);
  }

  #refund(step: StepOf<"refund">): void {
    const order = this.#order(step.refund);
    this.#shrink(order, () => {
      for (const { line, quantity } of step.lines) {
        const one = order.lines[line];
        if (one !== undefined) one.refunded += quantity;
      }
      order.shippingRefunded += cents(step.shipping);
      if (step.lines.length === 0 && step.amount !== undefined) order.typedRefunds += cents(step.amount);
    });
  }

  #fallAway(order: Order): void {
    this.#shrink(order, () => {
      order.gone = true;
    });
  }

  #edit(step: StepOf<"edit">): void {
    const order = this.#order(step.edit);
    for (const { line, quantity } of step.set) {
      const one = order.lines[line];
      if (one !== undefined) one.quantity = quantity;
    }
    order.lines.push(...step.add.map((line) => newLine(line)));
    this.#settle(order, this.now);
  }

  #attach(step: StepOf<"attach">): void {
    const order = this.#order(step.attach);
    const member = this.member(step.customer);
    order.customer = step.customer;
    order.attachedAt = this.now;
    this.#noteExclusion(order);
    order.tier = members.tierBefore(member, order.paidAt);
    this.#settle(order, this.now);
  }

  /** Rules 1 and 5 to 8: brings what is posted for an order to what it deserves. */
  #settle(order: Order, changedAt: number | null = null): void {
    this.#pin(order);
    const member = order.customer === null ? null : this.member(order.customer);
    this.#settleCode(order);
    if (member === null) return;
    this.#post(order, member, changedAt);
    if (order.paidAt !== null && countsAtAll(order) && !member.firstOrderSeen) {
      member.firstOrderSeen = true;
      this.#bonus(member, order.program?.earning.bonuses.firstOrder ?? 0, bornAfter(order));
    }
    tiers.lift(this.#tiers(member, bornAfter(order)));
  }

  #pin(order: Order): void {
    if (order.gone || tendered(order) < orderTotal(order)) return;
    for (const line of order.lines) line.paid = line.quantity;
    if (order.paidAt !== null) return;
    order.paidAt = this.now;
    order.program = this.program;
    if (order.customer !== null) order.tier = this.member(order.customer).tier;
  }

  /** A code may have been given away: its points go back to its owner, whoever ordered with it. */
  #settleCode(order: Order): void {
    const code = order.input.code === undefined ? undefined : this.codes.get(order.input.code);
    if (code === undefined || code.order !== order.id) return;
    const back = pointsBack(order, code.points, code.returns);
    members.giveBack(this.member(code.owner), code, back, this.now, this.program.timeZone);
  }

  #post(order: Order, member: Member, changedAt: number | null): void {
    const difference = target(order) - order.posted;
    order.posted += difference;
    if (difference < 0n) members.takeBack(member, -difference, order.id, this.program.debt);
    const earned = earnedAt(order);
    if (difference <= 0n || earned === null || order.program === null) return;
    const held = earned + order.program.earning.holdDays * 24 * 3_600_000;
    const since = Math.max(held, changedAt ?? 0, order.attachedAt ?? 0);
    member.activeAt = Math.max(member.activeAt ?? 0, earned);
    members.credit(member, difference, order.id, since, this.now, this.program);
  }

  #exchange(step: StepOf<"exchange">): void {
    if (step.refused !== undefined) return;
    const member = this.member(step.exchange);
    const { program, now } = this;
    const reward = program.exchange.rewards.find((one) => one.id === step.reward);
    if (reward === undefined) throw new Error(`the story has no reward ${step.reward}`);
    const points = BigInt(reward.points) * BigInt(step.times);
    const open = members.inOrderOfUse(member.lots.filter((lot) => !lot.waiting));
    const name = step.as ?? `${step.exchange} at ${now}`;
    this.codes.set(name, {
      name,
      owner: member.id,
      reward: reward.id,
      times: step.times,
      takenAt: now,
      points,
      value: reward.type === "amount" ? cents(reward.value) * BigInt(step.times) : 0n,
      until: endOf(dayOf(now, program.timeZone).add({ days: reward.codeDays }), program.timeZone),
      returns: program.exchange.returnSpentPoints,
      taken: members.takeFrom(open, points),
      returned: 0n,
      status: "open",
      order: null,
    });
    member.activeAt = now;
  }

  #undo(step: StepOf<"undo">): void {
    const code = this.codes.get(step.undo);
    if (step.refused !== undefined || code?.status !== "open") return;
    code.status = "undone";
    members.giveBack(this.member(code.owner), code, code.points, this.now, this.program.timeZone);
  }

  #adjust(step: StepOf<"adjust">): void {
    const member = this.member(step.adjust);
    if (step.points >= 0) this.#bonus(member, step.points);
    else members.owe(member, BigInt(-step.points), this.program.debt);
  }

  #setTier(step: StepOf<"setTier">): void {
    const member = this.member(step.setTier);
    const until = step.until === null ? null : Date.parse(step.until);
    const rises = tiers.rankOf(step.tier, this.program) > tiers.rankOf(member.tier, this.program);
    member.belowSince = null;
    if (until !== null || step.lock) member.hold = { kind: "set", until };
    else if (step.tier !== null) member.hold = { kind: "floor" };
    else {
      member.hold = { kind: "metric" };
      const context = this.#tiers(member);
      const earned = tiers.reached(tiers.metric(context.orders, this.program, this.now), this.program);
      tiers.moveTo(context, earned, tiers.rankOf(earned, this.program) > tiers.rankOf(member.tier, this.program));
      return;
    }
    tiers.moveTo(this.#tiers(member), step.tier, rises);
  }

  #publish(patch: Record<string, unknown>): void {
    const parsed = patchProgram(this.program, patch);
    if (!parsed.ok) throw new Error(`the story publishes a program with mistakes: ${parsed.errors[0]?.message ?? ""}`);
    const same = JSON.stringify(parsed.program.expiry) === JSON.stringify(this.program.expiry);
    if (!same) this.inactivitySince = this.now;
    this.program = parsed.program;
    for (const member of this.members.values()) this.#tag(member, [], []);
  }
}
