import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import type { Database } from "../../app/database.ts";
import { crossing } from "./invariants.ts";

/** Every so many looks everything is replayed, changed or not. */
const WHOLE_EVERY = 20;

/** What belongs to the program as a whole: orders without a member, the versions of its rules, the rates of its shops. */
const NOBODY = "0";

/**
 * One number for each member of a program, made of where each of its rows lies and which transaction wrote it: no row can be written, by
 * whomever and with whatever values, without another number coming out.
 */
const PRINTS = `
  SELECT program_id::text AS "programId", member_id::text AS "memberId", sum(hashtextextended(what || place || written, 0)::numeric)::text AS print
  FROM (
    SELECT program_id, id AS member_id, 'member' AS what, ctid::text AS place, xmin::text AS written FROM members
    UNION ALL SELECT program_id, member_id, 'customer', ctid::text, xmin::text FROM member_customers
    UNION ALL SELECT program_id, member_id, 'entry', ctid::text, xmin::text FROM entries
    UNION ALL SELECT program_id, member_id, 'lot', ctid::text, xmin::text FROM lots
    UNION ALL SELECT program_id, member_id, 'code', ctid::text, xmin::text FROM codes
    UNION ALL SELECT program_id, coalesce(member_id, 0), 'order', ctid::text, xmin::text FROM orders
    UNION ALL SELECT program_id, 0, 'version', ctid::text, xmin::text FROM program_versions
    UNION ALL SELECT program_id, 0, 'rate', id::text, concat(rate) FROM shops
  ) AS row
  WHERE program_id = ANY ($1::bigint[]) GROUP BY program_id, member_id`;

/** What was found at a look: null when all is as it must be, else what is wrong; and which of the other programs was written to. */
export type Look = { readonly wrong: string | null; readonly touched: ReadonlySet<string> };

/**
 * Watches a program: at each look it replays whoever had a row written since the last one, with all of their orders, and now and then
 * everything. What nobody has written to is as it was found.
 */
export class Watch {
  readonly #db: Database;
  readonly #programId: string;
  readonly #others: readonly string[];
  #known = new Map<string, string>();
  #looks = 0;

  constructor(db: Database, programId: string, others: readonly string[]) {
    this.#db = db;
    this.#programId = programId;
    this.#others = others;
  }

  async look(): Promise<Look> {
    const { rows } = await this.#db.pool.query<{ programId: string; memberId: string; print: string }>(PRINTS, [
      [this.#programId, ...this.#others],
    ]);
    const prints = new Map(rows.map((row) => [`${row.programId}/${row.memberId}`, row.print]));
    const keys = new Set([...prints.keys(), ...this.#known.keys()]);
    const changed = [...keys].filter((key) => prints.get(key) !== this.#known.get(key)).map((key) => key.split("/"));
    this.#known = prints;
    const whole = this.#looks % WHOLE_EVERY === 0;
    this.#looks += 1;
    const own = changed.flatMap(([programId, memberId]) =>
      programId === this.#programId && memberId ? [memberId] : [],
    );
    const touched = new Set(
      changed.flatMap(([programId]) => (programId && programId !== this.#programId ? [programId] : [])),
    );
    return { wrong: await this.#verify(own, whole || touched.size > 0), touched };
  }

  async #verify(memberIds: readonly string[], whole: boolean): Promise<string | null> {
    if (memberIds.length === 0 && !whole) return null;
    const programId = this.#programId;
    const all = whole || memberIds.includes(NOBODY);
    const [first] = await verifyLedger(this.#db, all ? { programId } : { programId, memberIds });
    return first ?? crossing(this.#db);
  }
}
