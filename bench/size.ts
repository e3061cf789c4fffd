import type { Bench } from "./bench.ts";
import type { Ground } from "./ground.ts";
import { SETTINGS } from "./bench.ts";
import { addShop, addShoppers, award } from "./ground.ts";

/** What a line of the ledger takes on disk, with all of its indexes. */
export const sizeBench: Bench = {
  name: "size",
  measures: "bytes on disk of an entry with its indexes, after awards that arrived in turns",
  goal: { sign: "≤", value: 220 },
  settings: { ...SETTINGS, rounds: 9, members: 2000 },
  async run(ground, settings) {
    const shop = await addShop(ground.db);
    const shoppers = await addShoppers(ground, [shop], settings.members);
    for (let round = 0; round < settings.rounds; round += 1) {
      for (let from = 0; from < shoppers.length; from += settings.batch) {
        await award(ground.db, shoppers.slice(from, from + settings.batch));
      }
    }
    return weigh(ground);
  },
};

type Weight = { entries: number; total: number; heap: number };

async function weigh(ground: Ground): Promise<{ value: number; notes: string[] }> {
  const { rows } = await ground.floor.query<Weight>(
    `SELECT (SELECT count(*)::int FROM entries) AS entries, pg_total_relation_size('entries')::int AS total,
       pg_relation_size('entries')::int AS heap`,
  );
  const { rows: indexes } = await ground.floor.query<{ name: string; bytes: number }>(
    `SELECT indexrelid::regclass::text AS name, pg_relation_size(indexrelid)::int AS bytes FROM pg_index
       WHERE indrelid = 'entries'::regclass ORDER BY 2 DESC`,
  );
  const [weight] = rows;
  if (!weight || weight.entries === 0) throw new Error("there are no entries to weigh");
  const each = (bytes: number): string => (bytes / weight.entries).toFixed(1);
  const parts = indexes.map(({ name, bytes }) => `${name} ${each(bytes)}`);
  return {
    value: weight.total / weight.entries,
    notes: [`${weight.entries} entries; bytes for each: the row ${each(weight.heap)}, ${parts.join(", ")}`],
  };
}
