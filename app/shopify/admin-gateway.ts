import type { Gateway } from "./gateway.ts";
import { createCustomerCalls } from "./customer-calls.ts";
import { createDiscountCalls } from "./discount-calls.ts";
import { createFileCalls } from "./file-calls.ts";
import { createOrderCalls } from "./order-calls.ts";
import { createRedeemCodeCalls } from "./redeem-code-calls.ts";
import { createShopCalls } from "./shop-calls.ts";
import { createTierDiscountCalls } from "./tier-discount-calls.ts";
import { createStoreCreditCalls } from "./store-credit-calls.ts";
import { createCaller } from "./throttle.ts";
import type { CallerOptions } from "./throttle.ts";

/** Makes the gateway to one shop. Keep one for each shop and process: its queue is what keeps the shop's budget. */
export function createGateway(options: CallerOptions): Gateway {
  const call = createCaller(options);
  return {
    ...createShopCalls(call),
    ...createOrderCalls(call),
    ...createCustomerCalls(call),
    ...createDiscountCalls(call),
    ...createTierDiscountCalls(call),
    ...createFileCalls(call),
    ...createRedeemCodeCalls(call, options.sleep),
    ...createStoreCreditCalls(call),
  };
}
