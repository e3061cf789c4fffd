import { afterAll, beforeEach, describe, expect, it, afterEach } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import { dismissNotice } from "../../app/commands/dismiss-notice.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import { publishProgram, rollBackProgram } from "../../app/commands/publish-program.ts";
import { recordCustomers } from "../../app/commands/record-customer.ts";
import { openCode, reserveCode } from "../../app/commands/codes.ts";
import { setTier } from "../../app/commands/set-tier.ts";
import { listDuePrograms, settle } from "../../app/commands/settle.ts";
import { THREE_LEVELS, oslo } from "../../app/domain/account.fixture.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { readLoyaltyView } from "../../app/queries/loyalty-view.ts";
import { readMemberHistory } from "../../app/queries/member-history.ts";
import { readOrderPoints } from "../../app/queries/order-points.ts";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { bring, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: what commands write and queries answer is what the rules say. Method: a real database for each test.

let shop: TestShop;
const open: TestShop[] = [];
beforeEach(async () => {
  shop = await openShop();
  open.push(shop);
});
afterEach(async () => {
  expect(await verifyLedger(shop.db)).toEqual([]);
});
afterAll(() => Promise.all(open.splice(0).map((each) => each.close())));

const START = oslo("01-05 10:00");

function orderAt(id: string, at: Date, given: Parameters<typeof orderOf>[0] = {}) {
  return orderOf({ ...{ id, name: `#${id}`, createdAt: at, processedAt: at, updatedAt: at, paidAt: at }, ...given });
}

describe("program versions", () => {
  it("refuse a document with a mistake whole, and keep the program in force", async () => {
    const refused = await publishProgram(shop.db, {
      ...{ programId: shop.programId, author: "test", now: START },
      patch: { earning: { points: -1, unknown: true } },
    });
    expect(refused.ok).toBe(false);
    const { version, program } = await readProgram(shop.db, { programId: shop.programId, now: START });
    expect([version, program.earning.points]).toEqual([1, 1]);
  });

  it("take effect at their time: orders are pinned to the one in force when they were paid", async () => {
    const later = oslo("01-10 00:00");
    await publishProgram(shop.db, {
      ...{
        programId: shop.programId,
        author: "test",
        now: START,
        effectiveAt: later,
        patch: { earning: { points: 3 } },
      },
    });
    await bring(shop, [orderAt("1", oslo("01-09 23:59")), orderAt("2", later)], oslo("01-11"));
    const points = async (orderId: string) =>
      (await readOrderPoints(shop.db, { programId: shop.programId, shopId: shop.shopId, orderId }))?.points;
    expect([await points("1"), await points("2")]).toEqual([100n, 300n]);
  });

  it("can be rolled back: history only grows", async () => {
    await publish(shop, { earning: { points: 5 } }, START);
    const back = await rollBackProgram(shop.db, { programId: shop.programId, version: 1, author: "test", now: START });
    expect(back).toMatchObject({ ok: true, version: 3 });
    const { program } = await readProgram(shop.db, { programId: shop.programId, now: START });
    expect(program.earning.points).toBe(1);
  });

  it("that exclude other tags begin and end exclusions when they take effect", async () => {
    const memberId = await see(shop, "7201", START, ["Wholesale"]);
    const later = oslo("01-10 00:00");
    await publishProgram(shop.db, {
      ...{ programId: shop.programId, author: "test", now: START, effectiveAt: later },
      patch: { excludeCustomers: { tags: ["wholesale"] } },
    });
    await bring(shop, [orderAt("1", oslo("01-09"))]);
    await settle(shop.db, { programId: shop.programId, now: oslo("01-10 00:01") });
    await bring(shop, [orderAt("2", oslo("01-11"))]);
    const summary = await summaryOf(shop, "7201", oslo("01-12"));
    expect([summary.participates, summary.available]).toEqual([false, 100n]);
    const refused = await reserveCode(shop.db, {
      ...{ programId: shop.programId, shopId: shop.shopId, memberId, reward: "discount", times: 1 },
      ...{ key: "click-01", code: "X1", now: oslo("01-12") },
    });
    expect(refused).toEqual({ ok: false, reason: "excluded" });
    await publish(shop, { excludeCustomers: { tags: [] } }, oslo("01-13"));
    await bring(shop, [orderAt("3", oslo("01-14"))]);
    expect((await summaryOf(shop, "7201", oslo("01-14"))).available).toBe(200n);
  });
});

describe("time", () => {
  it("is true in every answer before any job has run, and the same after days of downtime", async () => {
    await publish(shop, { earning: { holdDays: 2 }, expiry: { kind: "age", months: 1 } }, START);
    await bring(shop, [orderAt("1", START)]);
    expect(await summaryOf(shop, "7201", oslo("01-06"))).toMatchObject({ available: 0n, pending: 100n });
    expect(await summaryOf(shop, "7201", oslo("01-08"))).toMatchObject({ available: 100n, pending: 0n });
    expect(await summaryOf(shop, "7201", oslo("02-08"))).toMatchObject({ available: 0n, pending: 0n });
    const now = oslo("02-20");
    expect(await listDuePrograms(shop.db, { now })).toEqual([shop.programId]);
    expect(await settle(shop.db, { programId: shop.programId, now })).toEqual({ members: 1, done: true });
    expect(await settle(shop.db, { programId: shop.programId, now })).toEqual({ members: 0, done: true });
    expect(await listDuePrograms(shop.db, { now })).toEqual([]);
    const member = await findMember(shop.db, { shopId: shop.shopId, customerId: "7201" });
    const history = await readMemberHistory(shop.db, { ...member!, limit: 10 });
    expect(history.map(({ kind, points, at }) => [kind, points, at])).toEqual([
      ["expired", -100n, oslo("02-08 00:00")],
      ["released", 0n, oslo("01-07 10:00")],
      ["order", 100n, START],
    ]);
  });

  it("brings new levels to everybody at the first review after they were published", async () => {
    await see(shop, "7201", START);
    await publish(shop, { tiers: { levels: THREE_LEVELS } }, oslo("01-06"));
    expect((await summaryOf(shop, "7201", oslo("01-06 13:00"))).tier).toBeNull();
    await settle(shop.db, { programId: shop.programId, now: oslo("01-07 02:00") });
    expect((await summaryOf(shop, "7201", oslo("01-07 03:00"))).tier?.id).toBe("bronze");
  });
});

describe("guests", () => {
  it("earn when Shopify attaches a customer, at the tier that customer held when it was paid", async () => {
    const levels = [{ id: "bronze", name: "Bronze", threshold: "0", tag: "bronze", multiplier: "2" }];
    await publish(shop, { tiers: { levels } }, START);
    const guests = orderAt("1", oslo("01-06"), { customerId: null });
    expect((await bring(shop, [guests]))[0]).toEqual({ outcome: "applied", memberId: null });
    await see(shop, "7201", oslo("01-08"));
    const attached = { ...guests, customerId: "7201", updatedAt: oslo("01-09") };
    await bring(shop, [attached]);
    const summary = await summaryOf(shop, "7201", oslo("01-10"));
    expect(summary.available).toBe(100n);
    expect(summary.lots[0]?.availableAt).toEqual(oslo("01-09"));
  });
});

describe("merged customers", () => {
  it("are one member with both histories; late messages about the one that is gone count for the other", async () => {
    await publish(shop, { tiers: { levels: THREE_LEVELS }, earning: { bonuses: { joining: 10 } } }, START);
    const keptId = await see(shop, "1", START);
    const goneId = await see(shop, "2", START);
    await bring(shop, [orderAt("11", START, { customerId: "1", lines: [{ price: "600.00" }] })]);
    await bring(shop, [orderAt("12", START, { customerId: "2", lines: [{ price: "400.00" }] })]);
    const now = oslo("01-06");
    const code = await reserveCode(shop.db, {
      ...{ programId: shop.programId, shopId: shop.shopId, memberId: goneId, reward: "discount", times: 1 },
      ...{ key: "click-01", code: "GONE1", now },
    });
    if (!code.ok) throw new Error(code.reason);
    await openCode(shop.db, { programId: shop.programId, codeId: code.code.id, discountId: "1", now });
    const merge = () => mergeCustomers(shop.db, { shopId: shop.shopId, keptId: "1", goneId: "2", now });
    expect([await merge(), await merge()]).toEqual([keptId, keptId]);
    const summary = await summaryOf(shop, "1", now);
    expect(summary).toMatchObject({ available: 920n, reserved: 100n, tier: { id: "gold" } });
    expect(await summaryOf(shop, "2", now)).toMatchObject({ memberId: keptId, available: 920n });
    const late = orderAt("12", START, { customerId: "2", lines: [{ price: "400.00", refunded: 1 }] });
    await bring(shop, [{ ...late, updatedAt: oslo("01-07") }]);
    await bring(shop, [orderAt("13", oslo("01-07"), { customerId: "2", lines: [{ price: "50.00" }] })]);
    expect((await summaryOf(shop, "1", oslo("01-08"))).available).toBe(570n);
    const used = orderAt("14", oslo("01-08"), { customerId: "1", codes: ["gone1"], lines: [{ price: "30.00" }] });
    await bring(shop, [used]);
    expect(await summaryOf(shop, "1", oslo("01-08"))).toMatchObject({
      available: 600n,
      reserved: 0n,
      spentTotal: 100n,
    });
    const history = await readMemberHistory(shop.db, { programId: shop.programId, memberId: keptId, limit: 100 });
    expect(history.filter((entry) => entry.kind === "joining")).toHaveLength(2);
    expect(history.map((entry) => entry.order?.name)).toEqual(expect.arrayContaining(["#11", "#12", "#13"]));
  });
});

describe("deleted customers", () => {
  it("leave entries without a person, and their late orders do no harm", async () => {
    const memberId = await see(shop, "7201", START);
    await bring(shop, [orderAt("1", START)]);
    await adjustPoints(shop.db, {
      ...{
        programId: shop.programId,
        memberId,
        points: 5n,
        reason: "Ada's birthday",
        author: "staff:1",
        key: "a",
        now: START,
      },
    });
    const now = oslo("01-06");
    const forget = () => deleteCustomer(shop.db, { shopId: shop.shopId, customerId: "7201", now });
    expect([await forget(), await forget()]).toEqual([true, false]);
    expect(await findMember(shop.db, { shopId: shop.shopId, customerId: "7201" })).toBeNull();
    const refunded = orderAt("1", START, { lines: [{ price: "100.00", refunded: 1 }] });
    await bring(shop, [{ ...refunded, updatedAt: oslo("01-07") }]);
    const { rows } = await shop.db.pool.query(
      `SELECT (SELECT count(*) FROM entries)::int AS entries, (SELECT count(*) FROM entry_notes)::int AS notes,
         (SELECT count(*) FROM orders WHERE customer_id IS NOT NULL)::int AS named, (SELECT available FROM members LIMIT 1) AS available`,
    );
    expect(rows).toMatchObject([{ entries: 3, notes: 0, available: "0" }]);
  });
});

describe("staff", () => {
  it("give and take points with a reason that stands beside the entry", async () => {
    const memberId = await see(shop, "7201", START);
    const adjust = (points: bigint, key: string) =>
      adjustPoints(shop.db, {
        ...{ programId: shop.programId, memberId, points, reason: "welcome", author: "staff:1", key, now: START },
      });
    expect(await adjust(0n, "k0")).toEqual({ ok: false, reason: "zero" });
    expect(await adjust(40n, "k1")).toEqual({ ok: true, available: 40n, debt: 0n, repeated: false });
    expect(await adjust(-60n, "k2")).toEqual({ ok: true, available: 0n, debt: 20n, repeated: false });
    const [newest] = await readMemberHistory(shop.db, { programId: shop.programId, memberId, limit: 1 });
    expect(newest).toMatchObject({ kind: "adjusted", points: -60n, note: { author: "staff:1", reason: "welcome" } });
  });

  it("set tiers, and are refused tiers that there are none of", async () => {
    await publish(shop, { tiers: { levels: THREE_LEVELS } }, START);
    const memberId = await see(shop, "7201", START);
    const set = (tier: string | null, until: Date | null = null) =>
      setTier(shop.db, {
        programId: shop.programId,
        memberId,
        tier,
        until,
        lock: false,
        author: "staff:1",
        now: START,
      });
    expect(await set("platinum")).toEqual({ ok: false, reason: "unknownTier" });
    expect(await set("gold", START)).toEqual({ ok: false, reason: "endsBeforeNow" });
    expect(await set("gold")).toEqual({ ok: true, tier: "gold", before: { tier: "bronze", hold: null } });
    const view = await readLoyaltyView(shop.db, { programId: shop.programId, memberId, now: START });
    expect(view?.tierTag).toBe("gold");
    expect([...(view?.tierTags ?? [])].sort()).toEqual(["bronze", "gold", "silver"]);
    const { notices } = await summaryOf(shop, "7201", START);
    expect(notices.map((notice) => notice.tier)).toEqual(["bronze", "gold"]);
    // In the shop the last of them alone is news.
    expect(JSON.parse(view?.json ?? "")).toMatchObject({ notices: [{ kind: "reached", tier: "gold" }] });
    const first = { programId: shop.programId, memberId, noticeId: notices[0]!.id, now: START };
    expect([await dismissNotice(shop.db, first), await dismissNotice(shop.db, first)]).toEqual([true, true]);
    expect(await dismissNotice(shop.db, { ...first, noticeId: "999999" })).toBe(false);
    expect((await summaryOf(shop, "7201", START)).notices.map((notice) => notice.tier)).toEqual(["gold"]);
  });

  it("are put away with all that was told before them, and with nothing of somebody else's or about a code", async () => {
    await publish(shop, { tiers: { levels: THREE_LEVELS } }, START);
    const [memberId, otherId] = [await see(shop, "7201", START), await see(shop, "7202", START)];
    const { programId } = shop;
    const set = (tier: string) =>
      setTier(shop.db, { programId, memberId, tier, until: null, lock: false, author: "staff:1", now: START });
    await set("silver");
    await shop.db.pool.query(
      `INSERT INTO notices (program_id, member_id, kind, tier, name, at) VALUES ($1, $2, 'codeEnds', '', 'LRL7', $3)`,
      [programId, memberId, START],
    );
    await set("gold");
    const open = async (id: string) => {
      const { rows } = await shop.db.pool.query<{ told: string }>(
        `SELECT CASE kind WHEN 'codeEnds' THEN kind ELSE tier END AS told FROM notices
         WHERE program_id = $1 AND member_id = $2 AND dismissed_at IS NULL ORDER BY notices.id`,
        [programId, id],
      );
      return rows.map(({ told }) => told);
    };
    expect(await open(memberId)).toEqual(["bronze", "silver", "codeEnds", "gold"]);
    const { notices } = await summaryOf(shop, "7201", START);
    const silver = notices.find(({ tier }) => tier === "silver")!;
    expect(await dismissNotice(shop.db, { programId, memberId, noticeId: silver.id, now: START })).toBe(true);
    expect(await open(memberId)).toEqual(["codeEnds", "gold"]);
    const gold = notices.find(({ tier }) => tier === "gold")!;
    expect(await dismissNotice(shop.db, { programId, memberId: otherId, noticeId: gold.id, now: START })).toBe(false);
    expect(await dismissNotice(shop.db, { programId, memberId, noticeId: gold.id, now: START })).toBe(true);
    expect([await open(memberId), await open(otherId)]).toEqual([["codeEnds"], ["bronze"]]);
  });
});

describe("tags", () => {
  it("that arrive late change nothing that is newer, and exclusions begin and end with them", async () => {
    await publish(shop, { excludeCustomers: { tags: ["staff"] } }, START);
    await see(shop, "7201", START);
    const change = (at: Date, tags: { tagsAdded?: string[]; tagsRemoved?: string[] }) =>
      recordCustomers(shop.db, {
        customers: [{ shopId: shop.shopId, customerId: "7201", at, ...tags }],
        now: oslo("01-20"),
      });
    await change(oslo("01-10"), { tagsAdded: ["Staff"] });
    await change(oslo("01-12"), { tagsRemoved: ["staff"] });
    await change(oslo("01-11"), { tagsAdded: ["staff"] });
    expect((await summaryOf(shop, "7201", oslo("01-20"))).participates).toBe(true);
    const days = ["01-09", "01-11", "01-13"];
    await bring(
      shop,
      days.map((day, index) => orderAt(String(index + 1), oslo(day))),
      oslo("01-20"),
    );
    expect((await summaryOf(shop, "7201", oslo("01-20"))).available).toBe(200n);
  });
});
