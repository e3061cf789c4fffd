import { AdminApi } from "../../dev-store/admin-api/admin-api.ts";
import { Shop } from "../../dev-store/shop/shop.ts";
import type { ShopEvent } from "../../dev-store/shop/types.ts";
import { createGateway } from "../../app/shopify/admin-gateway.ts";
import type { Gateway } from "../../app/shopify/gateway.ts";
import type { GraphqlAnswer, GraphqlError, Transport } from "../../app/shopify/transport.ts";

/** The token of the app in a scenario's store; it has the scopes of shopify.app.toml and no others. */
const APP_TOKEN = "scenario-app";

export type Store = {
  readonly shop: Shop;
  readonly gateway: Gateway;
  readonly domain: string;
  readonly shopId: string;
  /** Webhooks that the shop has sent and nobody has delivered yet, oldest first. */
  readonly outbox: ShopEvent[];
  /** Everything that the shop has ever sent. */
  readonly sent: ShopEvent[];
};

/** A pretend shop in memory with the Admin API on Shopify's real schema in the same process, and the gateway on top of it. */
export function openStore(options: {
  domain: string;
  shopId: string;
  currency: string;
  timeZone: string;
  scopes: readonly string[];
  clock: () => Date;
  /** What stands between the app and Shopify: a test puts faults there. */
  through?: (transport: Transport) => Transport;
}): Store {
  const outbox: ShopEvent[] = [];
  const sent: ShopEvent[] = [];
  const shop = new Shop({
    domain: options.domain,
    clock: options.clock,
    currency: options.currency,
    timeZone: options.timeZone,
    emit: (event) => {
      outbox.push(event);
      sent.push(event);
    },
  });
  shop.state.info.id = options.shopId;
  const api = new AdminApi({
    shop,
    throttle: null,
    findToken: (token) => (token === APP_TOKEN ? { scopes: [...options.scopes] } : null),
  });
  const direct: Transport = async (query, variables) =>
    answerOf(await api.execute({ query, variables: { ...variables }, token: APP_TOKEN }));
  const gateway = createGateway({
    transport: options.through?.(direct) ?? direct,
    sleep: () => Promise.resolve(),
    nowMs: () => options.clock().getTime(),
    random: () => 0,
  });
  return { shop, gateway, domain: options.domain, shopId: options.shopId, outbox, sent };
}

function answerOf(answer: Awaited<ReturnType<AdminApi["execute"]>>): GraphqlAnswer {
  const errors = (answer.errors ?? []) as readonly GraphqlError[];
  return { data: answer.data ?? null, errors, ...(answer.extensions ? { extensions: answer.extensions } : {}) };
}

