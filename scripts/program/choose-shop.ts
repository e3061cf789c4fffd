import type { Database } from "../../app/database.ts";

/** A mistake in how the command was called; its message is all that the person needs to read. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

type ShopRow = { domain: string; program_id: string };

/** The program of the shop that was named, or of the only shop that there is. */
export async function chooseProgram(db: Database, domain: string | null): Promise<string> {
  const { rows } = await db.pool.query<ShopRow>(
    "SELECT domain, program_id FROM shops WHERE uninstalled_at IS NULL ORDER BY domain",
  );
  const domains = rows.map((row) => row.domain).join(", ");
  if (domain !== null) {
    const named = rows.find((row) => row.domain === domain);
    if (named === undefined)
      throw new CommandError(`"${domain}" is not a shop of this database. Shops: ${domains || "none"}.`);
    return named.program_id;
  }
  const programs = new Set(rows.map((row) => row.program_id));
  const [only] = programs;
  if (only === undefined) throw new CommandError("No shop has installed Laurel in this database yet.");
  if (programs.size > 1) throw new CommandError(`Say which shop you mean with --shop DOMAIN. Shops: ${domains}.`);
  return only;
}
