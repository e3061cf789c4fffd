import { z } from "zod";
import { dayOf, endOfDay } from "../domain/time.ts";
import type { MemberProblem } from "../ui/members/member-shown.ts";

/** What a form of the member's page asks for, read and checked. */
export type MemberChange =
  | { intent: "adjust"; points: bigint; reason: string; key: string }
  | { intent: "setTier"; tier: string | null; until: Date | null; lock: boolean }
  | { intent: "undo"; codeId: string }
  | { intent: "addNote"; text: string }
  | { intent: "removeNote"; noteId: string };

export type ParsedChange = { ok: true; change: MemberChange } | { ok: false; problem: MemberProblem };

const POINTS = /^[+-]?\d{1,9}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Only our own page can send anything else, so that it is answered as a malformed request. */
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("adjust"), points: z.string(), reason: z.string().max(500), key: z.uuid() }),
  z.object({
    intent: z.literal("setTier"),
    tier: z.string().max(64),
    stay: z.enum(["floor", "until", "lock"]),
    until: z.string(),
  }),
  z.object({ intent: z.literal("undo"), code: z.string().regex(/^\d{1,19}$/) }),
  z.object({ intent: z.literal("addNote"), text: z.string().max(2_000) }),
  z.object({ intent: z.literal("removeNote"), note: z.string().regex(/^\d{1,18}$/) }),
]);

/** Reads a form; null when it is none of ours. `timeZone` decides when the last day of a tier ends. */
export function parseMemberChange(data: FormData, clock: { now: Date; timeZone: string }): ParsedChange | null {
  const parsed = form.safeParse(Object.fromEntries(data));
  if (!parsed.success) return null;
  const sent = parsed.data;
  if (sent.intent === "undo") return { ok: true, change: { intent: "undo", codeId: sent.code } };
  if (sent.intent === "removeNote") return { ok: true, change: { intent: "removeNote", noteId: sent.note } };
  if (sent.intent === "addNote") return { ok: true, change: sent };
  if (sent.intent === "adjust") return parseAdjustment(sent);
  const tier = sent.tier === "" ? null : sent.tier;
  if (sent.stay !== "until") {
    return { ok: true, change: { intent: "setTier", tier, until: null, lock: sent.stay === "lock" } };
  }
  if (!DAY.test(sent.until) || Number.isNaN(Date.parse(sent.until))) return { ok: false, problem: "dateMissing" };
  if (sent.until < dayOf(clock.now, clock.timeZone)) return { ok: false, problem: "datePast" };
  return { ok: true, change: { intent: "setTier", tier, until: endOfDay(sent.until, clock.timeZone), lock: false } };
}

function parseAdjustment(sent: { points: string; reason: string; key: string }): ParsedChange {
  const text = sent.points.trim().replace("−", "-");
  if (!POINTS.test(text)) return { ok: false, problem: "notWhole" };
  const points = BigInt(text.replace("+", ""));
  const reason = sent.reason.trim();
  if (points === 0n) return { ok: false, problem: "zero" };
  if (reason === "") return { ok: false, problem: "reasonMissing" };
  return { ok: true, change: { intent: "adjust", points, reason, key: sent.key } };
}
