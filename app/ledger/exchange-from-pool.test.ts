import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { adjustPoints } from "../commands/adjust-points.ts";
import { poolTerms } from "../commands/pool-discount.ts";
import { codeUntil } from "../domain/exchange.ts";
import type { Reward } from "../domain/program.ts";
import { findReward } from "../domain/program.ts";
import { recording } from "../../tests/setup/recording.ts";
import { addShop, fillPool, openShop, OPENED, publish, see } from "../../tests/ledger/shop.ts";
import type { TestShop } from "../../tests/ledger/shop.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { exchangeFromPool } from "./exchange-from-pool.ts";
import type { PoolExchange, PoolOutcome } from "./exchange-from-pool.ts";
import { loadAccounts } from "./load-accounts.ts";
import { loadTimeline, revisionOf } from "./programs.ts";

// What the statement says of each wish must reach the wish that it belongs to, and what is asked of it must be what was wished.

const HOUR = 3_600_000;
const NOW = new Date(OPENED.getTime() + 30 * HOUR);
const REWARD = { id: "discount", type: "amount", points: 100, value: "50.00", codeDays: 30 };
const CODES = ["AAAA-1", "BBBB-2", "CCCC-3", "DDDD-4", "EEEE-5", "FFFF-6"];

let first: TestShop;
let of: TestShop;
beforeAll(async () => {
  first = await openShop({ max: 2 });
});
beforeEach(async () => {
  of = { ...first, ...(await addShop(first.db)) };
});
afterAll(() => first.close());

/** A member with points of two lots, the older ones first; those of the second can be used an hour later. */
async function member(customerId: string, older: bigint, newer = 0n): Promise<string> {
  const memberId = await see(of, customerId, OPENED);
  const { programId } = of;
  for (const [index, points] of [older, newer].entries()) {
    if (points === 0n) continue;
    const now = new Date(OPENED.getTime() + (index + 2) * HOUR);
    await adjustPoints(of.db, { programId, memberId, points, reason: "a gift", author: "test", key: `${index}`, now });
  }
  return memberId;
}

/** A program with the reward, published before anybody has points, and a pool with some codes. */
async function offer(reward: object = {}, program: object = {}): Promise<void> {
  await publish(of, { ...program, exchange: { rewards: [{ ...REWARD, ...reward }] } }, OPENED);
  await fillPool(of, "discount", CODES, NOW);
}

async function wish(memberId: string, key: string, more: Partial<PoolExchange> = {}): Promise<PoolExchange> {
  const { programId, shopId } = of;
  const { program, version } = await readProgram(of.db, { programId, now: NOW });
  const reward = findReward(program, "discount") as Reward;
  const revision = revisionOf(await loadTimeline(of.db.pool, programId)) ?? "";
  return {
    ...{ programId, shopId, memberId, key, reward, version, revision, now: NOW, minimumPoints: 0, value: "50.00" },
    ...{
      terms: poolTerms(reward, program),
      until: codeUntil(reward, NOW, program.timeZone),
      limits: [],
      inactivity: null,
    },
    ...more,
  };
}

const take = (wishes: PoolExchange[], pivot = ""): Promise<PoolOutcome[]> =>
  exchangeFromPool(of.db.pool, wishes, () => pivot);
const outcomes = (answers: PoolOutcome[]): string[] =>
  answers.map((answer) => (answer.outcome === "done" ? answer.code.code : answer.outcome));

/** The same, with how many statements it took. */
async function counted(wishes: PoolExchange[]): Promise<{ answers: PoolOutcome[]; statements: number }> {
  const { db, statements } = recording(of.db);
  const answers = await exchangeFromPool(db.pool, wishes, () => "");
  return { answers, statements: statements.length };
}

describe("codes taken together out of a pool", () => {
  it("are each as the database keeps it, with the lots that paid for it", async () => {
    await offer();
    const memberId = await member("1", 60n, 90n);
    const [done] = await take([await wish(memberId, "key-0001")]);
    if (done?.outcome !== "done") throw new Error(`the exchange was ${done?.outcome ?? "not answered"}`);
    const { code, standing } = done;
    const stored = (await loadAccounts(of.db.pool, of.programId, [memberId])).get(memberId)?.account.codes.get(code.id);
    expect(code).toEqual(stored);
    expect(code).toMatchObject({
      ...{ status: "open", reward: "discount", type: "amount", points: 100n, times: 1, value: "50.00", returned: 0n },
      ...{
        key: "key-0001",
        customerOnly: false,
        pool: true,
        reservedAt: NOW,
        openedAt: NOW,
        usedAt: null,
        endedAt: null,
        order: null,
      },
      lots: [
        { lot: 1, points: 60n },
        { lot: 2, points: 40n },
      ],
    });
    expect(standing).toEqual({ available: 50n, reserved: 100n, tier: null, limited: false });
  });

  it("belong to whoever wished, also beside somebody who is refused", async () => {
    await offer();
    const [rich, poor, other] = [await member("1", 250n), await member("2", 99n), await member("3", 120n)];
    const wishes = await Promise.all([rich, poor, other].map((memberId) => wish(memberId, "key-0001")));
    const { answers, statements } = await counted([...wishes, await wish("999999999", "key-0001")]);
    expect(statements).toBe(1);
    expect(outcomes(answers).map((each) => (CODES.includes(each) ? "code" : each))).toEqual([
      "code",
      "other",
      "code",
      "other",
    ]);
    expect(answers.map((answer) => (answer.outcome === "done" ? answer.standing.available : null))).toEqual([
      150n,
      null,
      20n,
      null,
    ]);
    expect(new Set(outcomes(answers)).size).toBe(3);
  });

  it("are looked for from the pivot on, and from the beginning where none lies behind it", async () => {
    await offer();
    const memberId = await member("1", 900n);
    expect(outcomes(await take([await wish(memberId, "key-0001")], "CCCC"))).toEqual(["CCCC-3"]);
    expect(outcomes(await take([await wish(memberId, "key-0002")], "ZZZZ"))).toEqual(["AAAA-1"]);
    expect(outcomes(await take([await wish(memberId, "key-0003")]))).toEqual(["BBBB-2"]);
  });

  it("are two for one member who wishes twice in one call, as long as the points last", async () => {
    await offer();
    const memberId = await member("1", 250n);
    const wishes = [];
    for (const key of ["key-0001", "key-0002", "key-0003"]) wishes.push(await wish(memberId, key));
    const { answers, statements } = await counted(wishes);
    expect([outcomes(answers), statements]).toEqual([["AAAA-1", "BBBB-2", "other"], 3]);
    expect(answers.flatMap((answer) => (answer.outcome === "done" ? [answer.code.key] : []))).toEqual([
      "key-0001",
      "key-0002",
    ]);
  });

  it("are one for a key, however often it is wished", async () => {
    await offer();
    const memberId = await member("1", 900n);
    const again = await wish(memberId, "key-0001");
    expect(outcomes(await take([again, again]))).toEqual(["AAAA-1", "other"]);
  });
});

describe("no code is given", () => {
  it("where none is left, and the last ones go to some of those who wish", async () => {
    await offer();
    const members = await Promise.all(Array.from({ length: 8 }, (_, index) => member(`${index + 1}`, 100n)));
    const answers = await take(await Promise.all(members.map((memberId) => wish(memberId, "key-0001"))));
    expect(outcomes(answers).filter((each) => each === "empty")).toHaveLength(2);
    expect(new Set(outcomes(answers).filter((each) => each !== "empty"))).toEqual(new Set(CODES));
  });

  it("for terms or an end that the pool does not have", async () => {
    await offer();
    const memberId = await member("1", 900n);
    expect(outcomes(await take([await wish(memberId, "key-0001", { terms: "others" })]))).toEqual(["empty"]);
    expect(outcomes(await take([await wish(memberId, "key-0002", { until: NOW })]))).toEqual(["empty"]);
  });

  it("at another revision, below the least balance, without the tier, and when the limit is reached", async () => {
    await offer();
    const memberId = await member("1", 150n);
    const { reward } = await wish(memberId, "key-0001");
    const refused: [Partial<PoolExchange>, string][] = [
      [{ revision: "0" }, "stale"],
      [{ minimumPoints: 151 }, "other"],
      [{ reward: { ...reward, tiers: ["gold"] } }, "other"],
      [{ limits: [{ times: 0, since: null }] }, "other"],
    ];
    for (const [more, outcome] of refused)
      expect(outcomes(await take([await wish(memberId, "key-0001", more)])), JSON.stringify(Object.keys(more))).toEqual(
        [outcome],
      );
    expect(outcomes(await take([await wish(memberId, "key-0001", { minimumPoints: 150 })]))).toEqual(["AAAA-1"]);
  });

  it("again within a limit's span, and again after it", async () => {
    await offer();
    const memberId = await member("1", 900n);
    const limited = (since: Date | null) => ({ limits: [{ times: 1, since }] });
    const [done] = await take([await wish(memberId, "key-0001", limited(null))]);
    expect(done).toMatchObject({ outcome: "done", standing: { limited: true } });
    expect(outcomes(await take([await wish(memberId, "key-0002", limited(null))]))).toEqual(["other"]);
    expect(outcomes(await take([await wish(memberId, "key-0002", limited(NOW))]))).toEqual(["other"]);
    const after = { since: new Date(NOW.getTime() + 1), times: 1 };
    expect(outcomes(await take([await wish(memberId, "key-0002", { limits: [after] })]))).toEqual(["BBBB-2"]);
    expect(
      outcomes(await take([await wish(memberId, "key-0003", { limits: [after, { times: 2, since: null }] })])),
    ).toEqual(["other"]);
  });

  it("before what time has brought is written", async () => {
    await offer({}, { expiry: { kind: "age", months: 1 } });
    const memberId = await member("1", 150n);
    const late = new Date(OPENED.getTime() + 60 * 24 * HOUR);
    expect(outcomes(await take([await wish(memberId, "key-0001", { now: late })]))).toEqual(["due"]);
  });
});

describe("where points end by inactivity, those go first that end first", () => {
  const inactivity = { since: OPENED, months: 3, timeZone: "Europe/Oslo" };
  // Both lots were last moved on 1 January, so that the one without a date ends with 1 April in Oslo.
  it.each([
    ["2026-03-01T12:00:00Z", inactivity, [1, 2]],
    ["2026-04-01T21:00:00Z", inactivity, [1, 2]],
    ["2026-04-01T23:00:00Z", inactivity, [2, 1]],
    ["2026-04-01T23:00:00Z", { ...inactivity, timeZone: "UTC" }, [1, 2]],
    ["2026-04-01T23:00:00Z", { ...inactivity, since: new Date("2026-01-03T12:00:00Z") }, [1, 2]],
    ["2026-04-01T23:00:00Z", null, [1, 2]],
  ])("the one with a date ends at %s", async (expiresAt, rule, order) => {
    await offer();
    const memberId = await member("1", 60n, 90n);
    await of.db.pool.query("UPDATE lots SET expires_at = $3 WHERE program_id = $1 AND member_id = $2 AND no = 1", [
      ...[of.programId, memberId, expiresAt],
    ]);
    const [done] = await take([await wish(memberId, "key-0001", { inactivity: rule })]);
    expect(done?.outcome === "done" ? done.code.lots.map(({ lot }) => lot) : done?.outcome).toEqual(order);
  });
});
