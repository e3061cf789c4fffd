import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../app/database.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import { LINK_TRIES, LINK_TRIES_MINUTES, makeLinkCode, withdrawLinkCode } from "../../app/commands/link-codes.ts";
import { linkShop, planLink } from "../../app/commands/link-shop.ts";
import { leaveProgram } from "../../app/commands/leave-program.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import { uninstallShop } from "../../app/commands/uninstall-shop.ts";
import { drainInbox } from "../../app/jobs/inbox.ts";
import { moveLinkedShops } from "../../app/jobs/link-shops.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { TwoShops } from "../setup/two-shops.ts";
import type { ShopName } from "../setup/two-shops.ts";

// Broken if shops that a merchant links did not share their customers (rule 23), or if linking gave or took a single point.

const TIERS = {
  tiers: {
    levels: [
      { id: "silver", name: "Silver", threshold: "0", tag: "silver" },
      { id: "gold", name: "Gold", threshold: "1000.00", tag: "gold", multiplier: "2", entryBonus: 50 },
    ],
  },
};
const OTHER_TIERS = {
  earning: { points: 2, bonuses: { joining: 7 } },
  tiers: { levels: [{ id: "vip", name: "VIP", threshold: "100.00", tag: "vip", entryBonus: 5 }] },
};

let testing: TestDatabase;
let db: Database;
let shops: TwoShops;
beforeAll(async () => {
  testing = await testDatabase();
  db = openDatabase(testing.url, { max: 12 });
});
afterAll(async () => {
  await closeDatabase(db);
  await testing.drop();
});
afterEach(() => shops.close());

async function tagsOf(of: ShopName, customerId: string): Promise<string[]> {
  return shops[of].store.shop.state.customers[customerId]?.tags ?? [];
}

function metafieldOf(of: ShopName, customerId: string): { balance?: number; tier?: string | null } {
  const found = Object.values(shops[of].store.shop.state.metafields).find(
    (metafield) => metafield.ownerId === `gid://shopify/Customer/${customerId}` && metafield.key === "loyalty",
  );
  return JSON.parse(found?.value ?? "{}") as { balance?: number };
}

describe("the code", () => {
  const ask = (of: ShopName) => ({ shopId: shops[of].shop.id, now: shops.now() });
  const make = async (of: ShopName): Promise<string> =>
    (await makeLinkCode(db, { ...(await shops.program(of)), author: "staff:1", now: shops.now() })).code;

  it("is refused where it is wrong, one's own, withdrawn, used, too old, or its shop has gone", async () => {
    shops = await TwoShops.open(db);
    expect(await planLink(db, { ...ask("b"), code: "AAAA-AAAA-AAAA-AAAA" })).toEqual({
      ok: false,
      reason: "unknownCode",
    });
    const own = await make("b");
    expect(await planLink(db, { ...ask("b"), code: own })).toEqual({ ok: false, reason: "ownCode" });
    const first = await make("a");
    const second = await make("a");
    expect(await planLink(db, { ...ask("b"), code: first })).toEqual({ ok: false, reason: "unknownCode" });
    expect(await planLink(db, { ...ask("b"), code: ` ${second.toLowerCase().replaceAll("-", " ")}` })).toMatchObject({
      ok: true,
    });
    await withdrawLinkCode(db, { ...(await shops.program("a")), author: "staff:1", now: shops.now() });
    expect(await planLink(db, { ...ask("b"), code: second })).toEqual({ ok: false, reason: "unknownCode" });
    const third = await make("a");
    shops.pass(3_600);
    expect(await planLink(db, { ...ask("b"), code: third })).toEqual({ ok: false, reason: "unknownCode" });
    const fourth = await make("a");
    await uninstallShop(db, { domain: shops.a.shop.domain, now: shops.now() });
    expect(await planLink(db, { ...ask("b"), code: fourth })).toEqual({ ok: false, reason: "hostGone" });
    const { rows } = await db.pool.query<{ code_hash: Buffer }>("SELECT code_hash FROM link_codes");
    for (const { code_hash: hash } of rows) expect(hash.toString("utf8")).not.toContain(fourth.slice(0, 4));
  });

  it("cannot be guessed at: a shop that was wrong five times waits, even with the right one, and guesses at once are all counted", async () => {
    shops = await TwoShops.open(db);
    const right = await make("a");
    const guesses = Array.from({ length: 2 * LINK_TRIES }, (_, index) =>
      planLink(db, { ...ask("b"), code: `WRONG-${index}` }),
    );
    const reasons = (await Promise.all(guesses)).map((answer) => (answer.ok ? "ok" : answer.reason));
    expect(reasons.filter((reason) => reason === "unknownCode")).toHaveLength(LINK_TRIES);
    expect(reasons.filter((reason) => reason === "tooManyTries")).toHaveLength(LINK_TRIES);
    expect(await planLink(db, { ...ask("b"), code: right })).toEqual({ ok: false, reason: "tooManyTries" });
    shops.pass(LINK_TRIES_MINUTES * 60);
    expect(await planLink(db, { ...ask("b"), code: right })).toMatchObject({ ok: true });
  });

  it("works once: of two who enter it at once one is linked; repeated, crossed and further links are refused in words", async () => {
    shops = await TwoShops.open(db);
    const code = await make("a");
    const link = (of: ShopName, by: string) => linkShop(db, { ...ask(of), code: by, rate: null, author: "staff:2" });
    const crossed = await make("b");
    const answers = await Promise.all([link("b", code), link("b", code), link("a", crossed)]);
    const linked = answers.filter((answer) => answer.ok).length;
    expect(linked).toBeLessThanOrEqual(1);
    // Where each held its own shop while it asked for the other's, all were refused, and whoever tries again is linked.
    if (linked === 0) expect(await link("b", code)).toMatchObject({ ok: true });
    const again = await make("a");
    expect(await link("b", again)).toMatchObject({ ok: false });
    await shops.moved();
    expect(await link("b", await make("a"))).toEqual({ ok: false, reason: "alreadyLinked" });
    const c = await TwoShops.open(db);
    const codeOfC = (await makeLinkCode(db, { ...(await c.program("a")), author: "staff:9", now: shops.now() })).code;
    expect(await link("b", codeOfC)).toEqual({ ok: false, reason: "leaveFirst" });
    await c.close();
    const log = await db.pool.query<{ action: string; program_id: string }>(
      "SELECT action, program_id::text FROM audit_log WHERE action LIKE 'link%'",
    );
    expect(new Set(log.rows.map((row) => row.program_id)).size).toBe(2);
  });

  it("waits for work on many members, and asks for a rate where the currencies differ", async () => {
    shops = await TwoShops.open(db, { b: { currency: "EUR" } });
    const { programId } = await shops.program("b");
    await db.pool.query("UPDATE shops SET currency = 'EUR' WHERE id = $1", [shops.b.shop.id]);
    const code = await make("a");
    for (const rate of [null, "0", "-3", "1e3", "11,5", "12345678901"]) {
      const answer = await linkShop(db, { ...ask("b"), code, rate, author: "staff:2" });
      expect(answer).toEqual({ ok: false, reason: "rateMissing" });
    }
    await db.pool.query("INSERT INTO tier_reviews (program_id, kind, status, at) VALUES ($1, 'asked', 'moving', $2)", [
      programId,
      shops.now(),
    ]);
    expect(await planLink(db, { ...ask("b"), code })).toEqual({ ok: false, reason: "workUnderway" });
    await db.pool.query("DELETE FROM tier_reviews WHERE program_id = $1", [programId]);
    expect(await linkShop(db, { ...ask("b"), code, rate: "11.5", author: "staff:2" })).toMatchObject({ ok: true });
  });
});

describe("linked shops", () => {
  it("share a customer by verified address: one balance, one tier, tags and metafields in both, later refunds at the old rules", async () => {
    shops = await TwoShops.open(db, { a: TIERS, b: OTHER_TIERS });
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    const eveB = await shops.customer("b", "eve");
    await shops.order("a", adaA, "400.00");
    const second = await shops.order("b", adaB, "700.00");
    const eves = await shops.order("b", eveB, "150.00");
    expect(await tagsOf("b", adaB)).toEqual(["vip"]);
    await shops.link();

    expect(await shops.member("a", adaA)).toBe(await shops.member("b", adaB));
    // 400 in A; 2 × 700, 7 for joining and 5 for VIP in B; and what both bought lifts to gold: 50.
    const ada = await shops.summary("a", adaA);
    expect(ada.available).toBe(400n + 1_400n + 7n + 5n + 50n);
    expect(ada.tier?.id).toBe("gold");
    expect([await tagsOf("a", adaA), await tagsOf("b", adaB), await tagsOf("b", eveB)]).toEqual([
      ["gold"],
      ["gold"],
      ["silver"],
    ]);
    for (const each of ["a", "b"] as const) {
      expect(metafieldOf(each, each === "a" ? adaA : adaB)).toMatchObject({ balance: 1_862, tier: "gold" });
    }
    // Nobody is told of a tier and given a bonus because a shop has moved.
    const eve = await shops.summary("b", eveB);
    expect(eve).toMatchObject({ available: 312n, notices: [] });
    expect(await shops.verify()).toEqual([]);

    await shops.later(60);
    await shops.refund("b", eves);
    expect((await shops.summary("b", eveB)).available).toBe(12n);
    await shops.refund("b", second);
    expect((await shops.summary("a", adaA)).available).toBe(462n);
    await shops.order("b", adaB, "10.00");
    expect((await shops.summary("a", adaA)).available).toBe(482n);
    expect(await shops.verify()).toEqual([]);
  });

  it("join who appears later, never who is not verified, and a changed address parts nobody", async () => {
    shops = await TwoShops.open(db);
    const adaA = await shops.customer("a", "ada");
    await shops.link();
    const adaB = await shops.customer("b", "ada");
    expect(await shops.member("b", adaB)).toBe(await shops.member("a", adaA));
    const bobA = await shops.customer("a", "bob");
    const bobB = await shops.customer("b", "bob", { verifiedEmail: false });
    expect(await shops.member("b", bobB)).not.toBe(await shops.member("a", bobA));
    shops.b.store.shop.updateCustomer(bobB, { verifiedEmail: true });
    await shops.quiet();
    expect(await shops.member("b", bobB)).toBe(await shops.member("a", bobA));
    shops.b.store.shop.updateCustomer(bobB, { email: "robert@example.com" });
    await shops.quiet();
    expect(await shops.member("b", bobB)).toBe(await shops.member("a", bobA));
    // Somebody else now has the address that Bob had: they are not taken for him, because he has a customer in the shop.
    const other = await shops.customer("b", "bob");
    expect(await shops.member("b", other)).not.toBe(await shops.member("a", bobA));
    const { rows } = await db.pool.query("SELECT FROM audit_log WHERE action = 'notJoined'");
    expect(rows).toHaveLength(1);
    const kept = await db.pool.query<{ text: string }>(
      "SELECT string_agg(a::text, ' ') AS text FROM customer_addresses a",
    );
    expect(kept.rows[0]?.text).not.toContain("example");
    expect(await shops.verify()).toEqual([]);
  });

  it("joins two who appear in both shops at once, once, and those who order before they are known", async () => {
    shops = await TwoShops.open(db, { a: { earning: { bonuses: { joining: 10, firstOrder: 3 } } } });
    await shops.link();
    for (const each of ["a", "b"] as const)
      shops[each].store.shop.createCustomer({ firstName: "ada", email: "ada@example.com" });
    await Promise.all([shops.quiet(), shops.quiet()]);
    await shops.quiet();
    const [a] = Object.keys(shops.a.store.shop.state.customers);
    const [b] = Object.keys(shops.b.store.shop.state.customers);
    expect(await shops.member("a", a!)).toBe(await shops.member("b", b!));
    await shops.order("a", a!, "100.00");
    await shops.order("b", b!, "100.00");
    // Either joined by themselves before they were known to be one: both bonuses are there, and the first order's once.
    expect((await shops.summary("a", a!)).available).toBe(223n);
    expect(await shops.verify()).toEqual([]);
  });

  it("exchange in either shop, the code being the shop's where it was made; it is used there and comes back there", async () => {
    shops = await TwoShops.open(db);
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    await shops.order("a", adaA, "300.00");
    const before = await exchange("b", adaB);
    expect(before).toEqual({ ok: false, reason: "tooFewPoints" });
    await shops.link();
    const made = await exchange("b", adaB);
    if (!made.ok) throw new Error(made.reason);
    expect(shops.b.store.shop.state.discounts).not.toEqual({});
    expect(metafieldOf("a", adaA)).toMatchObject({ balance: 300 });
    await shops.quiet();
    expect(metafieldOf("a", adaA)).toMatchObject({ balance: 200 });
    const used = await shops.order("b", adaB, "80.00", [made.code.code]);
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 230n, reserved: 0n });
    await shops.refund("b", used);
    expect(await shops.summary("a", adaA)).toMatchObject({ available: 300n, reserved: 0n });
    expect(await shops.verify()).toEqual([]);
  });

  it("bring open codes along, count another currency at its rate, and keep out who carries an excluded tag in either", async () => {
    shops = await TwoShops.open(db, { a: { ...TIERS, excludeCustomers: { tags: ["staff"] } }, b: { currency: "EUR" } });
    shops.b.store.shop.state.info.currency = "EUR";
    await db.pool.query("UPDATE shops SET currency = 'EUR' WHERE id = $1", [shops.b.shop.id]);
    const adaB = await shops.customer("b", "ada");
    const samA = await shops.customer("a", "sam");
    const samB = await shops.customer("b", "sam", { tags: ["staff"] });
    const first = await shops.order("b", adaB, "120.00");
    const made = await exchange("b", adaB);
    if (!made.ok) throw new Error(made.reason);
    await shops.link("10");
    // 120 € were 120 points; they count 1,200 kroner for the tier.
    const ada = await shops.summary("b", adaB);
    expect(ada).toMatchObject({ available: 20n, reserved: 100n });
    expect(ada.tier?.id).toBe("gold");
    expect((await shops.summary("a", samA)).participates).toBe(false);
    expect(await shops.member("a", samA)).toBe(await shops.member("b", samB));
    // 10 € are 100 kroner at gold's rate.
    await shops.later(60);
    await shops.order("b", adaB, "10.00");
    expect((await shops.summary("b", adaB)).available).toBe(220n);
    // A refund of what was bought before is told in the currency of then, and counts in the program's.
    await shops.refund("b", first);
    expect((await shops.summary("b", adaB)).available).toBe(100n);
    await shops.later(2 * 86_400);
    expect((await shops.summary("b", adaB)).tier?.id).toBe("silver");
    const second = await shops.order("b", adaB, "60.00", [made.code.code]);
    expect(second).not.toBe("");
    expect(await shops.summary("b", adaB)).toMatchObject({ reserved: 0n });
    expect(await shops.verify()).toEqual([]);
  });

  it("work off webhooks that came while the members moved, with nothing lost", async () => {
    shops = await TwoShops.open(db, { a: TIERS });
    const adaB = await shops.customer("b", "ada");
    const first = await shops.order("b", adaB, "100.00");
    await shops.begin();
    await shops.order("b", adaB, "50.00");
    await shops.customer("b", "eve");
    await shops.refund("b", first);
    await shops.order("b", null, "70.00");
    expect((await shops.summary("b", adaB)).available).toBe(100n);
    await shops.moved();
    expect((await shops.summary("b", adaB)).available).toBe(50n);
    expect(await shops.program("b")).toEqual({ ...(await shops.program("a")), shopId: shops.b.shop.id });
    expect(await shops.verify()).toEqual([]);
  });

  it("lose nothing to a worker that had begun with the shop's webhooks before its members moved", async () => {
    shops = await TwoShops.open(db, { a: TIERS });
    const [adaA, adaB] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
    const others = await Promise.all(["bo", "cy", "di"].map((name) => shops.customer("b", name)));
    for (const id of [adaB, ...others]) await shops.order("b", id, "100.00");
    await shops.begin();
    // Such a worker does not know that the webhooks wait from now on.
    await db.pool.query("UPDATE shops SET held_since = NULL WHERE id = $1", [shops.b.shop.id]);
    for (const customerId of [adaB, ...others, null]) {
      shops.b.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "10.00" }] });
    }
    const context = shops.context();
    for (const event of shops.b.store.outbox.splice(0)) await shops.b.redeliver(event, event.id);
    await Promise.all([moveLinkedShops(context), drainInbox(context), drainInbox(context)]);
    // What was put back because its member had gone ahead is tried again.
    for (let round = 0; round < 8; round += 1) {
      shops.pass(600);
      await drainInbox(context);
    }
    await shops.moved();
    expect((await shops.summary("a", adaA)).available).toBe(110n);
    for (const id of others) expect((await shops.summary("b", id)).available).toBe(110n);
    const { rows } = await db.pool.query("SELECT FROM orders WHERE shop_id = $1 AND program_id <> $2", [
      shops.b.shop.id,
      (await shops.program("a")).programId,
    ]);
    expect(rows).toEqual([]);
    expect(await shops.verify()).toEqual([]);
  });

  it("are merged in Shopify as any customers", async () => {
    shops = await TwoShops.open(db);
    const [adaA, adaB, otherB] = [
      await shops.customer("a", "ada"),
      await shops.customer("b", "ada"),
      await shops.customer("b", "al"),
    ];
    await shops.order("a", adaA, "10.00");
    await shops.order("b", otherB, "20.00");
    await shops.link();
    await mergeCustomers(db, { shopId: shops.b.shop.id, keptId: otherB, goneId: adaB, now: shops.now() });
    expect(await shops.member("b", otherB)).toBe(await shops.member("a", adaA));
    expect((await shops.summary("a", adaA)).available).toBe(30n);
    expect(await leaveProgram(db, { shopId: shops.b.shop.id, author: "staff:2", now: shops.now() })).toMatchObject({
      ok: true,
    });
    await shops.moved();
    expect([(await shops.summary("a", adaA)).available, (await shops.summary("b", otherB)).available]).toEqual([
      10n,
      20n,
    ]);
    expect(await shops.verify()).toEqual([]);
  });
});

async function exchange(of: ShopName, customerId: string) {
  const world = shops[of];
  const member = await findMember(db, { shopId: world.shop.id, customerId });
  if (!member) throw new Error("nobody");
  const wish = { shopId: world.shop.id, reward: "nok-50", times: 1, key: `key-${customerId}-${shops.now().getTime()}` };
  return exchangePoints(db, { ...member, ...wish, gateway: world.store.gateway, now: shops.now() });
}
