import { listShopsToErase, type ShopToErase } from "../commands/ask-erasure.ts";
import { redactShop } from "../commands/uninstall-shop.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import type { JobContext } from "./context.ts";
import { withShopLock } from "./shop-lock.ts";
import { forgetSessions } from "./shop-records.ts";

/** So long it is tried to take Laurel out of the shop; then the data go all the same, because that is what was asked for. */
const TRY_FOR_MS = 60 * 60_000;

/**
 * Deletes everything of the shops whose staff asked for it: first Laurel is taken out of the shop, which makes Shopify delete what is kept
 * there (metafields, blocks, webhooks), then everything here goes as it does on Shopify's own request. What is interrupted begins anew.
 */
export async function eraseShops(context: JobContext): Promise<void> {
  for (const shop of await listShopsToErase(context.db)) {
    try {
      await withShopLock(context.db, `erase:${shop.id}`, () => eraseOne(context, shop));
    } catch (error) {
      context.log.error({ err: error, shop: shop.domain }, "the deletion of a shop was interrupted; it will go on");
    }
  }
}

async function eraseOne(context: JobContext, { domain, askedAt, askedBy }: ShopToErase): Promise<void> {
  const { db, log } = context;
  const now = context.now();
  try {
    await context.gatewayOf(domain).uninstall();
  } catch (error) {
    // Without a token there is nothing to take out: somebody has uninstalled Laurel, or an earlier try came as far as this.
    const isOut = error instanceof ShopifyFailure && error.kind === "unauthorized";
    if (!isOut && now.getTime() - askedAt.getTime() < TRY_FOR_MS) throw error;
  }
  await forgetSessions(db, { domain });
  await redactShop(db, { domain, now });
  log.info({ shop: domain, askedBy }, "everything of a shop was deleted, as its staff asked");
}
