import type { Connection } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { PostItem } from "./post.ts";
import { review } from "../domain/member-tier.ts";
import { follow } from "../domain/moments.ts";
import { lockMembers } from "./change-members.ts";
import { loadAccounts } from "./load-accounts.ts";
import { postBatch } from "./post.ts";

/** A member whose tier a review changes. */
export type Move = { memberId: string; from: string | null; to: string | null };

/** What a review at a moment would do to members, by the rule itself; nothing is written. Only those who move are in the answer. */
export async function previewMoves(
  connection: Connection,
  timeline: Timeline,
  input: { programId: string; memberIds: readonly string[]; now: Date },
): Promise<Move[]> {
  const { programId, memberIds, now } = input;
  const loaded = await loadAccounts(connection, programId, memberIds);
  return [...loaded.values()].flatMap(({ account }) => moveOf(account, timeline, now));
}

/**
 * Reviews members at a moment and writes what comes of it, in the transaction that the connection is in: their rows stay locked until
 * it ends, so they should be few.
 */
export async function moveMembers(
  connection: Connection,
  timeline: Timeline,
  input: { programId: string; memberIds: readonly string[]; now: Date },
): Promise<Move[]> {
  const { programId, memberIds, now } = input;
  await lockMembers(
    connection,
    memberIds.map((memberId) => ({ programId, memberId })),
  );
  const loaded = await loadAccounts(connection, programId, memberIds);
  const moves: Move[] = [];
  const items = [...loaded.values()].flatMap(({ account, head }): PostItem[] => {
    const before = account.tier;
    moves.push(...moveOf(account, timeline, now));
    // Days of grace that begin are a change too, though nobody moves.
    return account.tier === before ? [] : [{ programId, accounts: [{ account, head }] }];
  });
  const outcomes = await postBatch(connection, items, now);
  if (outcomes.some((outcome) => outcome !== "new")) throw new Error("a locked member was changed by somebody else");
  return moves;
}

/** Lets time pass for an account, reviews it, and answers whether it stands in another tier then. */
function moveOf(account: Account, timeline: Timeline, now: Date): Move[] {
  if (account.mergedInto !== null || account.deletedAt !== null) return [];
  const from = account.tier.tier;
  follow(account, timeline, now);
  review(account, timeline, now);
  follow(account, timeline, now);
  const to = account.tier.tier;
  return from === to ? [] : [{ memberId: account.memberId, from, to }];
}
