import type { Connection } from "../database.ts";

/** Lots whose member was told of an end (exclusive), or need not be. */
export type ToldLots = {
  programId: string;
  memberId: string;
  lots: readonly { no: number; until: Date }[];
  now: Date;
};

/**
 * Notes until when points can be used now that their member was told, and wakes the member for that moment. The member's version moves
 * on: work that read the lots before computes anew. Runs in the caller's transaction.
 */
export async function noteToldLots(connection: Connection, input: ToldLots): Promise<void> {
  const { programId, memberId, lots, now } = input;
  if (lots.length === 0) return;
  const soonest = new Date(Math.min(...lots.map((lot) => lot.until.getTime())));
  await connection.query(
    `WITH member AS (
       UPDATE members SET version = version + 1, next_at = least(next_at, $3) WHERE program_id = $1 AND id = $2 RETURNING version
     )
     INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at) SELECT $1, $2, version, false, $4 FROM member
     ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, due_at = least(q.due_at, excluded.due_at), tries = 0`,
    [programId, memberId, soonest, now],
  );
  await connection.query(
    `UPDATE lots l SET told_until = x.until FROM unnest($3::int[], $4::timestamptz[]) AS x (no, until)
     WHERE l.program_id = $1 AND l.member_id = $2 AND l.no = x.no`,
    [programId, memberId, lots.map((lot) => lot.no), lots.map((lot) => lot.until)],
  );
}
