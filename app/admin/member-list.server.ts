import { db } from "../db.server.ts";
import { findLevel, type Program } from "../domain/program.ts";
import { logger } from "../logger.server.ts";
import { listMembers, type MemberLine } from "../queries/member-list.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { gatewayOf } from "../shopify.server.ts";
import type { CustomerName } from "../shopify/gateway.ts";
import type { MemberShown } from "../ui/members/member-table.tsx";
import { requireAdmin } from "./request.server.ts";

const SEARCH_LENGTH = 200;
const FOUND_AT_MOST = 25;

/** What the list of members shows: a page of all, or whom Shopify finds for a text. */
export async function loadMemberList(request: Request) {
  const { shop } = await requireAdmin(request);
  const parameters = new URL(request.url).searchParams;
  const search = (parameters.get("search") ?? "").trim().slice(0, SEARCH_LENGTH);
  const after = idOrNone(parameters.get("after"));
  const { program } = await readProgram(db, { programId: shop.programId, now: new Date() });
  const found = search === "" ? [] : await searchNames(shop.domain, search);
  const page = await listMembers(db, {
    programId: shop.programId,
    shopId: shop.id,
    ...(search === "" ? {} : { customerIds: (found ?? []).map(({ id }) => id) }),
    ...(after === null ? {} : { after }),
  });
  const ids = page.members.flatMap(({ customerId }) => (customerId === null ? [] : [customerId]));
  const names = search === "" ? await namesOf(shop.domain, ids) : new Map((found ?? []).map((name) => [name.id, name]));
  return {
    search,
    searchFailed: found === null,
    members: page.members.map((member) => shown(member, names, program)),
    nextUrl: page.next === null ? null : `/app/members?after=${page.next}`,
    firstUrl: after === null ? null : "/app/members",
  };
}

/** Null when Shopify can't be asked now: the page says so, and still works without names. */
async function searchNames(domain: string, text: string): Promise<readonly CustomerName[] | null> {
  try {
    return await gatewayOf(domain).searchCustomers(text, FOUND_AT_MOST);
  } catch (error) {
    logger.warn({ err: error }, "members could not be searched in Shopify");
    return null;
  }
}

/** The names of customers for one page; none when Shopify can't be asked now. */
export async function namesOf(domain: string, ids: readonly string[]): Promise<ReadonlyMap<string, CustomerName>> {
  if (ids.length === 0) return new Map();
  try {
    return await gatewayOf(domain).listCustomerNames(ids);
  } catch (error) {
    logger.warn({ err: error }, "customers' names could not be read from Shopify");
    return new Map();
  }
}

function shown(member: MemberLine, names: ReadonlyMap<string, CustomerName>, program: Program): MemberShown {
  const customer = member.customerId === null ? undefined : names.get(member.customerId);
  return {
    memberId: member.memberId,
    name: customer === undefined || customer.name === "" ? null : customer.name,
    email: customer?.email ?? null,
    balance: Number(member.available),
    pending: Number(member.pending),
    tierName: member.tier === null ? null : (findLevel(program, member.tier)?.name ?? member.tier),
    excluded: member.excluded,
    activeAt: member.activeAt?.toISOString() ?? null,
  };
}

function idOrNone(text: string | null): string | null {
  return text !== null && /^\d{1,19}$/.test(text) ? text : null;
}
