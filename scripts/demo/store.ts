import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureDatabase, startDatabase } from "../../database/embedded.ts";
import { migrate } from "../../database/migrate.ts";
import { build, isBuilt, PROJECT } from "./build.ts";
import { startProgram } from "./processes.ts";
import type { Program, Running } from "./processes.ts";
import { emptyDataFolder, openDataFolder, requireFreePorts, requireSecrets } from "./settings.ts";
import type { Ports, Secrets } from "./settings.ts";

export type StoreOptions = {
  dataDir: string;
  ports: Ports;
  /** Forget everything that the folder holds. */
  fresh?: boolean;
  /** No customers and orders. */
  empty?: boolean;
  /** Hot reload instead of the build. */
  dev?: boolean;
  /** Another PostgreSQL than the embedded one. */
  databaseUrl?: string | undefined;
  /** Tells somebody what is being done. */
  say?: (line: string) => void;
  /** Called when one of the processes ends by itself. */
  onUnexpectedEnd?: (message: string) => void;
  logLevel?: string;
  /** What has to be done when the dev store serves and the app has not started yet. */
  beforeApp?: (known: { storeUrl: string; databaseUrl: string }) => Promise<void>;
  /** Where each thing is put as soon as it runs, for a caller that may have to stop in the middle of the start. */
  started?: Running[];
};

/** A store in a box that runs. */
export type RunningStore = {
  storeUrl: string;
  gatewayUrl: string;
  appUrl: string;
  databaseUrl: string;
  dataDir: string;
  secrets: Secrets;
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL, the dev store and the app, in the order in which they need each other. Whatever was started is
 * stopped again when a later one fails.
 */
export async function startStore(options: StoreOptions): Promise<RunningStore> {
  const say = options.say ?? (() => {});
  await requireFreePorts(options.ports);
  const dataDir = openDataFolder(options.dataDir);
  const started = options.started ?? [];
  const stop = (): Promise<void> => stopAll(started);
  try {
    if (options.fresh) await forget(dataDir);
    mkdirSync(join(dataDir, "logs"), { recursive: true });
    const server = await startDatabase({ dataDir, databaseUrl: options.databaseUrl });
    started.push(server);
    if (server.origin === "adopted") say("The PostgreSQL of a run that was killed has been taken over.");
    const databaseUrl = options.databaseUrl ?? (await ensureDatabase(server, "laurel"));
    await migrate(databaseUrl);
    if (!options.dev && !isBuilt()) {
      say("Building the app…");
      await build({ loud: false });
    }
    const secrets = requireSecrets(dataDir);
    const environment = environmentOf(options, { dataDir, databaseUrl, secrets });
    const onUnexpectedEnd = options.onUnexpectedEnd ?? (() => {});
    const start = async (program: Sketch): Promise<void> => {
      const log = join(dataDir, "logs", `${program.log}.log`);
      started.push(await startProgram({ ...program, cwd: PROJECT, env: environment, log, onUnexpectedEnd }));
    };
    const addresses = addressesOf(options.ports);
    await start(storeProgram(options));
    await options.beforeApp?.({ storeUrl: addresses.storeUrl, databaseUrl });
    await start(appProgram(options));
    return { ...addresses, databaseUrl, dataDir, secrets, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Stops what was started last first. */
export async function stopAll(started: Running[]): Promise<void> {
  for (const running of started.splice(0).reverse()) await running.stop();
}

/** Empties the folder, after ending a server that a killed run may have left in it. */
async function forget(dataDir: string): Promise<void> {
  const server = await startDatabase({ dataDir });
  if (server.origin === "borrowed") throw new Error("A demo is running with this data: stop it before --fresh.");
  await server.stop();
  emptyDataFolder(dataDir);
}

export function addressesOf(ports: Ports): Pick<RunningStore, "storeUrl" | "gatewayUrl" | "appUrl"> {
  return {
    storeUrl: `http://localhost:${String(ports.store)}`,
    gatewayUrl: `http://localhost:${String(ports.gateway)}`,
    appUrl: `http://127.0.0.1:${String(ports.app)}`,
  };
}

type Known = { dataDir: string; databaseUrl: string; secrets: Secrets };

/** One environment for both processes: the app reads Shopify's names, the dev store its own. */
function environmentOf(options: StoreOptions, { dataDir, databaseUrl, secrets }: Known): Program["env"] {
  const { storeUrl, gatewayUrl } = addressesOf(options.ports);
  return {
    ...process.env,
    NODE_ENV: options.dev ? "development" : "production",
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    APP_PORT: String(options.ports.app),
    DEV_STORE_PORT: String(options.ports.store),
    GATEWAY_PORT: String(options.ports.gateway),
    PORT: String(options.ports.app),
    HOST: "127.0.0.1",
    SHOPIFY_API_KEY: secrets.apiKey,
    SHOPIFY_API_SECRET: secrets.apiSecret,
    SHOPIFY_APP_URL: gatewayUrl,
    TOKEN_ENCRYPTION_KEY: secrets.tokenEncryptionKey,
    ALLOW_LOOPBACK_APP_URL: "1",
    DEV_STORE_URL: storeUrl,
    DEV_STORE_ALLOW_PRODUCTION_BUILD: "1",
    DEV_STORE_SMTP_PORT: String(options.ports.mail),
    SMTP_URL: `smtp://127.0.0.1:${String(options.ports.mail)}`,
    MAIL_FROM: "loyalty@fjell-og-fjord.example",
    LOG_LEVEL: options.logLevel ?? "info",
  };
}

type Sketch = Pick<Program, "name" | "args" | "log" | "readyLine">;

function storeProgram(options: StoreOptions): Sketch {
  const args = ["dev-store/server.ts", ...(options.empty ? ["--empty"] : [])];
  return { name: "The dev store", args, log: "dev-store", readyLine: /dev store ready/ };
}

function appProgram(options: StoreOptions): Sketch {
  const args = ["--import", "./dev-store/register.ts", "server.ts", ...(options.dev ? ["--dev"] : [])];
  return { name: "The app", args, log: "app" };
}
