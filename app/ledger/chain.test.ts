import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Entry } from "../domain/account.ts";
import { CHAIN_START, HASH_BYTES, hashEntry } from "./chain.ts";
import type { EntryRow } from "./recorded-entries.ts";
import { ENTRY_COLUMNS, followChain, recordedEntryOf } from "./recorded-entries.ts";

// Broken if an entry could be changed afterwards without the chain showing it, or if a release read old chains as broken.

const OWNER = { programId: "3", memberId: "41" };
const AT = new Date("2026-01-05T09:00:00.123Z");
const RECORDED = new Date("2026-01-05T09:00:01.456Z");
const ENTRY: Entry = {
  ...{ no: 7, kind: "takeBack", points: -120n, pending: -20n, reserved: 0n, debt: 5n, balance: 95n },
  ...{ order: { shopId: "9", orderId: "9007199254740993" }, posting: 2, codeId: null, version: 4, key: null, at: AT },
  lots: [
    { lot: 1, points: 20n },
    { lot: 3, points: 100n },
  ],
};
const PLAIN: Entry = { ...ENTRY, order: null, posting: null, codeId: "12", version: null, lots: null };

const hexOf = (entry: Entry, before: Buffer = CHAIN_START): string =>
  hashEntry(before, OWNER, entry, RECORDED).toString("hex");
const sha = (before: Buffer, text: string): string =>
  createHash("sha256")
    .update(before)
    .update(text)
    .digest("hex")
    .slice(0, 2 * HASH_BYTES);

describe("the hash of an entry", () => {
  it("is over its place, its numbers and its ids, written out in one way for ever", () => {
    const moments = `${AT.getTime()}|${RECORDED.getTime()}`;
    expect(hexOf(ENTRY)).toBe(
      sha(Buffer.alloc(16), `3|41|7|takeBack|-120|-20|0|5|95|9|9007199254740993|2|-|1:20,3:100|4|${moments}`),
    );
    expect(hexOf(PLAIN)).toBe(sha(Buffer.alloc(16), `3|41|7|takeBack|-120|-20|0|5|95|-|-|-|12|-|-|${moments}`));
    expect(hexOf({ ...PLAIN, lots: [] })).toBe(
      sha(Buffer.alloc(16), `3|41|7|takeBack|-120|-20|0|5|95|-|-|-|12||-|${moments}`),
    );
    const before = Buffer.from("00112233445566778899aabbccddeeff", "hex");
    expect(hexOf(ENTRY, before)).toBe(
      sha(before, `3|41|7|takeBack|-120|-20|0|5|95|9|9007199254740993|2|-|1:20,3:100|4|${moments}`),
    );
  });

  it("is not over what was written beside it", () => {
    expect(hexOf({ ...ENTRY, key: "by hand" })).toBe(hexOf(ENTRY));
  });
});

describe("a member's chain", () => {
  const link = (entry: Entry, before: Buffer) => ({
    entry,
    recordedAt: RECORDED,
    hash: hashEntry(before, OWNER, entry, RECORDED),
  });
  const first = link(ENTRY, CHAIN_START);
  const second = link({ ...PLAIN, no: 8 }, first.hash);
  const third = link({ ...ENTRY, no: 9 }, second.hash);

  it("ends at the hash of the newest entry, and where there is none at its beginning", () => {
    expect(followChain(OWNER, [first, second, third])).toEqual({ head: third.hash });
    expect(followChain(OWNER, [])).toEqual({ head: Buffer.alloc(16) });
  });

  it("breaks at the first entry that was changed, is missing or stands elsewhere", () => {
    const changed = { ...second, entry: { ...second.entry, points: -119n } };
    expect(followChain(OWNER, [first, changed, third])).toEqual({ breaksAt: 8 });
    expect(followChain(OWNER, [first, third])).toEqual({ breaksAt: 9 });
    expect(followChain(OWNER, [second, first, third])).toEqual({ breaksAt: 8 });
    expect(followChain({ ...OWNER, memberId: "42" }, [first])).toEqual({ breaksAt: 7 });
  });
});

describe("an entry as it is read", () => {
  const row: EntryRow = {
    ...{
      member_id: "41",
      no: 7,
      kind: "takeBack",
      points: "-120",
      pending: "-20",
      reserved: null,
      debt: "5",
      balance: "95",
    },
    ...{
      shop_id: "9",
      order_id: "9007199254740993",
      posting: 2,
      code_id: null,
      lots: ["1", "20", "3", "100"],
      version: 4,
    },
    ...{ key: null, at: AT, recorded_at: RECORDED, hash: Buffer.from("ab") },
  };

  it("is the one that was written", () => {
    expect(recordedEntryOf(row)).toEqual({
      memberId: "41",
      entry: ENTRY,
      recordedAt: RECORDED,
      hash: Buffer.from("ab"),
    });
    for (const column of Object.keys(row))
      expect(ENTRY_COLUMNS).toMatch(new RegExp(`e\\.${column}\\b|AS ${column}\\b`));
  });

  it("has nothing where nothing stands", () => {
    const empty = { pending: null, reserved: "3", debt: null, lots: null, code_id: "12", key: "k" };
    expect(recordedEntryOf({ ...row, ...empty }).entry).toMatchObject({
      pending: 0n,
      reserved: 3n,
      debt: 0n,
      lots: null,
      codeId: "12",
      key: "k",
    });
    expect(recordedEntryOf({ ...row, lots: [] }).entry.lots).toEqual([]);
    expect(recordedEntryOf({ ...row, shop_id: null }).entry.order).toBeNull();
    expect(recordedEntryOf({ ...row, order_id: null }).entry.order).toBeNull();
  });
});
