import { type Connection, type Database, transaction } from "../database.ts";
import { orderFromJson } from "../domain/order-json.ts";
import { requireProgram } from "../domain/program.ts";
import { addToWhatIf, NO_SUMS, type PlayedMember, type WhatIfSums } from "../domain/what-if.ts";
import { addMonths, dayOf, startOfDay } from "../domain/time.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { readProgramEditor } from "../queries/program-editor.ts";

const MONTHS = 12;
const MEMBERS_AT_ONCE = 500;

/** Begins to play the draft over the last twelve months. One runs at a time for each program: a newer one takes the place of all before. */
export async function startWhatIf(
  db: Database,
  input: { programId: string; author: string; now: Date },
): Promise<{ ok: true; id: string } | { ok: false; reason: "noDraft" }> {
  const { programId, author, now } = input;
  const editor = await readProgramEditor(db, { programId, now });
  if (!editor.hasDraft) return { ok: false, reason: "noDraft" };
  const { program: today } = await readProgram(db, { programId, now });
  return transaction(db, async (connection) => {
    await connection.query("DELETE FROM what_ifs WHERE program_id = $1", [programId]);
    const { rows } = await connection.query<{ id: string }>(
      `INSERT INTO what_ifs (program_id, today, draft, author, at, total, sums)
       VALUES ($1, $2, $3, $4, $5, (SELECT count(*) FROM members WHERE program_id = $1), $6) RETURNING what_ifs.id::text AS id`,
      [programId, today, editor.program, author, now, NO_SUMS],
    );
    return { ok: true, id: rows[0]?.id ?? "" };
  });
}

type Open = { today: unknown; draft: unknown; at: Date; cursor: string; sums: WhatIfSums };

/** Plays the next members; answers whether all are played. Place and sums are kept together: nobody is counted twice or left out. */
export async function playWhatIfSlice(
  db: Database,
  input: { programId: string; id: string; now: Date; members?: number },
): Promise<boolean> {
  const { programId, id, now, members: limit = MEMBERS_AT_ONCE } = input;
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<Open>(
      `SELECT today, draft, at, cursor::text AS cursor, sums FROM what_ifs
       WHERE program_id = $1 AND id = $2 AND finished_at IS NULL FOR UPDATE`,
      [programId, id],
    );
    const open = rows[0];
    if (open === undefined) return true;
    const programs = { today: requireProgram(open.today), draft: requireProgram(open.draft) };
    const zone = programs.today.timeZone;
    const span = { from: startOfDay(addMonths(dayOf(open.at, zone), -MONTHS), zone), now: open.at };
    const { members, last } = await readMembers(connection, { programId, after: open.cursor, limit, ...span });
    const sums = addToWhatIf(open.sums, members, programs, span);
    await connection.query(
      "UPDATE what_ifs SET cursor = $3, sums = $4, finished_at = $5 WHERE program_id = $1 AND id = $2",
      [programId, id, last ?? open.cursor, sums, last === null ? now : null],
    );
    return last === null;
  });
}

type MemberRow = { id: string; birthday: string | null; known: boolean };
type OrderRow = {
  member: string;
  shop: string;
  id: string;
  state: unknown;
  attachedAt: Date | null;
  excluded: boolean;
  rate: string | null;
};
type Slice = { programId: string; after: string; limit: number; from: Date };

/** The next members and their orders that were paid in the time; `last` is null where there are no more members. */
async function readMembers(
  connection: Connection,
  slice: Slice,
): Promise<{ members: PlayedMember[]; last: string | null }> {
  const { programId, after, limit, from } = slice;
  const { rows } = await connection.query<MemberRow>(
    `SELECT id::text AS id, birthday, coalesce(joined_at < $4, false) AS known FROM members
     WHERE program_id = $1 AND members.id > $2 AND merged_into IS NULL AND deleted_at IS NULL ORDER BY members.id LIMIT $3`,
    [programId, after, limit, from],
  );
  const { rows: orders } = await connection.query<OrderRow>(
    `SELECT o.member_id::text AS member, o.shop_id::text AS shop, o.id::text AS id, o.state, o.attached_at AS "attachedAt", o.excluded,
       s.rate::text AS rate
     FROM orders o JOIN shops s ON s.id = o.shop_id
     WHERE o.program_id = $1 AND o.member_id = ANY($2::bigint[]) AND o.paid_at >= $3 ORDER BY o.paid_at, o.shop_id, o.id`,
    [programId, rows.map(({ id }) => id), from],
  );
  const byMember = new Map<string, PlayedMember["orders"][number][]>();
  for (const { member, shop, id, state, attachedAt, excluded, rate } of orders) {
    const played = {
      ref: { shopId: shop, orderId: id },
      state: orderFromJson(state),
      attachedAt,
      excluded,
      exchangeRate: rate,
    };
    byMember.set(member, [...(byMember.get(member) ?? []), played]);
  }
  const members = rows.map(({ id, ...member }) => ({ memberId: id, ...member, orders: byMember.get(id) ?? [] }));
  return { members, last: rows.at(-1)?.id ?? null };
}
