import { db } from "../db.server.ts";
import { findLevel, orderedLevels, type Program } from "../domain/program.ts";
import { dayOf } from "../domain/time.ts";
import { logger } from "../logger.server.ts";
import { listBulkJobs } from "../queries/bulk-jobs.ts";
import { readMemberFilter, readMemberSort, writeMemberQuery } from "../queries/member-filter.ts";
import { listMembers, listMembersOfCustomers, type MemberLine } from "../queries/member-list.ts";
import { listProgramShops } from "../queries/linked-shops.ts";
import { listMemberViews } from "../queries/member-views.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { gatewayOf } from "../shopify.server.ts";
import type { CustomerName } from "../shopify/gateway.ts";
import type { MemberShown } from "../ui/members/member-table.tsx";
import { type Elsewhere, namesElsewhere, namesOf } from "./customer-names.server.ts";
import { requireAdmin } from "./request.server.ts";

const SEARCH_LENGTH = 200;
const FOUND_AT_MOST = 25;

/** What the list of members shows: a page of those of a filter, or whom Shopify finds for a text. */
export async function loadMemberList(request: Request) {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const parameters = new URL(request.url).searchParams;
  const now = new Date();
  const filter = readMemberFilter(parameters);
  const sort = readMemberSort(parameters.get("sort"));
  const after = parameters.get("after");
  const search = (parameters.get("search") ?? "").trim().slice(0, SEARCH_LENGTH);
  const [{ program }, views, [newestJob]] = await Promise.all([
    readProgram(db, { programId, now }),
    listMemberViews(db, { programId }),
    listBulkJobs(db, { programId, limit: 1 }),
  ]);
  const wish = { programId, shopId: shop.id, program, now, filter };
  const found = search === "" ? null : await searchMembers(shop, search, wish);
  const page = found ?? (await listMembers(db, { ...wish, sort, after }));
  const names = found?.names ?? (await namesOf(shop.domain, customersOf(page.members)));
  const strangers = page.members.filter(({ customerId }) => customerId === null).map(({ memberId }) => memberId);
  const elsewhere = found?.elsewhere ?? (await namesElsewhere(shop, strangers));
  const query = writeMemberQuery(filter, sort);
  return {
    search,
    searchFailed: found?.failed === true,
    members: page.members.map((member) => shown(member, { names, elsewhere }, program)),
    query,
    filterQuery: writeMemberQuery(filter, "newest"),
    sort,
    next: page.next,
    isFirst: after === null,
    views,
    levels: orderedLevels(program).map(({ id, name }) => ({ id, name })),
    today: dayOf(now, program.timeZone),
    running: newestJob !== undefined && newestJob.status !== "done" ? newestJob.jobId : null,
  };
}

type Search = {
  members: MemberLine[];
  next: null;
  names: ReadonlyMap<string, CustomerName>;
  elsewhere: ReadonlyMap<string, Elsewhere>;
  failed: boolean;
};
type Wish = Omit<Parameters<typeof listMembersOfCustomers>[1], "customerIds">;

/**
 * Whom Shopify finds, in this shop and in those that share its program (rule 23): this shop's customers first, then members who are
 * customers elsewhere alone. Where a shop can't be asked now, the page says so, and still works without.
 */
async function searchMembers(own: { id: string; domain: string }, text: string, wish: Wish): Promise<Search> {
  const shops = await listProgramShops(db, { programId: wish.programId });
  const others = shops.filter(({ id, installed }) => installed && id !== own.id);
  const answers = await Promise.all([own, ...others].map((shop) => searchShop(shop, text, wish)));
  const names = new Map<string, CustomerName>();
  const elsewhere = new Map<string, Elsewhere>();
  const members = new Map<string, MemberLine>();
  for (const { shop, found, members: lines } of answers) {
    const byId = new Map(found.map((name) => [name.id, name]));
    for (const line of lines) {
      if (members.has(line.memberId)) continue;
      const name = byId.get(line.customerId ?? "");
      if (shop.id === own.id) {
        if (name !== undefined) names.set(name.id, name);
        members.set(line.memberId, line);
        continue;
      }
      const known = { name: name?.name === "" ? null : (name?.name ?? null), email: name?.email ?? null };
      elsewhere.set(line.memberId, { ...known, shop: shop.domain });
      members.set(line.memberId, { ...line, customerId: null });
    }
  }
  const failed = answers.some((answer) => answer.failed);
  return { members: [...members.values()].slice(0, FOUND_AT_MOST), next: null, names, elsewhere, failed };
}

async function searchShop<Shop extends { id: string; domain: string }>(shop: Shop, text: string, wish: Wish) {
  try {
    const found = await gatewayOf(shop.domain).searchCustomers(text, FOUND_AT_MOST);
    const customerIds = found.map(({ id }) => id);
    const members = await listMembersOfCustomers(db, { ...wish, shopId: shop.id, customerIds });
    return { shop, found, members, failed: false };
  } catch (error) {
    logger.warn({ err: error, shop: shop.domain }, "members could not be searched in Shopify");
    return { shop, found: [], members: [], failed: true };
  }
}

function customersOf(members: readonly MemberLine[]): string[] {
  return members.flatMap(({ customerId }) => (customerId === null ? [] : [customerId]));
}

type Names = { names: ReadonlyMap<string, CustomerName>; elsewhere: ReadonlyMap<string, Elsewhere> };

function shown(member: MemberLine, { names, elsewhere }: Names, program: Program): MemberShown {
  const other = elsewhere.get(member.memberId);
  const customer = member.customerId === null ? other : names.get(member.customerId);
  return {
    memberId: member.memberId,
    name: customer?.name === "" ? null : (customer?.name ?? null),
    email: customer?.email ?? null,
    shop: other?.shop ?? null,
    balance: Number(member.available),
    pending: Number(member.pending),
    debt: Number(member.debt),
    tierName: member.tier === null ? null : (findLevel(program, member.tier)?.name ?? member.tier),
    excluded: member.excluded,
    activeAt: member.activeAt?.toISOString() ?? null,
  };
}
