import { db } from "../db.server.ts";
import { csvCell } from "../domain/statement.ts";
import { findLevel } from "../domain/program.ts";
import { readMemberFilter, readMemberSort } from "../queries/member-filter.ts";
import { listMembers, type MemberLine } from "../queries/member-list.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { requireAdmin } from "./request.server.ts";

const PAGE = 1_000;
const COLUMNS = ["member", "customer", "tier", "available", "pending", "debt", "excluded", "joined", "lastActivity"];
const BYTE_ORDER_MARK = "\uFEFF";

/** The members of a filter, or the chosen ones among them, as a CSV file; ids only, because Laurel keeps no names. */
export async function exportMembers(request: Request): Promise<AsyncGenerator<string>> {
  const { shop } = await requireAdmin(request);
  const parameters = new URL(request.url).searchParams;
  const now = new Date();
  const { program } = await readProgram(db, { programId: shop.programId, now });
  const chosen = parameters.get("members");
  const wanted = chosen === null ? null : new Set(chosen.split(",").filter((id) => id !== ""));
  const wish = {
    ...{ programId: shop.programId, shopId: shop.id, program, now, limit: PAGE },
    filter: readMemberFilter(parameters),
    sort: readMemberSort(parameters.get("sort")),
  };
  return write(wish, wanted, (tier) => findLevel(program, tier)?.name ?? tier);
}

async function* write(
  wish: Parameters<typeof listMembers>[1],
  wanted: Set<string> | null,
  nameOf: (tier: string) => string,
): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`;
  for (let after: string | null = null; ;) {
    const page = await listMembers(db, { ...wish, after });
    const members = page.members.filter(({ memberId }) => wanted === null || wanted.delete(memberId));
    yield members.map((member) => lineOf(member, nameOf)).join("");
    if (page.next === null || wanted?.size === 0) return;
    after = page.next;
  }
}

function lineOf(member: MemberLine, nameOf: (tier: string) => string): string {
  const { memberId, customerId, tier, available, pending, debt, excluded, joinedAt, activeAt } = member;
  const cells = [
    ...[memberId, customerId, tier === null ? null : nameOf(tier), available, pending, debt],
    ...[excluded ? "yes" : "no", joinedAt?.toISOString() ?? null, activeAt?.toISOString() ?? null],
  ];
  return `${cells.map(csvCell).join(",")}\r\n`;
}
