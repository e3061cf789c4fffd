import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import type { Subscription } from "./types.ts";

type Entry = {
  topics?: string[];
  compliance_topics?: string[];
  uri?: string;
  filter?: string;
  include_fields?: string[];
};
type Toml = { webhooks?: { api_version?: string; subscriptions?: Entry[] } };

/** The webhook subscriptions of a shopify.app.toml, and the API version that they are written in. */
export function readSubscriptions(file: string): { apiVersion: string; subscriptions: Subscription[] } {
  const { webhooks } = parse(readFileSync(file, "utf8")) as Toml;
  if (!webhooks?.api_version) throw new Error(`${file} has no [webhooks] api_version`);
  const subscriptions = (webhooks.subscriptions ?? []).flatMap((entry) => {
    if (!entry.uri) throw new Error(`${file}: a webhook subscription has no uri`);
    const uri = entry.uri;
    if (entry.filter ?? entry.include_fields)
      throw new Error(`${file}: the dev store doesn't know filter and include_fields of subscriptions`);
    return [...(entry.topics ?? []), ...(entry.compliance_topics ?? [])].map((topic) => ({ topic, uri }));
  });
  return { apiVersion: webhooks.api_version, subscriptions };
}
