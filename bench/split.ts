import type { Database } from "../app/database.ts";

/** Where the time of a command goes, in milliseconds for each repetition. */
export type Split = { total: number; computing: number; statements: Map<string, { ms: number; calls: number }> };

/**
 * Repeats a command, one after the other, on a database whose statements are timed. What is not spent waiting for a statement is
 * computing: the domain, hashing and JSON on our side. The first repetitions only warm the caches.
 */
export async function splitOf(
  db: Database,
  times: number,
  command: (timed: Database) => Promise<unknown>,
): Promise<Split> {
  const clock = new StatementClock();
  const timed: Database = { ...db, pool: clock.watch(db.pool) };
  for (let warm = 0; warm < Math.ceil(times / 4); warm += 1) await command(timed);
  clock.reset();
  const start = performance.now();
  for (let done = 0; done < times; done += 1) await command(timed);
  const total = performance.now() - start;
  const statements = [...clock.statements].map(
    ([name, { ms, calls }]) => [name, { ms: ms / times, calls: calls / times }] as const,
  );
  return { total: total / times, computing: (total - clock.waited) / times, statements: new Map(statements) };
}

/** The split in one line, the longest statement first. */
export function describeSplit(split: Split): string {
  const statements = [...split.statements].sort(([, a], [, b]) => b.ms - a.ms);
  const parts = statements.map(
    ([name, { ms, calls }]) => `${name} ${ms.toFixed(2)}${calls > 1.05 ? ` (${calls.toFixed(0)} calls)` : ""}`,
  );
  return `alone, one takes ${split.total.toFixed(2)} ms: ${parts.join(", ")}, computing ${split.computing.toFixed(2)}`;
}

class StatementClock {
  readonly statements = new Map<string, { ms: number; calls: number }>();
  /** How long at least one statement was under way: statements that run side by side count once. */
  waited = 0;
  private running = 0;
  private since = 0;

  reset(): void {
    this.statements.clear();
    this.waited = 0;
  }

  /** The same pool, whose promised queries are timed. */
  watch(pool: Database["pool"]): Database["pool"] {
    const timed = async (...args: unknown[]): Promise<unknown> => {
      const start = performance.now();
      if (this.running === 0) this.since = start;
      this.running += 1;
      try {
        const ask = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>;
        return await ask(...args);
      } finally {
        this.running -= 1;
        const end = performance.now();
        if (this.running === 0) this.waited += end - this.since;
        this.note(nameOf(args[0]), end - start);
      }
    };
    return new Proxy(pool, {
      get: (target, key): unknown => (key === "query" ? timed : Reflect.get(target, key, target)),
    });
  }

  private note(name: string, ms: number): void {
    const known = this.statements.get(name) ?? { ms: 0, calls: 0 };
    this.statements.set(name, { ms: known.ms + ms, calls: known.calls + 1 });
  }
}

function nameOf(query: unknown): string {
  if (typeof query === "object" && query !== null && "name" in query) return String(query.name);
  const table = /(?:FROM|nextval\()\s*'?(\w+)/.exec(String(query));
  return `look-up in ${table?.[1] ?? "the database"}`;
}
