import type { Connection, Database } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { LoadOptions } from "./load-accounts.ts";
import type { PostItem } from "./post.ts";
import { transaction } from "../database.ts";
import { follow } from "../domain/moments.ts";
import { loadAccounts } from "./load-accounts.ts";
import { postBatch } from "./post.ts";
import { loadTimeline } from "./programs.ts";

/** How often work is computed anew without holding locks before it waits for its turn instead. */
const FREE_TRIES = 3;

/** Waiting for one's turn can only fail where a customer or an order is written for the first time by two at once. */
const LOCKED_TRIES = 10;

/** Thrown when work met others' changes at every try. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
}

/** What work came to: a result, and what is to be written with the accounts; `write: false` leaves the database as it is. */
export type Work<T> = {
  result: T;
  write?: boolean;
  /** The result where an entry with one of the keys was there already. */
  already?: T;
  item?: Omit<PostItem, "programId" | "timeline" | "accounts">;
};

export type MembersInput = LoadOptions & { programId: string; memberIds: readonly string[]; now: Date };

/**
 * Reads members' accounts, lets time pass for them, does the work and writes what changed, all of it or nothing. Where somebody
 * else wrote meanwhile, everything is read and computed again; after a few tries under locks, so that it always comes to an end.
 * Members that do not exist are missing from the map.
 */
export async function changeMembers<T>(
  db: Database,
  input: MembersInput,
  work: (accounts: ReadonlyMap<string, Account>, timeline: Timeline) => Work<T>,
): Promise<T> {
  for (let attempt = 0; attempt < FREE_TRIES; attempt += 1) {
    const done = await attemptWork(db.pool, input, await loadTimeline(db.pool, input.programId), work);
    if (done) return done.result;
  }
  for (let attempt = 0; attempt < LOCKED_TRIES; attempt += 1) {
    const done = await transaction(db, async (connection) => {
      await lockMembers(
        connection,
        input.memberIds.map((memberId) => ({ programId: input.programId, memberId })),
      );
      const timeline = await loadTimeline(connection, input.programId);
      return attemptWork(connection, input, timeline, work);
    });
    if (done) return done.result;
  }
  throw new ConflictError(`members ${input.memberIds.join(", ")} were changed by others at every try`);
}

/** The same for one member; null where there is none. */
export async function changeMember<T>(
  db: Database,
  input: Omit<MembersInput, "memberIds"> & { memberId: string },
  work: (account: Account, timeline: Timeline) => Work<T>,
): Promise<T | null> {
  const { memberId, ...rest } = input;
  return changeMembers<T | null>(db, { ...rest, memberIds: [memberId] }, (accounts, timeline) => {
    const account = accounts.get(memberId);
    if (account?.deletedAt !== null) return { result: null, write: false };
    return work(account, timeline);
  });
}

/** Does the work once on what is there now; null where something moved meanwhile. */
async function attemptWork<T>(
  connection: Connection,
  input: MembersInput,
  timeline: Timeline,
  work: (accounts: ReadonlyMap<string, Account>, timeline: Timeline) => Work<T>,
): Promise<{ result: T } | null> {
  const loaded = await loadAccounts(connection, input.programId, input.memberIds, input);
  const accounts = new Map([...loaded].map(([id, { account }]) => [id, account]));
  for (const account of accounts.values()) follow(account, timeline, input.now);
  const done = work(accounts, timeline);
  if (done.write === false) return { result: done.result };
  for (const account of accounts.values()) follow(account, timeline, input.now);
  const item: PostItem = { ...done.item, programId: input.programId, timeline, accounts: [...loaded.values()] };
  const [outcome] = await postBatch(connection, [item], input.now);
  if (outcome === "new") return { result: done.result };
  return outcome === "already" ? { result: done.already ?? done.result } : null;
}

/** Waits for members' rows, of any number of programs, in the order in which every batch locks them. */
export async function lockMembers(
  connection: Connection,
  members: readonly { programId: string; memberId: string }[],
): Promise<void> {
  await connection.query({
    name: "lock-members",
    text: `SELECT FROM unnest($1::bigint[], $2::bigint[]) AS x(program_id, id) JOIN members m ON m.program_id = x.program_id AND m.id = x.id
      ORDER BY m.program_id, m.id FOR UPDATE OF m`,
    values: [members.map((member) => member.programId), members.map((member) => member.memberId)],
  });
}
