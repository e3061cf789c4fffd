import { pool } from "../db.server.ts";
import { env } from "../env.server.ts";
import { nudgeInbox } from "./nudge.ts";
import { logger } from "../logger.server.ts";
import { createIntake } from "./webhook-intake.ts";

/** Receives every webhook of shopify.app.toml; server.ts calls it before Remix, because it needs the bytes as they came. */
export const intake = createIntake({
  secret: env.SHOPIFY_API_SECRET,
  database: pool,
  now: () => new Date(),
  stored: nudgeInbox,
  failed: (error) => logger.error({ err: error }, "a webhook could not be stored; Shopify will send it again"),
});
