import { describe, expect, it } from "vitest";
import { orderOf } from "../domain/order.fixture.ts";
import { orderToJson } from "../domain/order-json.ts";
import { noNews } from "../domain/account.ts";
import type { AccountRow, CodeRow, LotCells, MemberCells, OrderRow } from "./rows.ts";
import { isKept, slowColumns, tierStateToJson } from "./kept-columns.ts";
import { accountsOf, codeOf, orderRecordOf } from "./rows.ts";

// Broken if a column were read into the place of another, or a digit of an id or an amount were lost on the way.

const BIG = "9007199254740993";
const at = (second: number): Date => new Date(1_767_600_000_000 + second * 1000);
const millis = (second: number): string => String(at(second).getTime());

const LOT: LotCells = [
  "41",
  "3",
  BIG,
  "90",
  "7",
  "2",
  millis(1),
  millis(2),
  millis(3),
  millis(4),
  millis(5),
  "true",
  "order",
  "9",
  BIG,
];
const TIER_STATE = {
  hold: { by: "staff", until: at(6).toISOString(), lock: true },
  card: {
    ...{ from: at(7).toISOString(), until: at(8).toISOString(), order: "9/1" },
    basis: { from: at(9).toISOString(), until: null, without: "9/1" },
  },
  cardsEndedAt: at(10).toISOString(),
  belowSince: at(11).toISOString(),
};
const MEMBER: MemberCells = [
  ...(["3", "41", BIG, "12", "abcd", "100", "20", "30", "4"] as const),
  ...([
    "gold",
    millis(12),
    JSON.stringify(TIER_STATE),
    JSON.stringify({ joining: true, firstOrder: false, birthdayYear: 2026, tiers: ["gold"] }),
  ] as const),
  ...([
    JSON.stringify([
      [at(13).toISOString(), null],
      [at(14).toISOString(), at(15).toISOString()],
    ]),
    "true",
    "02-20",
  ] as const),
  ...([millis(16), millis(17), millis(18), millis(19), null, null, millis(20), millis(21)] as const),
];
const CODE: CodeRow = {
  ...{
    id: BIG,
    shop_id: "9",
    code: "LRL7",
    status: "used",
    reward: "nok-50",
    type: "amount",
    version: 4,
    times: 2,
    points: "200",
  },
  ...{
    value: "100.00",
    customer_only: true,
    lots: [{ lot: 3, points: "200" }],
    returned: "50",
    key: "k",
    discount_id: "77",
    pool: false,
  },
  ...{ reserved_at: at(22), opened_at: at(23).toISOString(), until: at(24), used_at: at(25), ended_at: null },
  ...{ order_shop_id: "9", order_id: "1" },
};
const row = (rest: Partial<AccountRow> = {}): AccountRow => ({
  ...{ kind: "account", body: MEMBER, lots: [LOT], codes: [CODE] },
  changes: [
    ["gold", "order", millis(26)],
    [null, "staff", millis(27)],
  ],
  contributions: [
    ["9", BIG, millis(28), "12345", "1/3", "55", "1"],
    ["9", "2", millis(29), "7", null, "0", "0"],
  ],
  ...rest,
});
const read = (given: AccountRow) => accountsOf([given]).get("41");

describe("an account as it is read", () => {
  it("has every column in its place", () => {
    const { lots, codes, contributions, tier, ...account } = read(row())?.account ?? {};
    expect(account).toEqual({
      ...{
        programId: "3",
        memberId: "41",
        version: BigInt(BIG),
        entryCount: 12,
        available: 100n,
        pending: 20n,
        reserved: 30n,
        debt: 4n,
      },
      ...{ birthday: "02-20", mergedInto: null, deletedAt: null, news: noNews() },
      bonuses: { joining: true, firstOrder: false, birthdayYear: 2026, tiers: ["gold"] },
      exclusions: [
        { from: at(13), until: null },
        { from: at(14), until: at(15) },
      ],
      tierChanges: [
        { tier: "gold", reason: "order", at: at(26) },
        { tier: null, reason: "staff", at: at(27) },
      ],
      ...{
        joinedAt: at(16),
        activeAt: at(17),
        settledAt: at(18),
        nextAt: at(19),
        createdAt: at(20),
        tellsSince: at(21),
      },
    });
    expect(tier).toEqual({
      ...{ tier: "gold", since: at(12), hold: { by: "staff", until: at(6), lock: true } },
      card: { from: at(7), until: at(8), order: "9/1", basis: { from: at(9), until: null, without: "9/1" } },
      ...{ cardsEndedAt: at(10), belowSince: at(11) },
    });
    expect([...(lots ?? [])]).toEqual([
      [
        3,
        {
          ...{
            no: 3,
            points: BigInt(BIG),
            remaining: 90n,
            inCodes: 7n,
            expired: 2n,
            availableAt: at(1),
            bornAt: at(2),
          },
          ...{
            expiresAt: at(3),
            expiredAt: at(4),
            toldUntil: at(5),
            pending: true,
            source: "order",
            order: { shopId: "9", orderId: BIG },
          },
        },
      ],
    ]);
    expect([...(codes ?? [])]).toEqual([[BIG, codeOf(CODE)]]);
    expect([...(contributions ?? [])]).toEqual([
      [
        `9/${BIG}`,
        { order: { shopId: "9", orderId: BIG }, paidAt: at(28), spend: { n: 37_036n, d: 3n }, points: 55n, orders: 1 },
      ],
      ["9/2", { order: { shopId: "9", orderId: "2" }, paidAt: at(29), spend: { n: 7n, d: 1n }, points: 0n, orders: 0 }],
    ]);
  });

  it("keeps the head of its chain, and what hardly ever changes, by which a change is noticed", () => {
    const loaded = read(row());
    expect(loaded?.head).toEqual(Buffer.from([0xab, 0xcd]));
    if (!loaded?.kept) throw new Error("nothing was kept");
    const { account, kept } = loaded;
    expect(isKept(account, true, kept)).toBe(true);
    expect(isKept(account, false, kept)).toBe(false);
    const changes = {
      ...{ tier: { ...account.tier, belowSince: null }, bonuses: { ...account.bonuses, joining: false } },
      ...{ exclusions: [], birthday: "02-21", joinedAt: at(17), mergedInto: "42", deletedAt: at(30) },
    };
    for (const [name, value] of Object.entries(changes))
      expect([name, isKept({ ...account, [name]: value }, true, kept)]).toEqual([name, false]);
    // Members share what they have read of one text: nobody can change it for another.
    expect(() => account.bonuses.tiers.push("silver")).toThrow(TypeError);
    expect(slowColumns(account, false)).toMatchObject({ excluded: false, tier: "gold" });
    expect(JSON.parse(JSON.stringify(slowColumns(account, true)))).toEqual({
      ...{ tier: "gold", tier_since: at(12).toISOString(), tier_state: TIER_STATE, birthday: "02-20", excluded: true },
      bonuses: { joining: true, firstOrder: false, birthdayYear: 2026, tiers: ["gold"] },
      exclusions: [
        [at(13).toISOString(), null],
        [at(14).toISOString(), at(15).toISOString()],
      ],
      ...{ joined_at: at(16).toISOString(), merged_into: null, deleted_at: null },
    });
  });

  it("has nothing where nothing is", () => {
    const bare: LotCells = [
      "41",
      "4",
      "1",
      "1",
      "0",
      "0",
      millis(1),
      millis(2),
      null,
      null,
      null,
      "false",
      "adjusted",
      null,
      null,
    ];
    const state = JSON.stringify({ hold: null, card: null, cardsEndedAt: null, belowSince: null });
    const body: MemberCells = [...MEMBER];
    Object.assign(body, {
      9: null,
      10: null,
      11: state,
      13: "[]",
      14: "false",
      15: null,
      16: null,
      17: null,
      19: null,
      20: "42",
      21: millis(30),
      23: null,
    });
    const loaded = read(row({ body, lots: [bare], codes: null, changes: null, contributions: null }));
    expect(loaded?.account).toMatchObject({
      ...{
        birthday: null,
        joinedAt: null,
        activeAt: null,
        nextAt: null,
        mergedInto: "42",
        deletedAt: at(30),
        tellsSince: null,
      },
      ...{ tierChanges: [], exclusions: [] },
      tier: { tier: null, since: null, hold: null, card: null, cardsEndedAt: null, belowSince: null },
    });
    expect(loaded?.account.lots.get(4)).toMatchObject({
      expiresAt: null,
      expiredAt: null,
      toldUntil: null,
      pending: false,
      order: null,
    });
    expect([loaded?.account.codes.size, loaded?.account.contributions.size]).toEqual([0, 0]);
    expect(loaded?.kept).toMatchObject({ excluded: false, mergedInto: "42", deletedAt: at(30) });
    expect(read(row({ lots: null }))?.account.lots.size).toBe(0);
  });

  it("gets the lots that were asked for beside it, and nobody gets those of others", () => {
    const done: LotCells = [...LOT];
    done[1] = "8";
    const strangers: LotCells = [...LOT];
    strangers[0] = "99";
    const accounts = accountsOf([{ kind: "lot", body: done }, row(), { kind: "lot", body: strangers }]);
    expect([...accounts.keys()]).toEqual(["41"]);
    expect([...(accounts.get("41")?.account.lots.keys() ?? [])]).toEqual([3, 8]);
  });
});

it("what of a tier has no column of its own goes as it came", () => {
  const tier = read(row())?.account.tier;
  if (!tier) throw new Error("there is no tier");
  expect(JSON.parse(JSON.stringify(tierStateToJson(tier)))).toEqual(TIER_STATE);
});

describe("a code as it is read", () => {
  it("has every column in its place", () => {
    expect(codeOf(CODE)).toEqual({
      ...{
        id: BIG,
        shopId: "9",
        code: "LRL7",
        status: "used",
        reward: "nok-50",
        type: "amount",
        version: 4,
        times: 2,
        points: 200n,
      },
      ...{
        value: "100.00",
        customerOnly: true,
        lots: [{ lot: 3, points: 200n }],
        returned: 50n,
        key: "k",
        discountId: "77",
        pool: false,
      },
      ...{
        reservedAt: at(22),
        openedAt: at(23),
        until: at(24),
        usedAt: at(25),
        endedAt: null,
        order: { shopId: "9", orderId: "1" },
      },
    });
    expect(
      codeOf({ ...CODE, opened_at: null, used_at: null, ended_at: at(31), order_shop_id: null, order_id: null }),
    ).toMatchObject({
      ...{ openedAt: null, usedAt: null, endedAt: at(31), order: null },
    });
    expect(codeOf({ ...CODE, order_id: null }).order).toBeNull();
  });
});

describe("an order as it is read", () => {
  const state = orderOf({ id: BIG });
  const stored: OrderRow = {
    ...{
      shop_id: "9",
      id: BIG,
      member_id: "41",
      customer_id: "7201",
      state: JSON.parse(JSON.stringify(orderToJson(state))) as unknown,
    },
    ...{
      version: 5,
      pinned_version: 4,
      pinned_tier: "gold",
      paid_at: at(32),
      attached_at: at(33),
      excluded: true,
      posted: "100",
    },
    ...{ postings: 2, explanation: null, spend: "10000", spend_part: "1/3", metric_points: "100", metric_orders: 1 },
  };

  it("has every column in its place", () => {
    expect(orderRecordOf(stored)).toEqual({
      ...{
        ref: { shopId: "9", orderId: BIG },
        memberId: "41",
        state,
        rowVersion: 5,
        attachedAt: at(33),
        excluded: true,
      },
      pinned: { version: 4, tier: "gold", paidAt: at(32) },
      ...{ posted: 100n, postings: 2, explanation: null },
      contribution: {
        order: { shopId: "9", orderId: BIG },
        paidAt: at(32),
        spend: { n: 30_001n, d: 3n },
        points: 100n,
        orders: 1,
      },
    });
  });

  it("counts where any of its counts is there, and only once it was paid", () => {
    const none = { spend: "0", spend_part: null, metric_points: "0", metric_orders: 0 };
    const counted = (rest: Partial<OrderRow>): boolean =>
      orderRecordOf({ ...stored, ...none, ...rest }).contribution !== null;
    expect(
      [{}, { spend: "1" }, { spend_part: "1/3" }, { metric_points: "1" }, { metric_orders: 1 }].map(counted),
    ).toEqual([false, true, true, true, true]);
    expect(counted({ spend: "1", paid_at: null })).toBe(false);
    expect(orderRecordOf({ ...stored, paid_at: null }).pinned).toBeNull();
    expect(orderRecordOf({ ...stored, pinned_version: null }).pinned).toBeNull();
    expect(orderRecordOf({ ...stored, attached_at: null }).attachedAt).toBeNull();
  });
});
