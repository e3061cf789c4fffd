import { db } from "../db.server.ts";
import { readMemberStatement, type StatementEntry } from "../queries/member-statement.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { requireAdmin } from "./request.server.ts";

/** A member's entries for the statement that staff download; null when the shop's program has no such member. */
export async function loadMemberStatement(
  request: Request,
  memberId: string,
): Promise<{ programId: string; pages: AsyncIterable<readonly StatementEntry[]> } | null> {
  const { programId } = (await requireAdmin(request)).shop;
  if (!/^\d{1,18}$/.test(memberId)) return null;
  // A member that was merged into another one is that one, here as on the member's page.
  const member = await readMemberSummary(db, { programId, memberId, now: new Date() });
  return member && { programId, pages: readMemberStatement(db, { programId, memberId: member.memberId }) };
}
