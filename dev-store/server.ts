/** `node dev-store/server.ts [--fresh] [--empty]`: the dev store as a process of its own. */
import { parseArgs } from "node:util";
import { startDevStore } from "./start.ts";

const { values } = parseArgs({ options: { fresh: { type: "boolean" }, empty: { type: "boolean" } } });

/** A port from the environment; anything else than a port is refused by the variable's name. */
function portOf(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new Error(`${name} must be a port number`);
  return value;
}

/** The app's credentials must be the ones that the app has; without them nothing it signs would be believed. */
function requireEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the dev store needs the same value as the app`);
  return value;
}

const devStore = await startDevStore({
  dataDir: process.env.DATA_DIR ?? ".data",
  apiKey: requireEnvironment("SHOPIFY_API_KEY"),
  apiSecret: requireEnvironment("SHOPIFY_API_SECRET"),
  appUrl: `http://127.0.0.1:${portOf("APP_PORT", 3000)}`,
  storePort: portOf("DEV_STORE_PORT", 4000),
  gatewayPort: portOf("GATEWAY_PORT", 4001),
  smtpPort: portOf("DEV_STORE_SMTP_PORT", 4025),
  fresh: values.fresh ?? false,
  empty: values.empty ?? false,
});

let stopping = false;
/** Ends in order, once, whoever asks first. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  void devStore.close().then(() => process.exit(0));
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
process.on("disconnect", stop);
console.log(
  `dev store ready ${devStore.storeUrl} (gateway ${devStore.gatewayUrl}, mail port ${devStore.store.config.smtpPort})`,
);
process.send?.("ready");
