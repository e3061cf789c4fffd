import { data } from "@remix-run/node";
import { z } from "zod";
import { rollBackProgram } from "../commands/publish-program.ts";
import { rescheduleVersion, takeBackVersion } from "../commands/scheduled-versions.ts";
import { db } from "../db.server.ts";
import type { Program, ProgramError } from "../domain/program.ts";
import { TimeError, dayOf, wallMoment } from "../domain/time.ts";
import { listScheduled, listShownVersions, readProgram } from "../queries/program-in-force.ts";
import type { AdminRequest } from "./request.server.ts";

const VERSIONS_SHOWN = 10;

/** A version as the pages show it; `before` is the version that it followed or would have followed. */
export type VersionShown = {
  version: number;
  state: "waiting" | "current" | "earlier" | "withdrawn";
  effectiveAt: string;
  publishedAt: string;
  author: string;
  note: string | null;
  withdrawnAt: string | null;
  withdrawnBy: string | null;
  before: Program | null;
  program: Program;
};

/** The newest versions, the newest first, with what each changed. */
export async function loadVersions({ programId }: { programId: string }, now: Date): Promise<VersionShown[]> {
  const [{ version: current }, versions] = await Promise.all([
    readProgram(db, { programId, now }),
    listShownVersions(db, { programId, limit: VERSIONS_SHOWN }),
  ]);
  return versions.map(({ line, before, program }) => ({
    version: line.version,
    state: stateOf(line, current, now),
    effectiveAt: line.effectiveAt.toISOString(),
    publishedAt: line.publishedAt.toISOString(),
    author: line.author,
    note: line.note,
    withdrawnAt: line.withdrawnAt?.toISOString() ?? null,
    withdrawnBy: line.withdrawnBy,
    before,
    program,
  }));
}

function stateOf(
  line: { version: number; effectiveAt: Date; withdrawnAt: Date | null },
  current: number,
  now: Date,
): VersionShown["state"] {
  if (line.withdrawnAt !== null) return "withdrawn";
  if (line.effectiveAt > now) return "waiting";
  return line.version === current ? "current" : "earlier";
}

/** A version that waits, as the review page sets it against the draft. */
export type WaitingShown = { version: number; effectiveAt: string; program: Program };

export async function loadWaiting({ programId }: { programId: string }, now: Date): Promise<WaitingShown[]> {
  const waiting = await listScheduled(db, { programId, now });
  return waiting.map(({ version, effectiveAt, program }) => ({
    version,
    effectiveAt: effectiveAt.toISOString(),
    program,
  }));
}

/** What is chosen when a time is chosen: the shop's time zone, and the earliest day. */
export function timeChoice(program: Program, now: Date): { timeZone: string; today: string } {
  return { timeZone: program.timeZone, today: dayOf(now, program.timeZone) };
}

export type WhenAnswer = { ok: true; effectiveAt: Date | null } | { ok: false; reason: "notATime" | "past" };

const whenForm = z.object({ when: z.enum(["now", "later"]).catch("now"), day: z.string(), clock: z.string() });

/** Reads when a version shall take effect from a form; null: at once. */
export function readWhen(fields: unknown, timeZone: string, now: Date): WhenAnswer {
  const { when, day, clock } = whenForm.catch({ when: "now", day: "", clock: "" }).parse(fields);
  if (when === "now") return { ok: true, effectiveAt: null };
  try {
    const effectiveAt = wallMoment(day, clock, timeZone);
    return effectiveAt > now ? { ok: true, effectiveAt } : { ok: false, reason: "past" };
  } catch (error) {
    if (error instanceof TimeError) return { ok: false, reason: "notATime" };
    throw error;
  }
}

const number = z.string().regex(/^[1-9]\d{0,8}$/);
const numbers = z
  .string()
  .regex(/^([1-9]\d{0,8}(,[1-9]\d{0,8})*)?$/)
  .default("");
const change = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("rollBack"), version: number, takeBack: numbers }),
  z.object({ intent: z.literal("takeBack"), version: number }),
  z.object({ intent: z.literal("reschedule"), version: number, day: z.string(), clock: z.string() }),
]);

/** Reads a list of versions as a form sends it: "5,6". */
export function readNumbers(text: unknown): number[] {
  const read = numbers.safeParse(text ?? "");
  if (!read.success) throw data(null, { status: 400 });
  return read.data === "" ? [] : read.data.split(",").map(Number);
}

/** What a change of a version answers. */
export type VersionAnswer =
  | { ok: true; intent: "rollBack" | "reschedule"; version: number }
  | { ok: true; intent: "takeBack"; draft: boolean }
  | { ok: false; reason: "inForce" | "past" | "notATime" }
  | { ok: false; reason: "problems"; problems: ProgramError[] };

/** Publishes an earlier version again, or changes one that waits for its time. */
export async function changeVersion(admin: AdminRequest, fields: unknown, now: Date): Promise<VersionAnswer> {
  const sent = change.safeParse(fields);
  if (!sent.success) throw data(null, { status: 400 });
  const { programId } = admin.shop;
  const input = { programId, version: Number(sent.data.version), author: admin.author, now };
  switch (sent.data.intent) {
    case "rollBack": {
      const outcome = await rollBackProgram(db, { ...input, takeBack: readNumbers(sent.data.takeBack) });
      if (outcome.ok) return { ok: true, intent: "rollBack", version: outcome.version };
      if ("reason" in outcome) throw data(null, { status: 404 });
      return { ok: false, reason: "problems", problems: outcome.errors };
    }
    case "takeBack": {
      const taken = await takeBackVersion(db, input);
      return taken.ok ? { ok: true, intent: "takeBack", draft: taken.draft } : refusal(taken.reason);
    }
    case "reschedule": {
      const { program } = await readProgram(db, { programId, now });
      const when = readWhen({ ...sent.data, when: "later" }, program.timeZone, now);
      if (!when.ok) return when;
      const moved = await rescheduleVersion(db, { ...input, effectiveAt: when.effectiveAt ?? now });
      return moved.ok ? { ok: true, intent: "reschedule", version: moved.version } : refusal(moved.reason);
    }
  }
}

function refusal(reason: "unknownVersion" | "inForce" | "past"): VersionAnswer {
  if (reason === "unknownVersion") throw data(null, { status: 404 });
  return { ok: false, reason };
}
