/** The bodies of all webhooks. */
export * from "./customer.ts";
export * from "./order.ts";
export * from "./product.ts";
export * from "./refund.ts";
export * from "./shop.ts";
