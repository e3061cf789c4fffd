import type { Account } from "../../app/domain/account.ts";
import { viewMember } from "../../app/domain/member-view.ts";
import { follow } from "../../app/domain/moments.ts";
import { findLevel, patchProgram, requireProgram } from "../../app/domain/program.ts";
import { replay } from "../../app/domain/replay.ts";
import { nextNightlyMoment } from "../../app/domain/time.ts";
import { versionAt } from "../../app/domain/timeline.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import { Mismatch } from "../scenarios/mismatch.ts";
import { readScenario } from "../scenarios/scenario.ts";
import type { Scenario, Step, StepOf } from "../scenarios/scenario.ts";
import { ShopSteps, change, newNames } from "../scenarios/shop-steps.ts";
import { Hearing } from "./hearing.ts";
import { RuleBook } from "./rule-book.ts";

const STEP_MS = 1_000;

/** Plays one scenario on the rules alone, and throws where they say anything else than it. */
export function playScenario(defaults: unknown, json: unknown): void {
  const scenario = readScenario(json);
  const first = scenario.steps[0]?.step.at;
  if (first === undefined) throw new Mismatch("the first step says when it is", "no `at`");
  const game = new Game(defaults, scenario, new Date(Date.parse(first) - STEP_MS));
  for (const step of scenario.steps) game.play(step);
}

class Game {
  readonly book: RuleBook;
  readonly hearing: Hearing;
  readonly steps: ShopSteps;

  constructor(defaults: unknown, scenario: Scenario, at: Date) {
    const program = patchProgram(requireProgram(defaults), scenario.program);
    if (!program.ok) throw new Mismatch("a program without errors", JSON.stringify(program.errors));
    this.book = new RuleBook(program.program, at);
    this.hearing = new Hearing(this.book, program.program, at);
    this.steps = new ShopSteps(this.hearing.shop, newNames());
  }

  get now(): Date {
    return this.hearing.now;
  }

  play(step: Step): void {
    const { at } = step.step;
    this.#advance(at === undefined ? new Date(this.now.getTime() + STEP_MS) : new Date(at));
    this.#perform(step);
    if (!step.type.startsWith("expect")) this.#quiet();
    for (const id of this.book.members.keys()) this.#expectProof(id);
  }

  /** Each night that lies between is settled at its hour, and tags are compared; then the moment itself. */
  #advance(moment: Date): void {
    if (moment < this.now) throw new Mismatch("time goes forwards", moment.toISOString());
    for (const night of this.#nightsUntil(moment)) {
      this.hearing.now = night;
      this.book.settle(night);
      for (const member of this.book.members.values()) member.stale = true;
      this.#quiet();
    }
    this.hearing.now = moment;
    this.book.settle(moment);
    this.#expectNobodyForgotten();
    this.#quiet();
  }

  /** The first night and the last: on the others nothing has happened in the shop since the one before. */
  #nightsUntil(moment: Date): Date[] {
    const { program } = versionAt(this.book.timeline, this.now);
    const first = nextNightlyMoment(this.now, program.timeZone);
    return first > moment ? [] : [first];
  }

  /** Nobody whose next moment lies ahead may have been changed by time already. */
  #expectNobodyForgotten(): void {
    for (const [id, { account }] of this.book.members) {
      const copy = structuredClone(account);
      follow(copy, this.book.timeline, this.now);
      const { entries, tierChanges, lots } = copy.news;
      if (entries.length + tierChanges.length + lots.size > 0) {
        throw new Mismatch(`member ${id} is settled up to ${this.now.toISOString()}`, written(entries));
      }
    }
  }

  #quiet(): void {
    this.hearing.listen();
    for (const [customerId, memberId] of this.book.memberOf) {
      const member = this.book.members.get(memberId);
      if (member?.stale) this.#writeTags(customerId, member.account);
    }
    for (const member of this.book.members.values()) member.stale = false;
    this.hearing.listen();
  }

  /** Rule 20: the tier's tag is there, those of all other tiers that the program ever had are not. */
  #writeTags(customerId: string, account: Account): void {
    const { timeline } = this.book;
    const found = this.steps.shop.state.customers[customerId];
    if (!found || account.mergedInto !== null) return;
    const shown = viewMember(account, timeline, this.now).tier?.id ?? null;
    const wanted = findLevel(versionAt(timeline, this.now).program, shown)?.tag ?? null;
    const all = new Set(timeline.flatMap(({ program }) => program.tiers.levels.map((level) => level.tag)));
    const others = found.tags.filter((tag) => all.has(tag) && tag !== wanted);
    if (others.length > 0) this.steps.shop.removeTags(gid("Customer", customerId), others);
    if (wanted !== null && !found.tags.includes(wanted)) this.steps.shop.addTags(gid("Customer", customerId), [wanted]);
  }

  #perform(step: Step): void {
    switch (step.type) {
      case "expect":
        this.#expectMember(step.step);
        return;
      case "expectLots":
        this.#expectLots(step.step);
        return;
      case "expectCode":
        this.#expectCode(step.step);
        return;
      case "expectProof":
        return;
      case "advance":
        this.#advance(new Date(step.step.to));
        return;
      case "exchange":
        this.#exchange(step.step);
        return;
      case "undo":
        same("the refusal", step.step.refused, this.book.undo(this.steps.code(step.step.undo).code, this.now));
        return;
      case "adjust":
        this.book.adjust(this.#memberId(step.step.adjust), BigInt(step.step.points), this.now);
        return;
      case "setTier":
        this.#setTier(step.step);
        return;
      case "publish":
        this.book.publish(step.step.publish, this.now);
        return;
      case "redeliver":
        this.hearing.repeat(gid("Order", this.steps.orderId(step.step.redeliver)), step.step);
        return;
      default:
        change(this.steps, step);
    }
  }

  #memberId(name: string): string {
    const id = this.book.memberOf.get(this.steps.customerId(name));
    if (id === undefined) throw new Mismatch(`${name} is a member`, "no member");
    return id;
  }

  #exchange(step: StepOf<"exchange">): void {
    const done = this.book.exchange(this.#memberId(step.exchange), step, this.now);
    same("the refusal", step.refused, "refused" in done ? done.refused : undefined);
    if (!("code" in done)) return;
    const { code } = done;
    if (step.as !== undefined) this.steps.names.codes.set(step.as, { id: code, code });
    this.hearing.makeDiscount(this.#memberId(step.exchange), code);
  }

  #setTier({ setTier, tier, until, lock }: StepOf<"setTier">): void {
    this.book.setTier(
      this.#memberId(setTier),
      { tier, until: until === null ? null : new Date(until), lock },
      this.now,
    );
  }

  #view(name: string): ReturnType<typeof viewMember> {
    const account = this.book.members.get(this.#memberId(name))?.account;
    const copy = structuredClone(account);
    if (!copy) throw new Mismatch(`${name} is a member`, "no member");
    follow(copy, this.book.timeline, this.now);
    return viewMember(copy, this.book.timeline, this.now);
  }

  #expectMember({ expect: name, at: _, tags, ...expected }: StepOf<"expect">): void {
    const { available, pending, reserved, debt, tier, spentTotal } = this.#view(name);
    const notices = this.book.members.get(this.#memberId(name))?.notices ?? [];
    const got: Record<string, unknown> = {
      ...{ available, pending, reserved, debt, spentTotal },
      tier: tier?.id ?? null,
      tierUntil: tier?.until ?? null,
      notices: notices.map((notice) => notice.tier),
    };
    for (const [key, value] of Object.entries(expected)) same(`${name}'s ${key}`, value, got[key]);
    if (!tags) return;
    const found = this.steps.shop.requireCustomer(this.steps.customerId(name)).tags;
    same(`${name}'s tags`, [...tags].sort(), [...found].sort());
  }

  #expectLots({ expectLots: name, lots }: StepOf<"expectLots">): void {
    const got = this.#view(name).lots.map(({ points, expires }) => ({ points, expires }));
    same(`${name}'s lots`, lots, got);
  }

  #expectCode({ expectCode: name, status, value }: StepOf<"expectCode">): void {
    const { code } = this.steps.code(name);
    const codes = [...this.book.members.values()].flatMap(({ account }) => [...account.codes.values()]);
    const found = codes.find((each) => each.code === code);
    if (!found) throw new Mismatch(`the code ${name}`, "none");
    if (status !== undefined) same(`${name}'s status`, status, found.status);
    if (value !== undefined) same(`${name}'s value`, Number(value), Number(found.value));
  }

  /** Entries alone give balances, lots and what was posted for each order. */
  #expectProof(memberId: string): void {
    const member = this.book.members.get(memberId);
    if (!member) return;
    const { account, entries } = member;
    const played = replay(entries);
    same(`faults in the entries of member ${memberId}`, [], played.faults);
    const { available, pending, reserved, debt } = account;
    same(
      `balances of member ${memberId}`,
      [played.available, played.pending, played.reserved, played.debt],
      [...[available, pending, reserved, debt]],
    );
    for (const lot of account.lots.values())
      same(`what is left in lot ${lot.no}`, played.lots.get(lot.no), lot.remaining);
    for (const [order, posted] of this.book.postedOf(memberId)) {
      const merged = [...this.book.members.values()].some(({ account: other }) => other.mergedInto === memberId);
      if (!merged) same(`what order ${order} came to`, played.orders.get(order) ?? 0n, posted);
    }
  }
}

function same(what: string, expected: unknown, got: unknown): void {
  if (written(expected) !== written(got)) throw new Mismatch(`${what} ${written(expected)}`, written(got));
}

function written(value: unknown): string {
  return value === undefined
    ? "none"
    : JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? Number(each) : each));
}
