import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const schema = z.object({
  port: z.number().int(),
  password: z.string(),
  /** Which process started the server, so that a second launcher borrows it and an orphan is recognised. */
  owner: z.object({ pid: z.number().int(), startedAt: z.string() }).optional(),
  binaries: z.string().optional(),
  /** Where its Unix socket is. */
  socketDir: z.string().optional(),
});

/** What we know about the server of one data folder; it holds the password, hence mode 0600. */
export type ServerState = z.infer<typeof schema>;

/** Reads the state of a data folder; undefined when there is none or it is unreadable. */
export function readServerState(path: string): ServerState | undefined {
  if (!existsSync(path)) return undefined;
  const parsed = schema.safeParse(safeJson(readFileSync(path, "utf8")));
  return parsed.success ? parsed.data : undefined;
}

/** Replaces the state in one step, so that a kill in between never leaves half a file. */
export function writeServerState(path: string, state: ServerState): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What PostgreSQL itself wrote when it started: its process and port. */
export function readPostmasterPid(dataFolder: string): { pid: number; port: number } | undefined {
  const path = join(dataFolder, "postmaster.pid");
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number.isInteger(port) ? port : 0 } : undefined;
}

/** Whether a process with this id runs. One that has ended but waits for its parent (a zombie) doesn't. */
export function isAlive(pid: number): boolean {
  return processIdentity(pid) !== undefined;
}

/** Identifies a process beyond its id, because ids are handed out again (in containers after every restart). */
export function processIdentity(pid: number): { pid: number; startedAt: string } | undefined {
  if (process.platform !== "linux") return canSignal(pid) ? { pid, startedAt: "" } : undefined;
  try {
    // The fields after the command's closing parenthesis begin with number 3, the state; the start time is number 22.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : { pid, startedAt: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process that we may not signal runs all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether the process that a file speaks of is still the one that runs under that id. */
export function isSameProcess(known: { pid: number; startedAt: string } | undefined): boolean {
  return known !== undefined && processIdentity(known.pid)?.startedAt === known.startedAt;
}
