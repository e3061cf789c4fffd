import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { endCode } from "../../app/commands/codes.ts";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import type { Exchanged } from "../../app/commands/exchange-points.ts";
import { newCode } from "../../app/commands/new-code.ts";
import { touchCode } from "../../app/domain/account.ts";
import { refusalOf, reserve } from "../../app/domain/exchange.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { changeMember } from "../../app/ledger/change-members.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import type { Gateway } from "../../app/shopify/gateway.ts";
import { Random } from "../model/random.ts";
import { addShop, bring, fillPool, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// An exchange from the pool is written by SQL alone. It must write what the engine would have written, to the last lot.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop({ max: 20 });
});
afterAll(() => shop.close());

/** Whoever asks Shopify for anything has not exchanged from the pool. */
const unreachable = new Proxy({} as Gateway, {
  get: (_, name) => () => Promise.reject(new Error(`Shopify was asked: ${String(name)}`)),
});

const newCodes = (count: number): string[] => Array.from({ length: count }, newCode);

function exchange(of: TestShop, memberId: string, key: string, now: Date, reward = "discount"): Promise<Exchanged> {
  const { programId, shopId } = of;
  return exchangePoints(of.db, { programId, shopId, memberId, reward, times: 1, key, gateway: unreachable, now });
}

async function codesLeft(of: TestShop): Promise<number> {
  const { rows } = await of.db.pool.query<{ left: number }>(
    "SELECT count(*)::int AS left FROM pool_codes WHERE program_id = $1",
    [of.programId],
  );
  return rows[0]!.left;
}

let engineCodes = 0;

/** What the engine makes of the same wish, posted at once with an open code. */
async function exchangeByEngine(
  of: TestShop,
  memberId: string,
  key: string,
  now: Date,
): Promise<string | { until: Date }> {
  const { programId, shopId } = of;
  const load = { programId, memberId, now, rewards: ["discount"] };
  const done = await changeMember<string | { until: Date }>(of.db, load, (account, timeline) => {
    const refusal = refusalOf(account, timeline, { reward: "discount", times: 1 }, now);
    if (refusal !== null) return { result: refusal, write: false };
    engineCodes += 1;
    const id = String(9_000_000 + engineCodes);
    const made = reserve(account, timeline, {
      ...{ id, shopId, code: newCode(), key, reward: "discount", times: 1, now },
    });
    Object.assign(touchCode(account, made.id), { status: "open", openedAt: now, pool: true, discountId: "1" });
    return { result: { until: made.until } };
  });
  if (done === null) throw new Error("there is no such member");
  return done;
}

/** Everything that is stored of a member, without what makes it another member. */
async function rowsOf(of: TestShop, memberId: string): Promise<object> {
  const own = async (table: string, order: string, without: string[]): Promise<unknown[]> => {
    const { rows } = await of.db.pool.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE program_id = $1 AND ${table === "members" ? "id" : "member_id"} = $2 ORDER BY ${order}`,
      [of.programId, memberId],
    );
    return rows.map(({ row }) =>
      Object.fromEntries(Object.entries(row).filter(([key]) => !["id", "member_id", ...without].includes(key))),
    );
  };
  return {
    members: await own("members", "id", ["head", "version", "next_at"]),
    entries: await own("entries", "no", ["hash", "code_id", "order_id", "key"]),
    lots: await own("lots", "no", ["order_id"]),
    codes: await own("codes", "reserved_at", ["code", "discount_id"]),
    queue: await own("sync_queue", "member_id", ["wanted"]),
  };
}

async function nextAt(of: TestShop, memberId: string): Promise<number> {
  const { rows } = await of.db.pool.query<{ at: Date }>(
    "SELECT next_at AS at FROM members WHERE program_id = $1 AND id = $2",
    [of.programId, memberId],
  );
  return rows[0]!.at.getTime();
}

const DAY_MS = 86_400_000;
const START = Date.parse("2026-01-05T09:00:00Z");

/** How many stories are told; more of them with `POOL_STORIES=100`. */
const STORIES = Number(process.env["POOL_STORIES"] ?? 12);

const EXPIRIES = [
  { kind: "none" },
  { kind: "age", months: 2 },
  { kind: "inactivity", months: 2 },
  { kind: "inactivity", months: 3 },
];

type Happening = (memberId: string, customerId: string, key: string) => Promise<unknown>;

/** Something that happens to both members alike. */
function happening(random: Random, of: TestShop, now: Date): Happening {
  const price = `${random.between(0, 180) + 20}.00`;
  const points = BigInt(random.between(0, 120) + 5) * (random.chance(0.2) ? -1n : 1n);
  const at = { createdAt: now, processedAt: now, updatedAt: now, paidAt: now };
  switch (random.between(0, 5)) {
    case 0:
      return (memberId, _, key) => {
        const { programId } = of;
        return adjustPoints(of.db, { programId, memberId, points, reason: "a test", author: "test", key, now });
      };
    case 1:
      return async (memberId, _, key) => {
        const done = await exchangeByEngine(of, memberId, key, now);
        return done;
      };
    case 2:
      return async (memberId) => {
        const { rows } = await of.db.pool.query<{ id: string }>(
          "SELECT id::text FROM codes WHERE program_id = $1 AND member_id = $2 AND status = 'open' ORDER BY reserved_at LIMIT 1",
          [of.programId, memberId],
        );
        return rows[0] && endCode(of.db, { programId: of.programId, codeId: rows[0].id, now });
      };
    default:
      return (_, customerId, key) => {
        const id = String(Number(customerId) * 1_000 + Number(key));
        return bring(of, [orderOf({ id, customerId, lines: [{ price }], ...at })], now);
      };
  }
}

function standingOf(result: Exchanged): unknown {
  return result.ok ? result.standing : null;
}

/** The same as the statement says it, from all that is known of the member. */
async function standingRead(of: TestShop, customerId: string, now: Date): Promise<unknown> {
  const { available, reserved, tier, limited } = await summaryOf(of, customerId, now);
  return { available, reserved, tier: tier?.id ?? null, limited: limited.some(({ reward }) => reward === "discount") };
}

describe("an exchange from the pool", () => {
  it("writes what the engine would have written, whatever came before", async () => {
    let taken = 0;
    for (let seed = 1; seed <= STORIES; seed += 1) {
      const random = new Random(seed);
      const of = { ...shop, ...(await addShop(shop.db)) };
      const rewards = [
        { id: "discount", type: "amount", points: random.between(0, 90) + 30, value: "50.00", codeDays: 30 },
      ];
      const expiry = random.pick(EXPIRIES);
      const inactivity = expiry.kind === "inactivity";
      const limits = random.chance(0.3) ? [{ times: random.between(0, 3) + 1, per: "month" }] : [];
      await publish(
        of,
        {
          ...{ expiry, earning: { holdDays: random.pick([0, 0, 3]) } },
          exchange: { minimumPoints: random.pick([0, 0, 60]), rewards: [{ ...rewards[0], limits }] },
        },
        new Date(START),
      );
      const members = await Promise.all(
        ["1", "2"].map(async (end) => {
          const customerId = `${seed}${end}`;
          return { customerId, memberId: await see(of, customerId, new Date(START)) };
        }),
      );
      let now = START;
      for (let step = 1; step <= 8; step += 1) {
        now += random.between(0, 25) * DAY_MS + 3_600_000;
        const happens = happening(random, of, new Date(now));
        for (const { memberId, customerId } of members) await happens(memberId, customerId, String(step));
      }
      const last = new Date(now + random.between(0, 20) * DAY_MS + 60_000);
      const [pooled, plain] = members;
      await fillPool(of, "discount", newCodes(3), last);
      const byEngine = await exchangeByEngine(of, plain!.memberId, "last", last);
      const byPool = await exchange(of, pooled!.memberId, "last", last);
      const place = `seed ${seed}`;
      if (typeof byEngine === "string") expect(byPool, place).toEqual({ ok: false, reason: byEngine });
      else {
        taken += 1;
        expect(byPool, place).toMatchObject({ ok: true, code: { pool: true, status: "open", until: byEngine.until } });
        expect(await rowsOf(of, pooled!.memberId), place).toEqual(await rowsOf(of, plain!.memberId));
        expect(await codesLeft(of), place).toBe(2);
        expect(standingOf(byPool), place).toEqual(await standingRead(of, pooled!.customerId, last));
        // Inactivity that is put off by the exchange may be looked at too soon, which finds nothing; never too late.
        const [early, exact] = [await nextAt(of, pooled!.memberId), await nextAt(of, plain!.memberId)];
        if (inactivity) expect(early, place).toBeLessThanOrEqual(exact);
        else expect(early, place).toBe(exact);
      }
    }
    expect(taken).toBeGreaterThan(STORIES / 3);
    expect(await verifyLedger(shop.db)).toEqual([]);
  });
});

/** A shop of its own with members who each have 1,000 points, and a reward "discount" for 100. */
async function openStage(
  reward: object = {},
  count = 1,
  more: object = {},
): Promise<{ of: TestShop; memberIds: string[]; customerIds: string[] }> {
  const of = { ...shop, ...(await addShop(shop.db)) };
  const rewards = [{ id: "discount", type: "amount", points: 100, value: "50.00", codeDays: 30, ...reward }];
  await publish(of, { ...more, exchange: { rewards } }, new Date(START));
  const customerIds = Array.from({ length: count }, (_, index) => String(8_000 + index));
  const memberIds: string[] = [];
  for (const customerId of customerIds) {
    memberIds.push(await see(of, customerId, new Date(START)));
    await bring(of, [orderOf({ id: customerId, customerId, lines: [{ price: "1000.00" }] })], NOW);
  }
  return { of, memberIds, customerIds };
}

const NOW = new Date(START + 3_600_000);

describe("how a member stands after an exchange", () => {
  it("is told with the code: the tier, what is set aside, and whether the reward can be taken again", async () => {
    const levels = [{ id: "silver", name: "Silver", tag: "silver", threshold: "500.00" }];
    const limits = [
      { times: 3, per: "ever" },
      { times: 2, per: "day" },
    ];
    const { of, memberIds, customerIds } = await openStage({ limits }, 1, { tiers: { levels } });
    await fillPool(of, "discount", newCodes(5), NOW);
    const told = [];
    for (const [key, at] of [
      ["first", NOW],
      ["second", new Date(NOW.getTime() + 1_000)],
    ] as const) {
      const result = await exchange(of, memberIds[0]!, key, at);
      expect(standingOf(result)).toEqual(await standingRead(of, customerIds[0]!, at));
      told.push(standingOf(result));
    }
    expect(told).toEqual([
      { available: 900n, reserved: 100n, tier: "silver", limited: false },
      { available: 800n, reserved: 200n, tier: "silver", limited: true },
    ]);
  });
});

describe("races for the pool", () => {
  it("50 parallel exchanges against a limit of one give exactly one", async () => {
    const { of, memberIds } = await openStage({ limits: [{ times: 1, per: "day" }] });
    await fillPool(of, "discount", newCodes(100), NOW);
    const clicks = Array.from({ length: 50 }, (_, click) => exchange(of, memberIds[0]!, `click-${click}`, NOW));
    const results = await Promise.all(clicks);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(new Set(results.flatMap((result) => (result.ok ? [] : [result.reason])))).toEqual(new Set(["limitReached"]));
    expect(await codesLeft(of)).toBe(99);
  });

  it("50 parallel exchanges of a balance for ten give exactly ten, each with a code of its own", async () => {
    const { of, memberIds, customerIds } = await openStage();
    await fillPool(of, "discount", newCodes(100), NOW);
    const clicks = Array.from({ length: 50 }, (_, click) => exchange(of, memberIds[0]!, `click-${click}`, NOW));
    const results = await Promise.all(clicks);
    const codes = results.flatMap((result) => (result.ok ? [result.code.code] : []));
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    expect(await summaryOf(of, customerIds[0]!, NOW)).toMatchObject({ available: 0n, reserved: 1_000n });
    expect(await verifyLedger(of.db, of)).toEqual([]);
  });

  it("the same click many times at once is one exchange", async () => {
    const { of, memberIds } = await openStage();
    await fillPool(of, "discount", newCodes(100), NOW);
    const results = await Promise.all(Array.from({ length: 12 }, () => exchange(of, memberIds[0]!, "same", NOW)));
    expect(new Set(results.map((result) => (result.ok ? result.code.code : result.reason))).size).toBe(1);
    expect(await codesLeft(of)).toBe(99);
  });

  it("30 members at once never get the same code, and the last ones get none of the pool's", async () => {
    const { of, memberIds } = await openStage({}, 30);
    await fillPool(of, "discount", newCodes(25), NOW);
    const results = await Promise.allSettled(memberIds.map((memberId) => exchange(of, memberId, "one", NOW)));
    const codes = results.flatMap((result) =>
      result.status === "fulfilled" && result.value.ok ? [result.value.code.code] : [],
    );
    expect([codes.length, new Set(codes).size, await codesLeft(of)]).toEqual([25, 25, 0]);
    // With an empty pool the discount is made at once: here, where Shopify can't be asked, that is what fails.
    const failed = results.filter((result) => result.status === "rejected");
    expect(failed.map((result) => String(result.reason))).toEqual(
      Array.from({ length: 5 }, () => "Error: Shopify was asked: createDiscount"),
    );
  });
});

describe("the pool's codes", () => {
  it("are given as the reward is at that moment: a changed reward, currency or day has a pool of its own", async () => {
    const { of, memberIds } = await openStage();
    await fillPool(of, "discount", newCodes(10), NOW);
    const take = (now: Date, key: string): Promise<string> =>
      exchange(of, memberIds[0]!, key, now).then(
        (result) => (result.ok ? "given" : result.reason),
        (error: unknown) => String(error),
      );
    const asked = "Error: Shopify was asked: createDiscount";
    expect(await take(NOW, "a")).toBe("given");
    const rewards = [{ id: "discount", type: "amount", points: 100, value: "60.00", codeDays: 30 }];
    await publish(of, { exchange: { rewards } }, new Date(NOW.getTime() + 1_000));
    const changed = new Date(NOW.getTime() + 2_000);
    expect(await take(changed, "c")).toBe(asked);
    await publish(of, { exchange: { rewards: [{ ...rewards[0], value: "50.00", points: 150 }] } }, changed);
    expect(await take(new Date(changed.getTime() + 1), "d")).toBe("given");
    await of.db.pool.query("UPDATE shops SET rate = 2 WHERE id = $1", [of.shopId]);
    expect(await take(new Date(changed.getTime() + 2), "e")).toBe(asked);
    await of.db.pool.query("UPDATE shops SET rate = NULL WHERE id = $1", [of.shopId]);
    expect(await take(new Date(changed.getTime() + 3), "f")).toBe("given");
    expect(await take(new Date(changed.getTime() + DAY_MS), "g")).toBe(asked);
  });

  it("aren't given to anybody where the reward is for the customer alone or is taken several times over", async () => {
    const { of, memberIds } = await openStage({ multiples: true });
    await fillPool(of, "discount", newCodes(10), NOW);
    const { programId, shopId } = of;
    const twice = { programId, shopId, memberId: memberIds[0]!, reward: "discount", times: 2, key: "two", now: NOW };
    await expect(exchangePoints(of.db, { ...twice, gateway: unreachable })).rejects.toThrow("createDiscount");
    expect(await codesLeft(of)).toBe(10);
  });
});
