import { describe, expect, it } from "vitest";
import { Story } from "../domain/account.fixture.ts";
import { noNews } from "../domain/account.ts";
import type { Account, Entry, Lot } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import { keptOf } from "./kept-columns.ts";
import type { PostItem } from "./post.ts";
import { awardOf } from "./post-awards.ts";

// An award is written by a statement that knows few columns: whatever it doesn't know would be lost, so that nothing but an award is one.

type Given = { item: PostItem; account: Account; entry: Entry; lot: Lot; record: OrderRecord };

/** A member's second order: what awards are made of. */
function given(program: object = {}): Given {
  const story = new Story(program, "01-05 09:00").order("1");
  const { account } = story;
  account.version = 3n;
  account.news = noNews();
  const kept = keptOf(account, false);
  story.at("01-06 09:00").order("2");
  const record = story.orders.get("2")!;
  const entry = account.news.entries[0]!;
  const item: PostItem = {
    ...{ programId: "1", now: story.now, accounts: [{ account, head: Buffer.alloc(24, 1), kept }], orders: [record] },
    ...{ newCustomers: [], notes: [], audit: [], methods: [] },
  };
  return { item, account, entry, lot: account.lots.get(entry.no)!, record };
}

const isAward = ({ item }: Given): boolean => awardOf(item, item.now!) !== null;

const LATER = new Date("2026-03-01T09:00:00Z");
const ELSEWHERE = { shopId: "9", orderId: "9" };

type Change = (given: Given) => unknown;

const MORE: Record<string, Change> = {
  "no member": ({ item }) => (item.accounts = []),
  "a second member": ({ item }) => item.accounts.push(given().item.accounts[0]!),
  "no order": ({ item }) => (item.orders = []),
  "no word of orders": ({ item }) => delete item.orders,
  "a second order": ({ item }) => item.orders!.push(given().record),
  "a new customer": ({ item }) =>
    item.newCustomers!.push({ shopId: "1", customerId: "2", memberId: "1", tags: [], tagsAt: LATER }),
  "a note of staff": ({ item }) => item.notes!.push({ memberId: "1", no: 1, author: "staff:1", reason: "kind" }),
  "a line of the log": ({ item }) => item.audit!.push({ actor: "staff:1", action: "adjust", subject: "member:1" }),
  "a payment method": ({ item }) => item.methods!.push({ shopId: "1", method: "cash" }),
  "a merge": ({ item }) => (item.merge = { kept: "1", gone: "2" }),
};

const OF_THE_MEMBER: Record<string, Change> = {
  "is new": ({ account }) => (account.version = 0n),
  "was read without what hardly changes": ({ item }) => delete item.accounts[0]!.kept,
  "has no entry": ({ account }) => (account.news.entries = []),
  "has a second entry": ({ account, entry }) => account.news.entries.push(entry),
  "has no changed lot": ({ account }) => account.news.lots.clear(),
  "has a second changed lot": ({ account }) => account.news.lots.add(1),
  "has no lot of the entry": ({ account, entry }) => account.lots.delete(entry.no),
  "has news of a code": ({ account }) => account.news.codes.add("1"),
  "has changed its tier": ({ account }) => account.news.tierChanges.push({ tier: null, reason: "staff", at: LATER }),
  "has a notice": ({ account }) => account.news.notices.push({ kind: "lost", tier: "a", name: "A", at: LATER }),
  "has other tags": ({ account }) => (account.news.tags = true),
  "has nothing to be seen": ({ account }) => (account.news.seen = false),
  "has another tier": ({ account }) => (account.tier = { ...account.tier }),
  "has another bonus": ({ account }) => (account.bonuses = { ...account.bonuses }),
  "has other exclusions": ({ account }) => (account.exclusions = [...account.exclusions]),
  "is excluded by now": ({ account }) => account.exclusions.push({ from: new Date(0), until: null }),
  "has a birthday": ({ account }) => (account.birthday = "01-01"),
  "has joined": ({ account }) => (account.joinedAt = LATER),
  "was merged": ({ account }) => (account.mergedInto = "2"),
  "was deleted": ({ account }) => (account.deletedAt = LATER),
};

const OF_THE_ENTRY: Record<string, Change> = {
  "is of another kind": ({ entry }) => (entry.kind = "firstOrder"),
  "is the order's second posting": ({ entry }) => (entry.posting = 2),
  "is held in part": ({ entry, lot }) => [(entry.pending = 1n), (lot.pending = true)],
  "moves points in codes": ({ entry }) => (entry.reserved = 1n),
  "pays a debt": ({ entry }) => (entry.debt = -1n),
  "names a code": ({ entry }) => (entry.codeId = "1"),
  "names lots": ({ entry }) => (entry.lots = []),
  "has a key": ({ entry }) => (entry.key = "k"),
  "is of another version": ({ entry }) => (entry.version = 2),
  "is of an order of another shop": ({ entry }) => (entry.order = { ...entry.order!, shopId: "9" }),
  "is of another order": ({ entry }) => (entry.order = { ...entry.order!, orderId: "9" }),
  "is of no order": ({ entry }) => (entry.order = null),
};

const OF_THE_LOT: Record<string, Change> = {
  "was taken from": ({ lot }) => (lot.remaining -= 1n),
  "lies in a code": ({ lot }) => (lot.inCodes = 1n),
  "has expired in part": ({ lot }) => (lot.expired = 1n),
  "has expired": ({ lot }) => (lot.expiredAt = LATER),
  "was told of": ({ lot }) => (lot.toldUntil = LATER),
  "is of another kind": ({ lot }) => (lot.source = "adjusted"),
  "is larger than its entry": ({ lot }) => [(lot.points += 1n), (lot.remaining += 1n)],
  "is held though its entry isn't": ({ lot }) => (lot.pending = true),
  "could be used later than it was born": ({ lot }) => (lot.availableAt = LATER),
};

const OF_THE_ORDER: Record<string, Change> = {
  "is known": ({ record }) => (record.rowVersion = 1),
  "was attached later": ({ record }) => (record.attachedAt = LATER),
  "is left out": ({ record }) => (record.excluded = true),
  "has no explanation": ({ record }) => (record.explanation = null),
  "isn't pinned": ({ record }) => (record.pinned = null),
  "has other points posted": ({ record }) => (record.posted += 1n),
  "was posted twice": ({ record }) => (record.postings = 2),
  "is of somebody else": ({ record }) => (record.memberId = "2"),
  "is another": ({ record }) => (record.ref = ELSEWHERE),
};

describe("an award", () => {
  it("is a new order's credit for a member who is there", () => {
    const plain = given();
    const award = awardOf(plain.item, plain.item.now!);
    expect(award).toMatchObject({ entry: plain.entry, lot: plain.lot, record: plain.record, account: plain.account });
    expect(award?.head).toEqual(Buffer.alloc(24, 1));
    expect(award?.pinned).toBe(plain.record.pinned);
  });

  it("may be held whole, and its item may leave out what it brings nothing of", () => {
    const held = given({ earning: { holdDays: 14 } });
    expect(held.entry.pending).toBe(held.entry.points);
    const { newCustomers: _customers, notes: _notes, audit: _audit, methods: _methods, ...item } = held.item;
    expect(awardOf(item, item.now!)).not.toBeNull();
  });

  it("held for a lot that isn't is none", () => {
    const held = given({ earning: { holdDays: 14 } });
    held.lot.pending = false;
    expect(isAward(held)).toBe(false);
  });

  it.each([
    ...Object.entries(MORE).map(([name, change]) => [`with ${name}`, change] as const),
    ...Object.entries(OF_THE_MEMBER).map(([name, change]) => [`whose member ${name}`, change] as const),
    ...Object.entries(OF_THE_ENTRY).map(([name, change]) => [`whose entry ${name}`, change] as const),
    ...Object.entries(OF_THE_LOT).map(([name, change]) => [`whose lot ${name}`, change] as const),
    ...Object.entries(OF_THE_ORDER).map(([name, change]) => [`whose order ${name}`, change] as const),
  ])("%s is none", (_, change) => {
    const changed = given();
    change(changed);
    expect(isAward(changed)).toBe(false);
  });
});
