import { readScenario } from "../scenarios/scenario.ts";
import { answer, lots, refusal } from "./answers.ts";
import { isAllReturned, tendered, orderTotal } from "./order.ts";
import type { Order } from "./order.ts";
import { Model } from "./model.ts";
import { Random } from "./random.ts";

type Json = Record<string, unknown>;

const DAY = 86_400_000;
const START = Date.parse("2026-01-05T09:00:00Z");
const CUSTOMERS = ["ada", "bob"];

/** A story made up from a seed: a scenario as the rule book writes them, whose expectations are what the model says. */
export type Story = { name: string; program: Json; steps: Json[] };

function randomTiers(random: Random): Json {
  const metric = random.pick(["spend", "spend", "points", "orders"]);
  const steps =
    metric === "orders" ? ["0", "2", "4"] : metric === "points" ? ["0", "300", "1200"] : ["0", "500.00", "1500.00"];
  const multipliers = random.pick([
    ["1", "1.5", "2"],
    ["1", "1.25", "3"],
  ]);
  const levels = ["bronze", "silver", "gold"].map((id, index) => ({
    id,
    name: id,
    threshold: steps[index],
    tag: `loyalty-${id}`,
    multiplier: multipliers[index],
    entryBonus: random.pick([0, 0, 40]),
  }));
  return {
    metric,
    window: random.pick<Json>([
      { kind: "lifetime" },
      { kind: "rolling", months: random.between(1, 3) },
      { kind: "calendarYear" },
    ]),
    graceDays: random.pick([0, 0, 5]),
    onRefund: random.pick(["nextReview", "immediately"]),
    startTier: random.chance(0.1) ? "silver" : null,
    levels: random.chance(0.2) ? levels.slice(1) : levels,
  };
}

function randomProgram(random: Random): Json {
  const campaign = {
    id: "double",
    multiplier: random.pick(["2", "1.1"]),
    from: "2026-01-10T00:00:00+01:00",
    until: "2026-03-10T23:59:59+01:00",
  };
  return {
    earning: {
      points: random.between(1, 5),
      per: random.pick(["1.00", "10.00", "0.30"]),
      wholeStepsOnly: random.chance(0.15),
      rounding: random.pick(["down", "nearest", "up"]),
      awardWhen: random.chance(0.15) ? "fulfilled" : "paid",
      holdDays: random.pick([0, 0, 3, 14]),
      includeTax: random.chance(0.3),
      includeShipping: random.chance(0.3),
      exclude: { vendors: random.chance(0.5) ? ["acme"] : [] },
      campaigns: random.chance(0.3)
        ? [{ ...campaign, vendors: random.chance(0.5) ? ["house"] : [], collections: [], productTags: [] }]
        : [],
      bonuses: { joining: random.pick([0, 25]), birthday: random.pick([0, 30]), firstOrder: random.pick([0, 60]) },
    },
    exchange: { returnSpentPoints: random.pick(["proportional", "proportional", "fullRefundOnly", "never"]) },
    expiry: random.pick<Json>([
      { kind: "none" },
      { kind: "age", months: random.between(1, 3), roundTo: random.pick(["day", "month"]) },
      { kind: "inactivity", months: random.between(1, 2) },
    ]),
    debt: random.pick(["carry", "carry", "forgive"]),
    tiers: randomTiers(random),
  };
}

/** Makes the steps: whatever could happen in a shop now, by the state of the model. */
class Teller {
  readonly random: Random;
  readonly model: Model;
  readonly steps: Json[] = [];
  #at = START;
  #count = 0;

  constructor(random: Random, model: Model) {
    this.random = random;
    this.model = model;
  }

  add(step: Json): void {
    const dated = { at: new Date(this.#at).toISOString(), ...step };
    this.steps.push(dated);
    const [read] = readScenario({ name: "story", steps: [dated] }).steps;
    if (read !== undefined) this.model.take(read, this.#at);
  }

  wait(): void {
    const { random } = this;
    const some = random.chance(0.4)
      ? random.between(1, 600) * 1000
      : random.between(1, random.chance(0.2) ? 45 : 8) * DAY;
    // Never on the second of a job: what happens in the very same moment has no order in a shop.
    this.#at += some + random.between(1, 3_599) * 1000;
    this.model.advance(this.#at);
  }

  expectations(): void {
    for (const id of CUSTOMERS) {
      this.add({ expect: id, ...answer(this.model, id) });
      if (this.model.program.expiry.kind !== "inactivity") this.add({ expectLots: id, lots: lots(this.model, id) });
    }
  }

  #line(): Json {
    const { random } = this;
    const product = random.pick(["tea", "cup", "rug"]);
    return {
      product,
      vendor: product === "cup" ? "acme" : "house",
      price: random.pick(["0.99", "100.00", "249.50", "333.33", "80.10"]),
      quantity: random.between(1, 4),
    };
  }

  order(): void {
    const { random, model } = this;
    this.#count += 1;
    const lines = Array.from({ length: random.between(1, 3) }, () => this.#line());
    const open = [...model.codes.values()].filter((code) => code.status === "open" && code.until > this.#at);
    const step: Json = {
      order: `A${this.#count}`,
      customer: random.chance(0.9) ? random.pick(CUSTOMERS) : null,
      lines,
    };
    const kind = random.between(1, 6);
    if (kind === 1) Object.assign(step, { taxRate: "0.25", taxesIncluded: random.chance(0.5) });
    if (kind === 2) lines[0] = { ...lines[0], price: "120.00", discount: "20.00" };
    if (kind === 3) Object.assign(step, { discount: "0.50" });
    const code = open.length > 0 && random.chance(0.6) ? random.pick(open) : null;
    if (code !== null && kind > 3) {
      lines.push({ product: "sofa", price: "2000.00", quantity: 2 });
      Object.assign(step, { code: code.name });
    }
    if (random.chance(0.3)) Object.assign(step, { shipping: "49.00" });
    if (random.chance(0.25)) Object.assign(step, { status: random.pick(["pending", "authorized"]) });
    if (random.chance(0.05)) Object.assign(step, { test: true });
    this.add(step);
  }

  #pickOrder(suits: (order: Order) => boolean): Order | null {
    const orders = [...this.model.orders.values()].filter((order) => !order.gone && suits(order));
    return orders.length === 0 ? null : this.random.pick(orders);
  }

  pay(): void {
    const order = this.#pickOrder((one) => tendered(one) < orderTotal(one));
    if (order === null) return;
    if (order.paidAt === null && this.random.chance(0.3)) this.add({ void: order.id });
    else this.add({ pay: order.id });
  }

  refund(): void {
    const { random } = this;
    const order = this.#pickOrder(
      (one) => one.paidAt !== null && !isAllReturned(one) && tendered(one) >= orderTotal(one),
    );
    if (order === null) return;
    if (random.chance(0.2)) {
      this.add({ cancel: order.id, refund: true });
      return;
    }
    const lines = order.lines.flatMap((line, index) => {
      const left = line.quantity - line.refunded;
      return left > 0 && random.chance(0.6) ? [{ line: index, quantity: random.between(1, left) }] : [];
    });
    if (lines.length > 0 && order.typedRefunds === 0n) this.add({ refund: order.id, lines });
    else if (
      random.chance(0.5) &&
      order.typedRefunds === 0n &&
      orderTotal(order) > 5_000n &&
      order.lines.every((line) => line.refunded === 0)
    )
      this.add({ refund: order.id, amount: "10.00" });
  }

  edit(): void {
    const plain = (one: Order): boolean =>
      one.input.taxRate === "0" && one.input.code === undefined && one.input.discount === "0.00";
    const whole = (one: Order): boolean => one.lines.every((line) => line.refunded === 0 && line.discount === 0n);
    const order = this.#pickOrder((one) => plain(one) && whole(one) && one.typedRefunds === 0n && one.paidAt !== null);
    if (order === null) return;
    const line = order.lines[0];
    const paid = order.lines.every((one) => one.paid === one.quantity);
    if (paid && this.random.chance(0.5) && line !== undefined && line.quantity > 1) {
      this.add({ edit: order.id, set: [{ line: 0, quantity: line.quantity - 1 }] });
    } else this.add({ edit: order.id, add: [this.#line()] });
  }

  exchange(): void {
    const { random, model } = this;
    const id = random.pick(CUSTOMERS);
    const times = random.between(1, 3);
    const refused = refusal(model, id, "nok-50", times);
    this.#count += 1;
    const name = `K${this.#count}`;
    this.add({ exchange: id, reward: "nok-50", times, ...(refused === null ? { as: name } : { refused }) });
  }

  undo(): void {
    const open = [...this.model.codes.values()].filter((code) => code.status === "open");
    if (open.length > 0) this.add({ undo: this.random.pick(open).name, by: this.random.pick(["customer", "staff"]) });
  }

  other(): void {
    const { random } = this;
    const id = random.pick(CUSTOMERS);
    const guest = this.#pickOrder((one) => one.customer === null);
    const unsent = this.#pickOrder(
      (one) =>
        one.fulfilledAt === null && one.paidAt !== null && one.lines.some((line) => line.quantity > line.refunded),
    );
    const known = this.#pickOrder(() => true);
    const kind = random.between(1, 6);
    if (kind <= 2 && guest !== null) this.add({ attach: guest.id, customer: id });
    else if (kind === 3 && unsent !== null) this.add({ fulfil: unsent.id });
    else if (kind === 4 && known !== null) this.add({ redeliver: known.id, times: 2, stale: random.chance(0.5) });
    else if (kind === 5) this.add({ adjust: id, points: random.pick([100, -60, 7]), reason: "by hand" });
    else this.add({ publish: { earning: { points: random.between(1, 5) } } });
  }

  tellOne(): void {
    const moves = [
      () => this.order(),
      () => this.order(),
      () => this.order(),
      () => this.pay(),
      () => this.refund(),
      () => this.refund(),
      () => this.exchange(),
      () => this.exchange(),
      () => this.undo(),
      () => this.edit(),
      () => this.other(),
    ];
    this.random.pick(moves)();
  }
}

/** The story of a seed, `length` happenings long; without its expectations for who only wants what happens. */
export function makeStory(seed: number, length: number, options: { expecting: boolean } = { expecting: true }): Story {
  const random = new Random(seed);
  const program = randomProgram(random);
  const teller = new Teller(random, new Model(program));
  teller.add({ customer: "ada", birthday: "02-20" });
  teller.wait();
  teller.add({ customer: "bob" });
  for (let told = 0; told < length; told += 1) {
    teller.wait();
    teller.tellOne();
    if (options.expecting) teller.expectations();
  }
  if (options.expecting) teller.add({ expectProof: true });
  return { name: `story of seed ${seed}`, program, steps: teller.steps };
}
