import type { Database } from "../database.ts";

/** What is exported: the kind that its lines name, the table, and its key within the program, by which it is read in pages. */
type Exported = { kind: string; table: string; key: readonly string[] };

/** Everything that members have and that the merchant has written. The order is that in which a reader needs it. */
export const EXPORTED: readonly Exported[] = [
  { kind: "version", table: "program_versions", key: ["version"] },
  { kind: "member", table: "members", key: ["id"] },
  { kind: "customer", table: "member_customers", key: ["shop_id", "customer_id"] },
  { kind: "order", table: "orders", key: ["shop_id", "id"] },
  { kind: "entry", table: "entries", key: ["member_id", "no"] },
  { kind: "entryNote", table: "entry_notes", key: ["member_id", "no"] },
  { kind: "lot", table: "lots", key: ["member_id", "no"] },
  { kind: "code", table: "codes", key: ["id"] },
  { kind: "tierChange", table: "tier_changes", key: ["member_id", "no"] },
  { kind: "notice", table: "notices", key: ["id"] },
  { kind: "memberNote", table: "member_notes", key: ["id"] },
  { kind: "mailPreference", table: "mail_preferences", key: ["member_id", "category"] },
  { kind: "mailTemplate", table: "mail_templates", key: ["kind", "language"] },
  { kind: "change", table: "audit_log", key: ["id"] },
];

const PAGE = 1_000;

/**
 * Everything of a program as JSON Lines: the first line says what the file is and of which programs, each other one is `{"kind", "row"}` with a row as it is
 * stored. Numbers are written with all their digits, whatever the reader makes of them. Each page is read by itself, so that a
 * download of hours holds nothing back: what changes meanwhile is there as it was when its page was read.
 */
export async function* exportProgram(
  db: Database,
  input: { programId: string; shop: string; now: Date },
): AsyncGenerator<string> {
  const { programId, shop, now } = input;
  const programs = [programId, ...(await formerPrograms(db, programId))];
  yield `${JSON.stringify({ kind: "laurel", v: 1, shop, programs, at: now })}\n`;
  for (const program of programs) for (const exported of EXPORTED) yield* linesOf(db, exported, program);
}

/** Programs that the shops of this one had before they were linked (rule 23): their members' history begins there. */
async function formerPrograms(db: Database, programId: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT DISTINCT j.from_program::text AS id FROM link_jobs j JOIN shops s ON s.id = j.shop_id
     WHERE s.program_id = $1 AND j.kind = 'join' AND j.moved_at IS NOT NULL ORDER BY 1`,
    [programId],
  );
  return rows.map(({ id }) => id);
}

async function* linesOf(db: Database, exported: Exported, programId: string): AsyncGenerator<string> {
  const { table, key } = exported;
  const columns = key.map((column) => `t.${column}`).join(", ");
  const read = (after: readonly string[] | null): string => `
    SELECT to_jsonb(t)::text AS row, ARRAY[${key.map((column) => `t.${column}::text`).join(", ")}] AS place FROM ${table} t
    WHERE t.program_id = $1 ${after === null ? "" : `AND (${columns}) > (${after.map((_, index) => `$${index + 2}`).join(", ")})`}
    ORDER BY ${columns} LIMIT ${PAGE}`;
  for (let after: string[] | null = null; ;) {
    const { rows }: { rows: { row: string; place: string[] }[] } = await db.pool.query(read(after), [
      programId,
      ...(after ?? []),
    ]);
    yield rows.map(({ row }) => `{"kind":"${exported.kind}","row":${row}}\n`).join("");
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.place;
  }
}
