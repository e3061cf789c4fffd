import { z } from "zod";
import type { SetAs } from "../commands/restore-tier.ts";
import type { HeldTier } from "../commands/set-tier.ts";
import { dayOf, endOfDay } from "../domain/time.ts";
import type { MemberProblem } from "../ui/members/member-shown.ts";

/** What a form of the member's page asks for, read and checked. */
export type MemberChange =
  | { intent: "adjust"; points: bigint; reason: string; key: string }
  | { intent: "setTier"; tier: string | null; until: Date | null; lock: boolean }
  /** Undoes the adjustment of this key. */
  | { intent: "undoAdjust"; reason: string; key: string }
  /** Undoes a tier that was set as `set`, and gives back what was held before. */
  | { intent: "undoTier"; before: HeldTier; set: SetAs }
  | { intent: "undo"; codeId: string }
  | { intent: "addNote"; text: string }
  | { intent: "removeNote"; noteId: string };

export type ParsedChange = { ok: true; change: MemberChange } | { ok: false; problem: MemberProblem };

const held = z.object({
  tier: z.string().max(64).nullable(),
  hold: z.object({ by: z.enum(["staff", "start"]), until: z.iso.datetime().nullable(), lock: z.boolean() }).nullable(),
});
const setAs = z.object({
  tier: z.string().max(64).nullable(),
  until: z.iso.datetime().nullable(),
  lock: z.boolean(),
});

const POINTS = /^[+-]?\d{1,9}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A field that holds JSON of a certain shape. */
function json<Shape extends z.ZodType>(shape: Shape) {
  const text = z.string().max(1_000);
  return text
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: "custom", message: "is no JSON" });
        return z.NEVER;
      }
    })
    .pipe(shape);
}

/** Only our own page can send anything else, so that it is answered as a malformed request. */
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("adjust"), points: z.string(), reason: z.string().max(500), key: z.uuid() }),
  z.object({
    intent: z.literal("setTier"),
    tier: z.string().max(64),
    stay: z.enum(["floor", "until", "lock"]),
    until: z.string(),
  }),
  z.object({ intent: z.literal("undoAdjust"), reason: z.string().max(600), key: z.uuid() }),
  z.object({ intent: z.literal("undoTier"), before: json(held), set: json(setAs) }),
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
  if (sent.intent === "undoAdjust" || sent.intent === "undoTier") return { ok: true, change: sent };
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
