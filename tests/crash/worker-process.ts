import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { openDatabase } from "../../app/database.ts";
import type { Database } from "../../app/database.ts";
import { startWorkerOn } from "../../app/jobs/worker-loops.ts";
import { createMailKeys } from "../../app/mail/keys.ts";
import { createGateway } from "../../app/shopify/admin-gateway.ts";
import type { GraphqlAnswer, Transport } from "../../app/shopify/transport.ts";
import type { Answered, WorkerOrder } from "./messages.ts";

// A process with the app's real worker, over a real database. Shopify answers through the parent. It kills itself at the statement that it
// was told: a real SIGKILL, after which nothing of it runs, closes a connection or says goodbye.

const order = JSON.parse(process.argv[2] ?? "") as WorkerOrder;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function die(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
}

/** The database as a process sees it that is killed at a statement: before it is sent, or while its answer is awaited. */
function mortal(db: Database, death: NonNullable<WorkerOrder["death"]>): Database {
  let count = 0;
  const counted =
    (query: (text: string | pg.QueryConfig, values?: unknown[]) => Promise<unknown>) =>
    (text: string | pg.QueryConfig, values?: unknown[]): Promise<unknown> => {
      count += 1;
      if (count !== death.statement) return query(text, values);
      if (!death.sent) return die();
      const answer = query(text, values);
      // The bytes are on their way when the event loop comes round again.
      setImmediate(() => void die());
      return answer;
    };
  const pool = new Proxy(db.pool, {
    get(target, key) {
      if (key === "query") return counted((text, values) => target.query(text, values));
      if (key !== "connect") return Reflect.get(target, key, target) as unknown;
      return async () => {
        const client = await target.connect();
        const query = counted((text, values) => client.query(text, values));
        return new Proxy(client, {
          get: (of, name) => (name === "query" ? query : (Reflect.get(of, name, of) as unknown)),
        });
      };
    },
  });
  return { ...db, pool };
}

const waiting = new Map<number, (answered: Answered) => void>();
let asked = 0;

const throughParent: Transport = async (query, variables) => {
  const id = (asked += 1);
  const answered = await new Promise<Answered>((resolve) => {
    waiting.set(id, resolve);
    process.send?.({ id, query, variables });
  });
  if ("error" in answered) throw new Error(answered.error);
  return answered.answer satisfies GraphqlAnswer;
};

process.on("message", (answered: Answered) => {
  waiting.get(answered.id)?.(answered);
  waiting.delete(answered.id);
});
process.on("disconnect", () => process.exit(1));

const gateway = createGateway({
  transport: throughParent,
  sleep: (milliseconds) => sleep(milliseconds),
  nowMs: () => performance.now(),
  random: () => 0,
});
const db = openDatabase(order.databaseUrl, { max: 6 });
startWorkerOn({
  db: order.death === null ? db : mortal(db, order.death),
  gatewayOf: () => gateway,
  now: () => new Date(Date.now() + order.aheadSeconds * 1000),
  ...{ log: silent, mailer: null, keys: createMailKeys(Buffer.alloc(32, 7)), appUrl: "https://laurel.example" },
});
