/**
 * The store's clock: the console can move "now" forward, and the store and the app see the same moment.
 *
 * The offset lives in a small file, because the app is another process that must not know of the store. Every process that
 * installs the clock looks at the file twenty times a second; timers and SQL are not touched, only `Date`.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** How often a process looks whether the offset changed. */
const LOOK_EVERY_MS = 50;
const GenuineDate = globalThis.Date;
const genuineNow = GenuineDate.now.bind(GenuineDate);

let offsetMs = 0;
let watched: string | null = null;
let looking: NodeJS.Timeout | null = null;

/** Where the offset is kept: DEV_STORE_CLOCK, or clock.json in the data folder. */
export function clockFile(env: Record<string, string | undefined> = process.env): string {
  return env.DEV_STORE_CLOCK ?? join(env.DATA_DIR ?? ".data", "clock.json");
}

/** The offset that a file asks for; a missing file means no offset, a damaged one is refused by name. */
export function readOffset(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  const value: unknown = (JSON.parse(text) as { offsetMs?: unknown }).offsetMs;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new Error(`${file}: offsetMs must be a whole number of milliseconds, 0 or more`);
  return value;
}

/** Writes the offset so that a reader never sees half a file, and uses it in this process at once. */
export function writeOffset(file: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error("the clock's offset must be a whole number of milliseconds, 0 or more");
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify({ offsetMs: value })}\n`);
  renameSync(temporary, file);
  if (watched === file) offsetMs = value;
}

/** Makes `Date` and `Date.now` of this process follow the file. Calling it again only changes the file. */
export function installClock(file: string): void {
  if (!watched) shiftDate();
  watched = file;
  offsetMs = readOffset(file);
  // A watcher compares with its own first look, which comes later than this one: what is written in between would never be seen.
  looking ??= setInterval(() => {
    if (watched) offsetMs = readOffset(watched);
  }, LOOK_EVERY_MS).unref();
}

/** Gives the process its genuine clock back; for tests. */
export function uninstallClock(): void {
  if (!watched) return;
  if (looking) clearInterval(looking);
  looking = null;
  watched = null;
  offsetMs = 0;
  GenuineDate.now = genuineNow;
  globalThis.Date = GenuineDate;
  GenuineDate.prototype.constructor = GenuineDate;
}

/** The machine's own time, for what must not move: log lines of the console, timeouts. */
export function machineNow(): number {
  return genuineNow();
}

/** Only what reads the present changes: `new Date()`, `Date()` and `Date.now()`; a date made from a value stays itself. */
function shiftDate(): void {
  const now = () => genuineNow() + offsetMs;
  GenuineDate.now = now;
  const Shifted = new Proxy(GenuineDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new GenuineDate(now()).toString(),
  });
  globalThis.Date = Shifted;
  GenuineDate.prototype.constructor = Shifted;
}
