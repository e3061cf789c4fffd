import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TOPICS, readMessage } from "./topics.ts";

// A topic that is subscribed to and not understood is a change in the shop that nobody hears of.

const configuration = z
  .object({
    webhooks: z.object({
      subscriptions: z.array(
        z.object({ topics: z.array(z.string()).default([]), compliance_topics: z.array(z.string()).default([]) }),
      ),
    }),
  })
  .parse(parse(readFileSync(new URL("../../shopify.app.toml", import.meta.url), "utf8")));

const subscribed = configuration.webhooks.subscriptions.flatMap((each) => [...each.topics, ...each.compliance_topics]);

describe("topics", () => {
  it("are those of shopify.app.toml, no more and no fewer", () => {
    expect([...TOPICS].sort()).toEqual([...subscribed].sort());
  });

  it("read ids however they are written", () => {
    const edit = { order_edit: { order_id: "98765432109876543210", committed_at: "2026-01-05T10:00:00+01:00" } };
    expect(readMessage("orders/edited", edit)).toEqual({
      kind: "orderChanged",
      orderId: "98765432109876543210",
      editedAt: new Date("2026-01-05T09:00:00Z"),
    });
    expect(readMessage("refunds/create", { order_id: 7 })).toEqual({ kind: "orderChanged", orderId: "7" });
    const tags = { customerId: "gid://shopify/Customer/5", tags: ["vip"], occurredAt: "2026-01-05T09:00:00.000Z" };
    expect(readMessage("customer.tags_added", tags)).toMatchObject({ customerId: "5", added: ["vip"], removed: [] });
  });

  it("ask for nothing when a merge has failed, or a topic isn't ours", () => {
    const ids = {
      admin_graphql_api_customer_kept_id: "gid://shopify/Customer/1",
      admin_graphql_api_customer_deleted_id: "gid://shopify/Customer/2",
    };
    expect(readMessage("customers/merge", { ...ids, status: "success" }).kind).toBe("customersMerged");
    expect(readMessage("customers/merge", { ...ids, status: "failed" }).kind).toBe("nothing");
    expect(readMessage("products/create", {}).kind).toBe("nothing");
  });

  it.each(TOPICS.filter((topic) => !["app/uninstalled", "shop/redact"].includes(topic)))(
    "%s refuses a payload that isn't what it promises",
    (topic) => {
      expect(() => readMessage(topic, {})).toThrow();
      expect(() => readMessage(topic, { id: "seven", order_id: -1, customerId: "gid://shopify/Order" })).toThrow();
    },
  );
});
