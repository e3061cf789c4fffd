import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { publishWithin } from "./publish-program.ts";
import { withdrawVersion } from "./withdraw-version.ts";

type Input = { programId: string; version: number; author: string; now: Date };

export type TakenBack = { ok: true; draft: boolean } | { ok: false; reason: "unknownVersion" | "inForce" };

/**
 * Takes a version back that waits for its time. What it says becomes the draft, so that no work is lost; where there is a draft
 * already that one stays, and `draft` is false. Repeating takes nothing else back.
 */
export async function takeBackVersion(db: Database, input: Input): Promise<TakenBack> {
  const { programId, version, author, now } = input;
  return transaction(db, async (connection) => {
    await connection.query("SELECT FROM programs WHERE id = $1 FOR UPDATE", [programId]);
    const taken = await withdrawVersion(connection, input);
    if (!taken.ok) return taken;
    const { rowCount } = await connection.query(
      `INSERT INTO program_drafts (program_id, document, based_on, author, updated_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (program_id) DO NOTHING`,
      [programId, JSON.stringify(taken.document), version, author, now],
    );
    return { ok: true, draft: rowCount === 1 };
  });
}

export type Rescheduled =
  { ok: true; version: number; effectiveAt: Date } | { ok: false; reason: "unknownVersion" | "inForce" | "past" };

/** Gives a version that waits for its time another time: it is taken back, and the same document is published for then. */
export async function rescheduleVersion(db: Database, input: Input & { effectiveAt: Date }): Promise<Rescheduled> {
  const { programId, version, effectiveAt, author, now } = input;
  if (effectiveAt <= now) return { ok: false, reason: "past" };
  return transaction(db, async (connection) => {
    await connection.query("SELECT FROM programs WHERE id = $1 FOR UPDATE", [programId]);
    const taken = await withdrawVersion(connection, input);
    if (!taken.ok) return taken;
    // Somebody else has taken it back meanwhile: it is not published again.
    if (taken.repeated) return { ok: false, reason: "unknownVersion" };
    const { document } = taken;
    const published = await publishWithin(connection, { programId, document, effectiveAt, author, now });
    if (!published.ok) throw new Error(`version ${version} is refused: ${JSON.stringify(published.errors)}`);
    return { ok: true, version: published.version, effectiveAt };
  });
}
