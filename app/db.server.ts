import { openDatabase } from "./database.ts";
import { env } from "./env.server.ts";

/**
 * The process's own database, for composition points only (server.ts, routes, shopify.server.ts): commands, queries and jobs
 * receive it as an argument, so that tests and the scenario runner pass another one.
 */
export const db = openDatabase(env.DATABASE_URL);
export const { pool, prisma } = db;
