/** What the console knows at a glance. */
import { machineNow } from "../clock.ts";
import type { Store } from "../store.ts";

/** As answered by GET /_dev/api/state. */
export function readState(store: Store) {
  const { config, pages, shop, webhooks } = store;
  return {
    domain: config.domain,
    now: new Date().toISOString(),
    aheadMilliseconds: Date.now() - machineNow(),
    installed: pages.installed,
    offline: pages.offline,
    tokens: Object.values(pages.tokens).filter((token) => token.expiresAt === null || token.expiresAt > Date.now())
      .length,
    throttle: store.api.configureThrottle({}),
    taxRate: pages.taxRate,
    smtpPort: config.smtpPort,
    mails: pages.mails.length,
    webhooks: { policy: webhooks.state.policy, waiting: webhooks.waiting(), kept: webhooks.state.deliveries.length },
    orders: shop.listOrders().length,
    customers: shop.listCustomers().length,
    products: shop.listProducts().length,
  };
}
