import { adjustPoints } from "../commands/adjust-points.ts";
import { addMemberNote, removeMemberNote } from "../commands/member-notes.ts";
import { recordChange } from "../commands/record-change.ts";
import { restoreTier, type SetAs } from "../commands/restore-tier.ts";
import { setTier } from "../commands/set-tier.ts";
import { undoAdjustment } from "../commands/undo-adjustment.ts";
import { undoCode } from "../commands/undo-code.ts";
import { db } from "../db.server.ts";
import { findCodeOfMember } from "../queries/find-code.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { gatewayOf } from "../shopify.server.ts";
import type { MemberAnswer, MemberProblem } from "../ui/members/member-shown.ts";
import { parseMemberChange, type MemberChange } from "./member-changes.ts";
import { requireAdmin } from "./request.server.ts";

/** Why a command refused, in the words of the page. */
const PROBLEMS: Readonly<Record<string, MemberProblem>> = {
  unknownMember: "unknownMember",
  unknownTier: "unknownTier",
  unknownCode: "unknownCode",
  used: "used",
  expired: "expired",
  zero: "zero",
  endsBeforeNow: "datePast",
  unavailable: "shopify",
  textMissing: "textMissing",
  unknownNote: "unknownNote",
  unchanged: "alreadyUndone",
  changedMeanwhile: "changedMeanwhile",
};

/** Does what a form of the member's page asks for; null when the form is none of ours. */
export async function changeMember(request: Request, memberId: string): Promise<MemberAnswer | null> {
  const { shop, author } = await requireAdmin(request);
  const now = new Date();
  const { program } = await readProgram(db, { programId: shop.programId, now });
  const parsed = parseMemberChange(await request.formData(), { now, timeZone: program.timeZone });
  if (parsed === null || !/^\d{1,18}$/.test(memberId)) return null;
  if (!parsed.ok) return parsed;
  return carryOut(parsed.change, { programId: shop.programId, memberId, author, now });
}

type Context = { programId: string; memberId: string; author: string; now: Date };

async function carryOut(change: MemberChange, context: Context): Promise<MemberAnswer> {
  switch (change.intent) {
    case "adjust": {
      const { points, reason, key } = change;
      return answer("adjusted", await adjustPoints(db, { ...context, points, reason, key }));
    }
    case "setTier": {
      const { tier, until, lock } = change;
      const done = await setTier(db, { ...context, tier, until, lock });
      if (!done.ok) return answer("tierSet", done);
      const set: SetAs = { tier, until: until?.toISOString() ?? null, lock };
      return { ok: true, done: "tierSet", undo: { before: JSON.stringify(done.before), set: JSON.stringify(set) } };
    }
    case "undoAdjust":
      return answer("takenBack", await undoAdjustment(db, { ...context, reason: change.reason, key: change.key }));
    case "undoTier":
      return answer("takenBack", await restoreTier(db, { ...context, before: change.before, set: change.set }));
    case "undo":
      return undo(change.codeId, context);
    case "addNote":
      return answer("noted", await addMemberNote(db, { ...context, text: change.text }));
    case "removeNote":
      return answer("noteRemoved", await removeMemberNote(db, { ...context, noteId: change.noteId }));
  }
}

/** A shared program's code lives in the shop that it was made in, which need not be the one that asks. */
async function undo(codeId: string, { programId, memberId, author, now }: Context): Promise<MemberAnswer> {
  const code = await findCodeOfMember(db, { programId, memberId, codeId });
  if (code === null) return { ok: false, problem: "unknownCode" };
  const undone = await undoCode(db, { programId, codeId, gateway: gatewayOf(code.domain), now });
  if (undone.ok) {
    const after = { member: memberId };
    await recordChange(db.pool, {
      programId,
      actor: author,
      action: "undoCode",
      subject: `code:${codeId}`,
      after,
      now,
    });
  }
  return answer("undone", undone);
}

type Done = Extract<MemberAnswer, { ok: true }>["done"];

function answer(done: Done, result: { ok: true } | { ok: false; reason: string }): MemberAnswer {
  if (result.ok) return { ok: true, done };
  const problem = PROBLEMS[result.reason];
  if (problem === undefined)
    throw new Error(`a change of a member was refused for an unknown reason: ${result.reason}`);
  return { ok: false, problem };
}
