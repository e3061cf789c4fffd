import { setImmediate as breathe } from "node:timers/promises";
import { type Database, transaction } from "../database.ts";
import { orderFromJson } from "../domain/order-json.ts";
import { requireProgram } from "../domain/program.ts";
import { addToWhatIf, NO_SUMS, type PlayedMember, type WhatIfSums } from "../domain/what-if.ts";
import { addMonths, dayOf, startOfDay } from "../domain/time.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { readProgramEditor } from "../queries/program-editor.ts";

const MONTHS = 12;
const MEMBERS_AT_ONCE = 500;
const MEMBERS_AT_A_BREATH = 20;

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

/** The members behind a place, read before they are needed: while some are played, the database reads the next. */
export type ReadAhead = { after: string; page: Promise<Page> } | null;

type Slice = { programId: string; id: string; now: Date; members?: number };

/** Plays a draft to the end, slice by slice; whoever goes on after a crash begins where the last whole slice ended. */
export async function playWhatIf(
  db: Database,
  input: { programId: string; id: string; now: () => Date; members?: number },
): Promise<void> {
  let ahead: ReadAhead = null;
  for (;;) {
    const slice = await playAhead(db, { ...input, now: input.now() }, ahead);
    if (slice.done) return;
    ({ ahead } = slice);
  }
}

/** Plays the next members; answers whether all are played. Place and sums are kept together: nobody is counted twice or left out. */
export async function playWhatIfSlice(db: Database, input: Slice): Promise<boolean> {
  const { done, ahead } = await playAhead(db, input, null);
  await ahead?.page;
  return done;
}

async function playAhead(db: Database, input: Slice, ahead: ReadAhead): Promise<{ done: boolean; ahead: ReadAhead }> {
  const { programId, id, now, members: limit = MEMBERS_AT_ONCE } = input;
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<Open>(
      `SELECT today, draft, at, cursor::text AS cursor, sums FROM what_ifs
       WHERE program_id = $1 AND id = $2 AND finished_at IS NULL FOR UPDATE`,
      [programId, id],
    );
    const open = rows[0];
    if (open === undefined) return { done: true, ahead: null };
    const programs = { today: requireProgram(open.today), draft: requireProgram(open.draft) };
    const zone = programs.today.timeZone;
    const span = { from: startOfDay(addMonths(dayOf(open.at, zone), -MONTHS), zone), now: open.at };
    const read = (after: string): Promise<Page> => readMembers(db, { programId, after, limit, from: span.from });
    // Another process may have played what was read ahead: then it is read anew from where that one stopped.
    const page = await (ahead?.after === open.cursor ? ahead.page : read(open.cursor));
    const next = page.last === null ? null : { after: page.last, page: read(page.last) };
    // Whether it can be read is told when it is needed.
    next?.page.catch(() => undefined);
    const sums = await play(page, open.sums, programs, span);
    await connection.query(
      "UPDATE what_ifs SET cursor = $3, sums = $4, finished_at = $5 WHERE program_id = $1 AND id = $2",
      [programId, id, page.last ?? open.cursor, sums, page.last === null ? now : null],
    );
    return { done: page.last === null, ahead: next };
  });
}

/** A few members at a time, so that the process answers others in between. */
async function play(page: Page, from: WhatIfSums, ...how: [programs: Programs, span: Span]): Promise<WhatIfSums> {
  let sums = from;
  for (let first = 0; first < page.members.length; first += MEMBERS_AT_A_BREATH) {
    const members = page.members.slice(first, first + MEMBERS_AT_A_BREATH);
    sums = addToWhatIf(sums, members.map(playedMember), ...how);
    await breathe();
  }
  return sums;
}

type Programs = Parameters<typeof addToWhatIf>[2];
type Span = Parameters<typeof addToWhatIf>[3];

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
type ReadMember = MemberRow & { orders: OrderRow[] };
type Page = { members: ReadMember[]; last: string | null };

/** The next members and their orders that were paid in the time; `last` is null where there are no more members. */
async function readMembers(
  db: Database,
  slice: { programId: string; after: string; limit: number; from: Date },
): Promise<Page> {
  const { programId, after, limit, from } = slice;
  const { rows } = await db.pool.query<MemberRow>(
    `SELECT id::text AS id, birthday, coalesce(joined_at < $4, false) AS known FROM members
     WHERE program_id = $1 AND members.id > $2 AND merged_into IS NULL AND deleted_at IS NULL ORDER BY members.id LIMIT $3`,
    [programId, after, limit, from],
  );
  const { rows: orders } = await db.pool.query<OrderRow>(
    `SELECT o.member_id::text AS member, o.shop_id::text AS shop, o.id::text AS id, o.state, o.attached_at AS "attachedAt", o.excluded,
       s.rate::text AS rate
     FROM orders o JOIN shops s ON s.id = o.shop_id
     WHERE o.program_id = $1 AND o.member_id = ANY($2::bigint[]) AND o.paid_at >= $3 ORDER BY o.paid_at, o.shop_id, o.id`,
    [programId, rows.map(({ id }) => id), from],
  );
  const members = new Map(rows.map((row): [string, ReadMember] => [row.id, { ...row, orders: [] }]));
  for (const order of orders) members.get(order.member)?.orders.push(order);
  return { members: [...members.values()], last: rows.at(-1)?.id ?? null };
}

function playedMember({ id, birthday, known, orders }: ReadMember): PlayedMember {
  return { memberId: id, birthday, known, orders: orders.map(playedOrder) };
}

function playedOrder({ shop, id, state, attachedAt, excluded, rate }: OrderRow): PlayedMember["orders"][number] {
  const ref = { shopId: shop, orderId: id };
  return { ref, state: orderFromJson(state), attachedAt, excluded, exchangeRate: rate };
}
