import { chooseMails, readMailChoices } from "../commands/choose-mails.ts";
import { dismissNotice } from "../commands/dismiss-notice.ts";
import { type Exchanged, exchangePoints } from "../commands/exchange-points.ts";
import { undoCode } from "../commands/undo-code.ts";
import type { Database } from "../database.ts";
import { nextTier, worthOf } from "../domain/loyalty-metafield.ts";
import { lastDayBefore } from "../domain/member-view.ts";
import { dayOf } from "../domain/time.ts";
import { buildProgramMetafield, type ProgramMetafield } from "../domain/program-metafield.ts";
import { findShopper } from "../queries/find-member.ts";
import { isCodeOf } from "../queries/is-code-of.ts";
import { readMemberStatement } from "../queries/member-statement.ts";
import { type MemberSummary, readMemberSummary } from "../queries/member-summary.ts";
import { type OrderName, readOwnOrder } from "../queries/own-order.ts";
import { type ProgramInForce, readProgramAt } from "../queries/program-in-force.ts";
import type { GatewayOf } from "../shopify/gateways.ts";
import type { Balance, Shopper, ShopperAbilities } from "./abilities.ts";
import { refuse } from "./refusals.ts";

/** The real abilities: a shopper's wish becomes one command for the member that the customer is. */
export function createAbilities(db: Database, gatewayOf: GatewayOf): ShopperAbilities {
  return {
    findShopper: async (domain, customerId) => {
      const found = await findShopper(db, { domain, customerId });
      if (found === null) return null;
      const { id: shopId, currency: _currency, held, ...rest } = found;
      return { shopId, customerId, ...rest, ...(held ? { held: true } : {}) };
    },
    program: async ({ programId, revision, sendsMails }, now) => {
      const shown = showOnce(await readProgramAt(db, { programId, revision, now }));
      return sendsMails ? { ...shown, mails: true } : shown;
    },
    exchange: (shopper, request, now) => exchange(db, gatewayOf, shopper, request, now),
    undo: (shopper, request, now) => undo(db, gatewayOf, shopper, request, now),
    dismiss: async ({ member }, request, now) => {
      if (member === null) return refuse("unknownNotice");
      const known = await dismissNotice(db, { ...member, noticeId: request.notice, now });
      return known ? { ok: true } : refuse("unknownNotice");
    },
    mails: async ({ member }) => {
      return member === null ? [] : readMailChoices(db, member);
    },
    chooseMails: async ({ member }, wanted, now) => {
      return member === null ? [] : chooseMails(db, { ...member, wanted, now });
    },
    statement: async ({ member, programId }) => {
      return { programId, pages: member === null ? [] : readMemberStatement(db, member) };
    },
    explain: async ({ member, shopId }, name) => {
      if (member === null) return null;
      const found = await readOwnOrder(db, { ...member, shopId, order: { name } });
      return found?.explanation ? { name: found.name, explanation: found.explanation } : null;
    },
    order: (shopper, order, now) => readOrder(db, shopper, order, now),
  };
}

/** What is kept of a program is the same object until a version is published: what it shows is made once. */
const shownPrograms = new WeakMap<ProgramInForce["program"], ProgramMetafield>();

function showOnce({ program, version }: ProgramInForce): ProgramMetafield {
  const shown = shownPrograms.get(program) ?? buildProgramMetafield(program, version);
  shownPrograms.set(program, shown);
  return shown;
}

async function exchange(
  db: Database,
  gatewayOf: GatewayOf,
  shopper: Shopper,
  request: Parameters<ShopperAbilities["exchange"]>[1],
  now: Date,
): ReturnType<ShopperAbilities["exchange"]> {
  if (shopper.held === true) return refuse("unavailable");
  const { member } = shopper;
  // Somebody whom Laurel has not met yet has no points.
  if (member === null) return refuse("tooFewPoints");
  const { shopId, domain } = shopper;
  const result = await exchangePoints(db, { ...member, ...request, shopId, gateway: gatewayOf(domain), now });
  if (!result.ok) return refuse(result.reason === "unknownMember" ? "tooFewPoints" : result.reason);
  const { code } = result;
  const { zone, limited, ...balance } = await standingAfter(db, { shopper, member, now }, result);
  const credited = code.type === "storeCredit" && code.value !== null ? code.value : null;
  return {
    ok: true,
    ...(credited === null ? {} : { credited }),
    ...(limited ? { limited: true } : {}),
    code: credited === null ? code.code : "",
    codeId: code.id,
    value: code.value,
    points: Number(code.points),
    until: lastDayBefore(code.until, zone),
    ...balance,
  };
}

type AfterExchange = Balance & { limited: boolean; zone: string };
type ShopperNow = { shopper: Shopper; member: NonNullable<Shopper["member"]>; now: Date };

/** How the shopper stands after an exchange: what the statement that took the code has said of it, else what is read now. */
async function standingAfter(
  db: Database,
  { shopper, member, now }: ShopperNow,
  { code, standing }: Exchanged & { ok: true },
): Promise<AfterExchange> {
  if (standing !== undefined && member.programId === shopper.programId) {
    const { program } = await readProgramAt(db, { ...shopper, now });
    const { available, reserved, tier, limited } = standing;
    const worth = worthOf(available, program, tier, now);
    return { balance: Number(available), worth, reserved: Number(reserved), limited, zone: program.timeZone };
  }
  const summary = await readMemberSummary(db, shownTo(shopper, member, now));
  const limited = summary?.limited.some(({ reward }) => reward === code.reward) ?? false;
  return { ...balanceOf(summary), limited, zone: summary?.program.timeZone ?? "UTC" };
}

async function undo(
  db: Database,
  gatewayOf: GatewayOf,
  shopper: Shopper,
  request: Parameters<ShopperAbilities["undo"]>[1],
  now: Date,
): ReturnType<ShopperAbilities["undo"]> {
  if (shopper.held === true) return refuse("undoUnavailable");
  const { member } = shopper;
  const owned = member !== null && (await isCodeOf(db, { ...member, codeId: request.code }));
  // A code of somebody else and one that does not exist are the same to whoever asks: nothing can be found out by guessing.
  if (!owned) return refuse("unknownCode");
  const { programId } = member;
  const result = await undoCode(db, { programId, codeId: request.code, gateway: gatewayOf(shopper.domain), now });
  if (!result.ok) return refuse(result.reason === "unavailable" ? "undoUnavailable" : result.reason);
  const summary = await readMemberSummary(db, shownTo(shopper, member, now));
  return { ok: true, ...balanceOf(summary) };
}

async function readOrder(
  db: Database,
  shopper: Shopper,
  order: OrderName,
  now: Date,
): ReturnType<ShopperAbilities["order"]> {
  const { member, shopId } = shopper;
  const [summary, found] =
    member === null
      ? [null, null]
      : await Promise.all([
          readMemberSummary(db, shownTo(shopper, member, now)),
          readOwnOrder(db, { ...member, shopId, order }),
        ]);
  if (summary === null) {
    const { program } = await readProgramAt(db, { ...shopper, now });
    return { order: null, balance: 0, pending: 0, currency: program.currency, next: null };
  }
  const { available, pending, tier, reached, participates, program } = summary;
  const standing = {
    balance: Number(available),
    pending: Number(pending),
    currency: program.currency,
    next: participates ? nextTier(tier?.id ?? null, reached, program) : null,
  };
  if (found === null) return { order: null, ...standing };
  const { name, points, usableAt, explanation } = found;
  const usableFrom = usableAt !== null && usableAt > now ? dayOf(usableAt, program.timeZone) : null;
  return { order: { name, points: Number(points), usableFrom, explanation }, ...standing };
}

/** How a member's balance is read: no notice stands beside it, and the program is as it was when the shopper was found. */
function shownTo({ programId, revision }: Shopper, member: NonNullable<Shopper["member"]>, now: Date) {
  const isOwn = member.programId === programId;
  return { ...member, ...(isOwn ? { revision } : {}), withoutNotices: true as const, now };
}

/** Null: the member was deleted in this very moment. */
function balanceOf(summary: MemberSummary | null): Balance {
  if (summary === null) return { balance: 0, worth: "0", reserved: 0 };
  const { available, reserved, program, tier, asOf } = summary;
  return {
    balance: Number(available),
    worth: worthOf(available, program, tier?.id ?? null, asOf),
    reserved: Number(reserved),
  };
}
