import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { requireBinaries } from "./binaries.ts";
import type { Binaries } from "./binaries.ts";
import {
  isAlive,
  isSameProcess,
  processIdentity,
  readPostmasterPid,
  readServerState,
  writeServerState,
} from "./server-state.ts";
import type { ServerState } from "./server-state.ts";
import { findRunAs } from "./unprivileged-user.ts";
import type { RunAs } from "./unprivileged-user.ts";

const START_ATTEMPTS = 5;
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 45_000;

export type EmbeddedOptions = {
  /** The folder of the whole store in a box (DATA_DIR); the server's files go into `postgres/` below it. */
  dataDir: string;
  /** False only for tests, whose data may be lost with the machine. */
  fsync?: boolean;
  maxConnections?: number;
  /** How much memory the server keeps pages in, as PostgreSQL writes it ("4GB"); without it as little as PostgreSQL does by itself. */
  sharedBuffers?: string;
  /** True: statements go through the port even where a Unix socket would take half of what a statement through it costs. */
  portOnly?: boolean;
};

export type DatabaseServer = {
  /** The address of one database of the server. */
  urlOf(database: string): string;
  /** How we came by the server: `external` is DATABASE_URL, `borrowed` belongs to a launcher that is still running. */
  origin: "external" | "started" | "adopted" | "borrowed";
  /** Stops the server if it is ours to stop. */
  stop(): Promise<void>;
};

type Place = { root: string; data: string; state: string; log: string };

/**
 * The PostgreSQL server to use: that of `databaseUrl` when it is set, else an embedded one in `dataDir`.
 * A server that a killed run has left behind is taken over; one of a running launcher is shared.
 */
export async function startDatabase(
  options: EmbeddedOptions & { databaseUrl?: string | undefined },
): Promise<DatabaseServer> {
  const { databaseUrl } = options;
  if (databaseUrl) {
    return { urlOf: (database) => withDatabase(databaseUrl, database), origin: "external", stop: async () => {} };
  }
  return startEmbedded(options);
}

/** Replaces the database's name in a PostgreSQL address. */
export function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

/** Creates the database if the server doesn't have it yet. */
export async function ensureDatabase(server: DatabaseServer, database: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.urlOf("postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
  return server.urlOf(database);
}

async function startEmbedded(options: EmbeddedOptions): Promise<DatabaseServer> {
  const root = resolve(options.dataDir, "postgres");
  const place: Place = {
    root,
    data: join(root, "data"),
    state: join(root, "server.json"),
    log: join(root, "server.log"),
  };
  const runAs = findRunAs();
  mkdirSync(place.root, { recursive: true });
  let state = readServerState(place.state);
  const running = state && (await findRunning(place, state));
  if (state && running) return takeOver(place, state, running);

  const binaries = await requireBinaries(runAs, state?.binaries);
  if (state) removeSocketDir(state);
  if (!state || !existsSync(join(place.data, "PG_VERSION"))) state = initialise(place, binaries, runAs);
  const socketDir = options.portOnly === true ? undefined : makeSocketDir();
  for (let attempt = 1; ; attempt += 1) {
    state = claim(place, { ...state, port: await freePort(state.port), socketDir }, binaries.copy);
    const pid = await launch({ place, state, binaries, runAs, options });
    if (pid !== undefined) return ownServer(place, state, pid, "started");
    const other = await findRunning(place, state);
    if (other) return takeOver(place, state, other);
    // Right after a crash the old server's shared memory may still be held: the next try, a second later, succeeds.
    if (attempt === START_ATTEMPTS) {
      removeSocketDir(state);
      throw startFailure(place);
    }
    await sleep(1000);
  }
}

/** The longest path that a Unix socket may have on every system that has them, with the socket's own name. */
const SOCKET_PATH_MAX = 100;

/** A folder in which the server's user may put a socket; undefined where there are no such sockets. Whoever comes in still has to know the password. */
function makeSocketDir(): string | undefined {
  if (process.platform === "win32") return undefined;
  const path = mkdtempSync(join(tmpdir(), "laurel-socket-"));
  chmodSync(path, 0o777);
  if (socketOf(path, 65_535).length <= SOCKET_PATH_MAX) return path;
  rmSync(path, { recursive: true });
  return undefined;
}

/** PostgreSQL names its sockets by the port. */
function socketOf(socketDir: string, port: number): string {
  return join(socketDir, `.s.PGSQL.${String(port)}`);
}

function removeSocketDir({ socketDir }: ServerState): void {
  if (socketDir !== undefined) rmSync(socketDir, { recursive: true, force: true });
}

/** Records that this process is responsible for the server. */
function claim(place: Place, state: ServerState, copy: string | undefined): ServerState {
  const claimed: ServerState = { ...state, owner: processIdentity(process.pid), binaries: copy };
  writeServerState(place.state, claimed);
  return claimed;
}

/** A server that answers to our password with this data folder is ours, whoever started it. */
async function findRunning(place: Place, state: ServerState): Promise<{ pid: number; port: number } | undefined> {
  const known = readPostmasterPid(place.data);
  if (!known || !isAlive(known.pid)) return undefined;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await answers(urlFor({ ...state, port: known.port }, "postgres"))) return known;
    if (!isAlive(known.pid) || !isPostgres(known.pid)) break;
    await sleep(250);
  }
  // The id was handed to another program since: PostgreSQL would refuse to start over such a file.
  if (!isPostgres(known.pid)) rmSync(join(place.data, "postmaster.pid"), { force: true });
  return undefined;
}

function isPostgres(pid: number): boolean {
  if (process.platform !== "linux") return isAlive(pid);
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").includes("postgres");
  } catch {
    return false;
  }
}

function takeOver(place: Place, state: ServerState, running: { pid: number; port: number }): DatabaseServer {
  const current: ServerState = { ...state, port: running.port };
  if (isSameProcess(state.owner) && state.owner?.pid !== process.pid) {
    return { urlOf: (database) => urlFor(current, database), origin: "borrowed", stop: async () => {} };
  }
  const claimed = claim(place, current, state.binaries);
  return ownServer(place, claimed, running.pid, "adopted");
}

function ownServer(place: Place, state: ServerState, pid: number, origin: "started" | "adopted"): DatabaseServer {
  return {
    urlOf: (database) => urlFor(state, database),
    origin,
    async stop() {
      await stopProcess(pid);
      removeSocketDir(state);
      if (state.binaries) rmSync(state.binaries, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL's "fast" shutdown: sessions are closed, everything committed is on disk. */
async function stopProcess(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGINT");
  if (await endsWithin(pid, STOP_TIMEOUT_MS)) return;
  process.kill(pid, "SIGQUIT");
  await endsWithin(pid, STOP_TIMEOUT_MS);
}

async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid) && Date.now() < deadline) await sleep(25);
  return !isAlive(pid);
}

/** Through the socket where there is one, else through the port. */
function urlFor({ password, port, socketDir }: ServerState, database: string): string {
  const url = `postgresql://postgres:${password}@127.0.0.1:${String(port)}/${database}`;
  if (socketDir === undefined || !existsSync(socketOf(socketDir, port))) return url;
  return `${url}?host=${encodeURIComponent(socketDir)}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  // A server that is being stopped may drop the connection after it was made: that is the answer no.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The known port if it is free, else any free one: every checkout has a server of its own. */
async function freePort(preferred: number): Promise<number> {
  const tryPort = (port: number) =>
    new Promise<number | undefined>((done) => {
      const probe = createServer();
      probe.once("error", () => {
        done(undefined);
      });
      probe.listen(port, "127.0.0.1", () => {
        const address = probe.address();
        probe.close(() => {
          done(typeof address === "object" && address ? address.port : undefined);
        });
      });
    });
  const port = (preferred > 0 ? await tryPort(preferred) : undefined) ?? (await tryPort(0));
  if (port === undefined) throw new Error("No port on 127.0.0.1 is free for PostgreSQL.");
  return port;
}

function initialise(place: Place, binaries: Binaries, runAs: RunAs): ServerState {
  rmSync(place.data, { recursive: true, force: true });
  mkdirSync(place.data, { mode: 0o700 });
  chmodSync(place.data, 0o700);
  if (runAs) chownSync(place.data, runAs.uid, runAs.gid);
  const password = randomBytes(24).toString("base64url");
  const secretFolder = mkdtempSync(join(tmpdir(), "laurel-secret-"));
  try {
    const passwordFile = join(secretFolder, "password");
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (runAs) for (const path of [secretFolder, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
    const { location, cwd } = locate(place, runAs);
    const flags = ["--encoding=UTF8", "--locale=C", "--username=postgres", "--auth=scram-sha-256"];
    const made = spawnSync(binaries.initdb, ["-D", location, `--pwfile=${passwordFile}`, ...flags], {
      ...runAs,
      cwd,
      env: serverEnvironment(),
      encoding: "utf8",
    });
    if (made.status !== 0) {
      throw explain(`${made.stderr}${made.error?.message ?? ""}`, "PostgreSQL could not make its data folder");
    }
  } finally {
    rmSync(secretFolder, { recursive: true, force: true });
  }
  const state: ServerState = { port: 0, password };
  writeServerState(place.state, state);
  return state;
}

/**
 * How the server's user names the data folder. Below a folder that this user cannot pass through (root's home), no
 * path leads there; but the working directory is entered before the identity changes, and Linux names it directly.
 */
function locate(place: Place, runAs: RunAs): { location: string; cwd: string } {
  if (!runAs || process.platform !== "linux") return { location: place.data, cwd: place.data };
  const reach = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", place.data], { ...runAs, cwd: "/", stdio: "ignore" });
  return { location: reach.status === 0 ? place.data : "/proc/self/cwd", cwd: place.data };
}

function serverEnvironment(): NodeJS.ProcessEnv {
  // PostgreSQL gets no secret of ours; LC_ALL keeps its messages in the language that we recognise.
  const environment = { PATH: process.env["PATH"], TMPDIR: tmpdir(), LC_ALL: "C", TZ: "UTC" };
  return environment as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv;
}

type Launch = { place: Place; state: ServerState; binaries: Binaries; runAs: RunAs; options: EmbeddedOptions };

/** Starts the server and waits until it answers; undefined when it ended instead. */
async function launch({ place, state, binaries, runAs, options }: Launch): Promise<number | undefined> {
  const { location, cwd } = locate(place, runAs);
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${String(state.port)}`,
    `unix_socket_directories=${state.socketDir ?? ""}`,
    `max_connections=${String(options.maxConnections ?? 100)}`,
    "timezone=UTC",
    ...(options.sharedBuffers ? [`shared_buffers=${options.sharedBuffers}`] : []),
    ...(options.fsync === false ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : []),
  ];
  const log = openSync(place.log, "w", 0o600);
  try {
    const args = ["-D", location, ...settings.flatMap((setting) => ["-c", setting])];
    // Detached: Ctrl-C must reach the launcher first, which stops the server last.
    const child = spawn(binaries.postgres, args, {
      ...runAs,
      cwd,
      env: serverEnvironment(),
      detached: true,
      stdio: ["ignore", log, log],
    });
    const ended = new AbortController();
    for (const event of ["error", "exit"]) {
      child.once(event, () => {
        ended.abort();
      });
    }
    child.unref();
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!ended.signal.aborted && Date.now() < deadline) {
      if (await answers(urlFor(state, "postgres"))) return child.pid;
      await sleep(30);
    }
    return undefined;
  } finally {
    closeSync(log);
  }
}

function startFailure(place: Place): Error {
  const log = existsSync(place.log) ? readFileSync(place.log, "utf8") : "";
  return explain(log, `PostgreSQL did not start (its messages are in ${place.log})`);
}

/** One clear sentence from PostgreSQL's own words. */
function explain(output: string, fallback: string): Error {
  if (/No space left on device|could not extend file|ENOSPC/.test(output)) {
    return new Error(
      "There is no disk space left for PostgreSQL: free some, or set DATA_DIR to a folder on another disk.",
    );
  }
  if (/could not create shared memory segment|could not resize shared memory/.test(output)) {
    return new Error("PostgreSQL gets no shared memory on this machine (/dev/shm is full or too small).");
  }
  const reason = /(?:FATAL|error|ERROR|initdb|postgres): +(.+)/.exec(output)?.[1];
  return new Error(reason ? `${fallback}: ${reason}` : `${fallback}.`);
}
