import "@shopify/shopify-app-remix/adapters/node";
import { AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";
import { installShop } from "./commands/install-shop.ts";
import { db, pool, prisma } from "./db.server.ts";
import { env } from "./env.server.ts";
import { logger, scrub } from "./logger.server.ts";
import { createSessionStorage } from "./sessions.server.ts";
import { API_VERSION } from "./shopify/api-version.ts";
import { createGateways } from "./shopify/gateways.ts";
import { createTokenCipher } from "./token-cipher.server.ts";

/** A token with less than this to live is renewed before it is used: the library's own margin. */
const RENEWAL_MARGIN_MS = 5 * 60 * 1000;

export const sessionStorage = createSessionStorage(prisma, createTokenCipher(env.TOKEN_ENCRYPTION_KEY));

const shopify = shopifyApp({
  apiKey: env.SHOPIFY_API_KEY,
  apiSecretKey: env.SHOPIFY_API_SECRET,
  appUrl: env.SHOPIFY_APP_URL,
  scopes: env.SCOPES,
  apiVersion: API_VERSION,
  authPathPrefix: "/auth",
  distribution: AppDistribution.AppStore,
  sessionStorage,
  // The library's debug messages hold session tokens: only what needs attention is let through, and scrubbed.
  logger: {
    level: LogSeverity.Warning,
    log: async (severity, message) => {
      const text = scrub(message);
      if (severity === LogSeverity.Error) logger.error(text);
      else logger.warn(text);
    },
  },
  hooks: {
    afterAuth: async ({ session }) => {
      // The library answers 500 to whatever is thrown here and keeps the reason to itself.
      await completeInstall(session.shop).catch((error: unknown) => {
        logger.error({ err: error, shop: session.shop }, "the installation could not be completed");
        throw error;
      });
    },
  },
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
});

export const { authenticate, unauthenticated, addDocumentResponseHeaders } = shopify;

type OfflineContext = Awaited<ReturnType<typeof unauthenticated.admin>>;

/**
 * The Admin API of a shop for work that no merchant is waiting for.
 * Refresh tokens rotate and the library takes no lock, so that two workers could spend the same one:
 * the renewal of a shop's token therefore happens in one process at a time.
 */
export async function offlineAdmin(shop: string): Promise<OfflineContext> {
  const session = await sessionStorage.loadSession(`offline_${shop}`);
  if (session !== undefined && !session.isExpired(RENEWAL_MARGIN_MS)) return unauthenticated.admin(shop);
  const connection = await pool.connect();
  try {
    await connection.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [`token:${shop}`]);
    return await unauthenticated.admin(shop);
  } finally {
    await connection.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [`token:${shop}`]);
    connection.release();
  }
}

/** The gateway to each shop, one for the whole process, because its queue holds the shop's API budget. */
export const gatewayOf = createGateways(async (domain) => (await offlineAdmin(domain)).admin);

/**
 * Makes the shop known after its first tokens have come, or after its row was lost. Repeating it is harmless:
 * tokens are exchanged about once an hour, and each time the shop's own facts are read again.
 */
export async function completeInstall(domain: string): Promise<{ programId: string; shopId: string }> {
  const shop = await gatewayOf(domain).readShop();
  const { programId } = await installShop(db, {
    shopId: shop.id,
    domain,
    currency: shop.currency,
    timeZone: shop.timeZone,
    now: new Date(),
  });
  return { programId, shopId: shop.id };
}
