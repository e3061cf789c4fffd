import { parseArgs } from "node:util";
import { closeDatabase, openDatabase } from "../app/database.ts";
import { withDatabase } from "../database/embedded.ts";
import { proveExchangeFaults } from "../tests/proofs/exchange-faults.ts";
import { proveExchangeRace } from "../tests/proofs/exchange-race.ts";
import type { Progress, ProofGround, Proved } from "../tests/proofs/ground.ts";
import { startTestServer } from "../tests/setup/test-server.ts";

const CONNECTIONS = 16;

/** Long proofs by name, with how much they try where nothing else is said. */
const PROOFS: Record<
  string,
  { count: number; run: (ground: ProofGround, count: number, progress: Progress) => Promise<Proved> }
> = {
  "exchange-race": {
    count: 1000,
    run: (ground, rounds, progress) => proveExchangeRace(ground, { rounds, parallel: 50, progress }),
  },
  "exchange-faults": {
    count: 2000,
    run: (ground, exchanges, progress) => proveExchangeFaults(ground, { exchanges, progress }),
  },
};

/** `npm run prove -- NAME [--count N]`: one proof; what was not as promised in lines, figures and verdict at the end. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { count: { type: "string" } }, allowPositionals: true });
  const [name = ""] = positionals;
  const proof = PROOFS[name];
  if (!proof) {
    console.error(`There is no proof "${name}". There are: ${Object.keys(PROOFS).join(", ")}.`);
    return 2;
  }
  const count = Number(values.count ?? proof.count);
  if (!Number.isSafeInteger(count) || count < 1) {
    console.error(`--count should be a whole number above 0, not "${values.count ?? ""}".`);
    return 2;
  }
  const server = await startTestServer();
  const db = openDatabase(withDatabase(server.adminUrl, server.template), { max: CONNECTIONS });
  let number = 0;
  const startedAt = performance.now();
  try {
    const proved = await proof.run({ db, nextNumber: () => (number += 1) }, count, (line) => console.error(line));
    for (const violation of proved.violations) console.log(violation);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const figures = Object.entries(proved.figures).map(([what, figure]) => `${figure} ${what}`);
    console.log(
      `${name}: ${proved.tried} tried, ${figures.join(", ")}, ${proved.violations.length} violations, ${seconds} s`,
    );
    return proved.violations.length === 0 ? 0 : 1;
  } finally {
    await closeDatabase(db);
    await server.stop();
  }
}

process.exitCode = await main();
