import { describe, expect, it } from "vitest";
import { Story } from "../domain/account.fixture.ts";
import { noNews } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import { CHAIN_START, hashEntry } from "./chain.ts";
import { keptOf } from "./kept-columns.ts";
import type { PostItem } from "./post.ts";
import { Batch } from "./post-lists.ts";

// A batch locks members and orders in one order, whoever brings it, and tells of each what the database has to compare with.

const NOW = new Date("2026-01-09T09:00:00Z");
const HEAD = Buffer.alloc(16, 7);

type Made = { programId?: string; memberId?: string; orders?: [shopId: string, orderId: string][]; version?: bigint };

/** A member with an order of long ago and these new ones, as an item. */
function itemOf({ programId = "1", memberId = "1", orders = [], version = 3n }: Made): PostItem {
  const story = new Story({}, "01-05 09:00").order("1");
  const { account } = story;
  Object.assign(account, { programId, memberId, version, news: noNews() });
  const kept = keptOf(account, false);
  const records = orders.map(([shopId, orderId], index): OrderRecord => {
    story.at(`01-06 ${String(10 + index)}:00`).order(`n${index}`);
    const ref = { shopId, orderId };
    account.news.entries.at(-1)!.order = ref;
    return { ...story.orders.get(`n${index}`)!, ref };
  });
  return { programId, accounts: [{ account, head: HEAD, kept }], orders: records };
}

function batchOf(items: PostItem[]) {
  const batch = new Batch();
  items.forEach((item, index) => batch.add(item, index, NOW));
  const counts = batch.counts();
  const [members, heads, entries, hashes, lots, orders, states, explanations, rest] = batch.values() as [
    ...[string, Buffer, string, Buffer, string, string, string, string, string | null],
  ];
  return {
    counts,
    heads,
    hashes,
    states,
    explanations,
    ...{ members: rowsOf(members), entries: rowsOf(entries) },
    ...{ lots: rowsOf(lots), orders: rowsOf(orders), rest },
  };
}

/** The cells of an array of rows. */
const rowsOf = (literal: string): string[][] =>
  [...literal.matchAll(/\(([^)]*)\)/g)].map(([, cells = ""]) => cells.split(","));

const only = (rows: string[][], ...places: number[]): string[] =>
  rows.map((row) => places.map((place) => row[place]).join("/"));

describe("a batch", () => {
  const items = [
    itemOf({
      programId: "10",
      memberId: "7",
      orders: [
        ["2", "9"],
        ["1", "30"],
      ],
    }),
    itemOf({ programId: "9", memberId: "100", orders: [["2", "10"]] }),
    itemOf({ programId: "9", memberId: "99", orders: [["1", "4"]], version: 0n }),
    itemOf({ programId: "9", memberId: "101" }),
  ];

  it("has members by program and number, orders by program, shop and number, entries by shop and number", () => {
    const { members, orders, entries, lots } = batchOf(items);
    expect(only(members, 0, 1, 2)).toEqual(["2/9/99", "1/9/100", "3/9/101", "0/10/7"]);
    expect(only(orders, 1, 2, 3)).toEqual(["9/1/4", "9/2/10", "10/1/30", "10/2/9"]);
    expect(only(entries, 2, 10, 11)).toEqual(["99/1/4", "7/1/30", "7/2/9", "100/2/10"]);
    expect(only(lots, 2, 3)).toEqual(["99/2", "100/2", "7/2", "7/3"]);
  });

  it("has each member's chain up to their last entry, and each entry's hash beside it", () => {
    const { heads, hashes } = batchOf(items);
    const size = CHAIN_START.length;
    const first = items[0]!.accounts[0]!;
    const [one, two] = first.account.news.entries;
    const after = hashEntry(HEAD, first.account, one!, NOW);
    const last = hashEntry(after, first.account, two!, NOW);
    expect(heads.length / size).toBe(4);
    expect(heads.subarray(3 * size)).toEqual(last);
    expect(heads.subarray(2 * size, 3 * size)).toEqual(HEAD);
    expect(hashes.subarray(size, 2 * size)).toEqual(last);
    expect(hashes.subarray(2 * size, 3 * size)).toEqual(after);
    const { accounts } = itemOf({ orders: [["1", "2"]] });
    const begun = { programId: "1", accounts: [{ ...accounts[0]!, head: null }] };
    const [entry] = begun.accounts[0]!.account.news.entries;
    expect(batchOf([begun]).heads).toEqual(hashEntry(CHAIN_START, begun.accounts[0]!.account, entry!, NOW));
  });

  it("counts whom and what it found there, and says whether any entry has a key", () => {
    expect(batchOf(items).counts).toEqual([3, 0, false]);
    const known = itemOf({
      orders: [
        ["1", "2"],
        ["1", "3"],
      ],
    });
    known.orders![1]!.rowVersion = 2;
    expect(batchOf([known]).counts).toEqual([1, 1, false]);
    known.accounts[0]!.account.news.entries[0]!.key = "k";
    expect(batchOf([known, ...items]).counts).toEqual([4, 1, true]);
    expect(batchOf([{ programId: "1", accounts: [] }]).counts).toEqual([0, 0, false]);
  });

  it("parts the orders' states and explanations by line ends", () => {
    const { states, explanations } = batchOf(items);
    const names = states.split("\n").map((text) => (JSON.parse(text) as { name: string }).name);
    expect(names).toHaveLength(4);
    expect(explanations.split("\n").map((text) => typeof JSON.parse(text))).toEqual(Array(4).fill("object"));
  });

  it("writes whole only whom it has to: who is new, was not read with all columns, or has changed in one that hardly does", () => {
    const [plain, unread, other, fresh] = ["1", "2", "3", "4"].map((memberId) =>
      itemOf({ memberId, orders: [["1", memberId]] }),
    );
    delete unread!.accounts[0]!.kept;
    other!.accounts[0]!.account.birthday = "01-02";
    fresh!.accounts[0]!.account.version = 0n;
    const { members, rest } = batchOf([plain!, unread!, other!, fresh!]);
    expect(only(members, 2, 4)).toEqual(["1/false", "2/true", "3/true", "4/true"]);
    const { members: whole } = JSON.parse(rest ?? "{}") as {
      members: { id: string; head: string; birthday: string | null }[];
    };
    expect(whole.map(({ id, birthday }) => [id, birthday])).toEqual([
      ["2", null],
      ["3", "01-02"],
      ["4", null],
    ]);
    expect(new Set(whole.map(({ head }) => head.length))).toEqual(new Set([2 * CHAIN_START.length]));
  });

  it("has lots that are new as rows of their own, and those that have changed with the rest, by their numbers", () => {
    const item = itemOf({
      orders: [
        ["1", "2"],
        ["1", "3"],
      ],
    });
    const { account } = item.accounts[0]!;
    for (const no of [11, 10, 9]) account.lots.set(no, { ...account.lots.get(1)!, no });
    account.entryCount += 20;
    account.news.lots = new Set([11, 10, 9, 1, 500]);
    const { lots, rest } = batchOf([item]);
    const changed = (JSON.parse(rest ?? "{}") as { lots: { no: number }[] }).lots.map(({ no }) => no);
    expect([only(lots, 3), changed]).toEqual([[], [1, 9, 10, 11]]);
    account.entryCount = 2 + account.news.entries.length;
    account.news.lots = new Set([3, 1]);
    account.lots.set(3, { ...account.lots.get(1)!, no: 3 });
    expect(only(batchOf([item]).lots, 3)).toEqual(["3"]);
  });

  it("says whether a shopper sees anything new; somebody new is always seen", () => {
    const [seen, unseen, fresh] = ["1", "2", "3"].map((memberId) => itemOf({ memberId }));
    seen!.accounts[0]!.account.news.seen = true;
    fresh!.accounts[0]!.account.version = 0n;
    expect(only(batchOf([seen!, unseen!, fresh!]).members, 2, 13)).toEqual(["1/true", "2/false", "3/true"]);
  });
});
