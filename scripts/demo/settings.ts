import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";

export type Ports = { app: number; store: number; gateway: number; mail: number };

const VARIABLES: Record<keyof Ports, string> = {
  app: "APP_PORT",
  store: "DEV_STORE_PORT",
  gateway: "GATEWAY_PORT",
  mail: "DEV_STORE_SMTP_PORT",
};
const DEFAULTS: Ports = { app: 3000, store: 4000, gateway: 4001, mail: 4025 };
const NAMES = ["app", "store", "gateway", "mail"] as const;

/** Reads the ports; a variable that is no port number is refused by its name. */
export function readPorts(source: Readonly<Record<string, string | undefined>>): Ports {
  const read = (name: keyof Ports): number => {
    const text = source[VARIABLES[name]] ?? String(DEFAULTS[name]);
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 65_535) {
      throw new Error(`${VARIABLES[name]} must be a port number from 1 to 65535, not "${text}".`);
    }
    return value;
  };
  const ports = { app: read("app"), store: read("store"), gateway: read("gateway"), mail: read("mail") };
  if (new Set(Object.values(ports)).size < NAMES.length) {
    throw new Error(`${Object.values(VARIABLES).join(", ")} must be different ports.`);
  }
  return ports;
}

/** Says which variable to set when another program has one of the ports. */
export async function requireFreePorts(ports: Ports): Promise<void> {
  for (const name of NAMES) {
    const port = String(ports[name]);
    const hindrance = await whatHinders(ports[name]);
    if (hindrance === "inUse") {
      throw new Error(
        `Port ${port} is in use, perhaps by another demo: stop that program, or set ${VARIABLES[name]} to a free port.`,
      );
    }
    if (hindrance === "forbidden")
      throw new Error(`Port ${port} may not be used by you: set ${VARIABLES[name]} to a port above 1023.`);
  }
}

type Hindrance = "inUse" | "forbidden" | null;

async function whatHinders(port: number): Promise<Hindrance> {
  const tryHost = (host: string) =>
    new Promise<Hindrance>((done) => {
      const probe = createServer();
      probe.once("error", ({ code }: NodeJS.ErrnoException) => {
        // A machine without IPv6 has nothing listening there either.
        done(code === "EADDRINUSE" ? "inUse" : code === "EACCES" ? "forbidden" : null);
      });
      probe.listen(port, host, () => {
        probe.close(() => {
          done(null);
        });
      });
    });
  // One after the other: the probes would stand in each other's way.
  for (const host of ["127.0.0.1", "::1", "0.0.0.0"]) {
    const hindrance = await tryHost(host);
    if (hindrance !== null) return hindrance;
  }
  return null;
}

const secretsSchema = z.object({ apiKey: z.string(), apiSecret: z.string(), tokenEncryptionKey: z.string() });
export type Secrets = z.infer<typeof secretsSchema>;

/** The app's credentials in this store in a box: made once, kept in the data folder, readable by its owner only. */
export function requireSecrets(dataDir: string): Secrets {
  const path = join(dataDir, "secrets.json");
  if (existsSync(path)) {
    const parsed = secretsSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return parsed.data;
    throw new Error(`${path} is damaged: start anew with npm run demo -- --fresh.`);
  }
  const secrets = {
    apiKey: randomBytes(16).toString("hex"),
    apiSecret: randomBytes(24).toString("hex"),
    tokenEncryptionKey: randomBytes(32).toString("base64"),
  };
  writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** Says that a folder is ours, so that `--fresh` never empties somebody else's. */
const MARKER = "laurel-store";
/** A running test keeps its own server below the default data folder. */
const KEPT = new Set(["test"]);

/** Makes the data folder, or refuses one that holds something else. */
export function openDataFolder(dataDir: string): string {
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true });
  const marker = join(folder, MARKER);
  if (existsSync(marker)) return folder;
  const foreign = readdirSync(folder).filter((entry) => !KEPT.has(entry));
  if (foreign.length > 0) {
    throw new Error(`${folder} is not empty and is no store of Laurel's: set DATA_DIR to another folder.`);
  }
  writeFileSync(marker, "The store in a box (npm run demo) keeps its data here; --fresh empties this folder.\n");
  return folder;
}

/** Removes everything of the store in a box; its servers must have been stopped. */
export function emptyDataFolder(folder: string): void {
  for (const entry of readdirSync(folder)) {
    if (entry !== MARKER && !KEPT.has(entry)) rmSync(join(folder, entry), { recursive: true, force: true });
  }
}
