import pg from "pg";

/**
 * Lets a database give ids one after the other, whichever connection asks. Each connection keeps fifty for itself otherwise, and which
 * connection a pool hands out depends on how busy the machine is: the same seed would tell of the same member by another number.
 */
export async function giveIdsInTurn(url: string): Promise<void> {
  // As the tables' owner, which the app never is.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("ALTER SEQUENCE member_ids CACHE 1");
    await client.query("ALTER SEQUENCE code_ids CACHE 1");
  } finally {
    await client.end();
  }
}
