import { db } from "../db.server.ts";
import { keepTier, nextTier, worthOf } from "../domain/loyalty-metafield.ts";
import { findLevel, findReward, orderedLevels } from "../domain/program.ts";
import { dayOf } from "../domain/time.ts";
import { listCustomersOf } from "../queries/find-member.ts";
import { listMemberMails } from "../queries/mail-log.ts";
import { listMemberNotes } from "../queries/member-notes.ts";
import { readMemberHistory, type HistoryEntry } from "../queries/member-history.ts";
import { readMemberSummary, type MemberSummary } from "../queries/member-summary.ts";
import { listStaffNames } from "../queries/staff-names.ts";
import type { MemberDetails, MemberTier } from "../ui/members/member-shown.ts";
import type { HistoryEntry as ShownEntry } from "../ui/members/member-shown.ts";
import { loadCodeReports } from "./code-reports.server.ts";
import { namesElsewhere, namesOf } from "./customer-names.server.ts";
import { requireAdmin } from "./request.server.ts";

const HISTORY_PAGE = 25;
const CODES_SHOWN = 20;
const NOTES_SHOWN = 50;
const MAILS_SHOWN = 10;

/** Everything that a member's page shows; null when the shop's program has no such member. */
export async function loadMemberPage(request: Request, memberId: string) {
  const { shop } = await requireAdmin(request);
  if (!/^\d{1,18}$/.test(memberId)) return null;
  const { programId } = shop;
  const now = new Date();
  const before = new URL(request.url).searchParams.get("before");
  const summary = await readMemberSummary(db, { programId, memberId, now });
  if (summary === null) return null;
  const { memberId: ownId } = summary;
  const [history, customers, notes, mails, staff] = await Promise.all([
    readMemberHistory(db, { programId, memberId: ownId, limit: HISTORY_PAGE + 1, before }),
    listCustomersOf(db, { programId, memberId: ownId }),
    listMemberNotes(db, { programId, memberId: ownId, limit: NOTES_SHOWN }),
    listMemberMails(db, { programId, memberId: ownId, limit: MAILS_SHOWN }),
    listStaffNames(db, { programId }),
  ]);
  const nameOf = (author: string) => staff.get(author) ?? author;
  const others = customers.filter(({ shopId }) => shopId !== shop.id);
  const domains = new Map(others.map(({ shopId, domain }) => [shopId, domain]));
  const shopNameOf = (shopId: string) => (shopId === shop.id ? null : (domains.get(shopId) ?? ""));
  const customerId = customers.find(({ shopId }) => shopId === shop.id)?.customerId ?? null;
  const names = await namesOf(shop.domain, customerId === null ? [] : [customerId]);
  const name = customerId === null ? undefined : names.get(customerId);
  const elsewhere = customerId === null ? (await namesElsewhere(shop, [ownId])).get(ownId) : undefined;
  const { program } = summary;
  return {
    member: {
      ...detailsOf(summary),
      name: name === undefined || name.name === "" ? (elsewhere?.name ?? null) : name.name,
      email: name?.email ?? elsewhere?.email ?? null,
      customerId,
      elsewhere: others.map(({ domain, customerId: id }) => ({ shop: domain, customerId: id })),
      history: history.slice(0, HISTORY_PAGE).map((entry) => shownEntry(entry, nameOf, shopNameOf)),
      historyNext: history.length > HISTORY_PAGE ? (history[HISTORY_PAGE - 1]?.id ?? null) : null,
      notes: notes.map(({ at, author, ...note }) => ({ ...note, author: nameOf(author), at: at.toISOString() })),
      mails: mails.map(({ at, ...mail }) => ({ ...mail, at: at.toISOString() })),
    } satisfies MemberDetails,
    codeReports: await loadCodeReports({ programId, memberId: summary.memberId, timeZone: program.timeZone }),
    levels: orderedLevels(program).map(({ id, name: levelName }) => ({ id, name: levelName })),
    programName: Object.values(program.texts).find((text) => text.programName !== undefined)?.programName ?? "",
    carriesDebt: program.debt === "carry",
    today: dayOf(now, program.timeZone),
  };
}

type Details = Omit<
  MemberDetails,
  "name" | "email" | "customerId" | "elsewhere" | "history" | "historyNext" | "notes" | "mails"
>;

function detailsOf(summary: MemberSummary): Details {
  const { program, tier } = summary;
  const next = nextTier(tier?.id ?? null, summary.reached, program);
  const hasAmountReward = program.exchange.rewards.some(({ type }) => type === "amount");
  return {
    memberId: summary.memberId,
    excluded: !summary.participates && summary.joinedAt !== null,
    joinedAt: summary.joinedAt?.toISOString() ?? null,
    balance: Number(summary.available),
    worth: hasAmountReward ? worthOf(summary.available, program, tier?.id ?? null, summary.asOf) : null,
    pending: Number(summary.pending),
    reserved: Number(summary.reserved),
    debt: Number(summary.debt),
    tier: tierOf(summary),
    keep: keepOf(summary),
    countedFrom: summary.outlook.countedFrom,
    next: next === null ? null : { name: next.name, missing: next.missing, metric: next.metric, percent: next.percent },
    lots: lotsOf(summary),
    codes: codesOf(summary),
    notices: summary.notices.map(({ id, kind, name, at }) => ({ id, kind, name, at: at.toISOString() })),
  };
}

function keepOf({ tier, outlook, program }: MemberSummary): MemberDetails["keep"] {
  const keep = keepTier(tier?.id ?? null, outlook, program);
  return keep === null ? null : { name: keep.name, missing: keep.missing, metric: keep.metric, by: keep.by };
}

function tierOf({ tier, hold, program }: MemberSummary): MemberTier | null {
  if (tier === null) return null;
  const level = findLevel(program, tier.id);
  const byHand = hold !== null;
  return { ...tier, name: level?.name ?? tier.id, byHand, card: level?.card ?? null };
}

/** Lots that share their day are one line: staff want to know what goes when, not what it was made of. */
function lotsOf(summary: MemberSummary): MemberDetails["lots"] {
  const zone = summary.program.timeZone;
  const pending = sumByDay(summary.pendingLots, (lot) => dayOf(lot.availableAt, zone));
  return [
    ...sumByDay(summary.lots, (lot) => lot.expires).map((lot) => ({ ...lot, pending: false })),
    ...pending.map((lot) => ({ ...lot, pending: true })),
  ];
}

function sumByDay<Lot extends { points: bigint }>(lots: readonly Lot[], dayOfLot: (lot: Lot) => string | null) {
  const sums = new Map<string | null, bigint>();
  for (const lot of lots) sums.set(dayOfLot(lot), (sums.get(dayOfLot(lot)) ?? 0n) + lot.points);
  return [...sums].map(([day, points]) => ({ day, points: Number(points) }));
}

/** The newest codes; those that never came to be are no news for anybody. */
function codesOf({ codes, program }: MemberSummary): MemberDetails["codes"] {
  return codes
    .filter(({ status }) => status !== "failed")
    .sort((a, b) => b.reservedAt.getTime() - a.reservedAt.getTime())
    .slice(0, CODES_SHOWN)
    .map((code) => ({
      id: code.id,
      code: code.code,
      status: code.status,
      points: Number(code.points),
      reward: findReward(program, code.reward) ?? { id: code.reward },
      until: code.lastDay,
      canUndo: code.status === "open",
    }));
}

function shownEntry(
  entry: HistoryEntry,
  nameOf: (author: string) => string,
  shopNameOf: (shopId: string) => string | null,
): ShownEntry {
  const { order, code } = entry;
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    kind: entry.kind,
    points: Number(entry.points),
    balance: Number(entry.balance),
    order:
      order === null
        ? null
        : { shopId: order.shopId, id: order.orderId, name: order.name, shop: shopNameOf(order.shopId) },
    code: code === null ? null : { id: code.id, code: code.code },
    reason: entry.note?.reason ?? null,
    author: entry.note === null ? null : nameOf(entry.note.author),
  };
}
