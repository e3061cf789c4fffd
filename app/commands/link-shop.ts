import { randomUUID } from "node:crypto";
import type { Connection, Database } from "../database.ts";
import { transaction } from "../database.ts";
import { currencyExponent } from "../domain/money.ts";
import { divide, formatRational, isDecimal, multiply, ONE, parseDecimal, rational } from "../domain/rational.ts";
import type { Rational } from "../domain/rational.ts";
import { versionAt } from "../domain/timeline.ts";
import type { AdoptedVersion, ProgramVersion } from "../domain/timeline.ts";
import { loadTimeline } from "../ledger/programs.ts";
import type { CodeRefusal, Host } from "./link-codes.ts";
import { endCodesOf, findHost, lockShop } from "./link-codes.ts";
import { recordChange } from "./record-change.ts";

export type LinkRefusal =
  | CodeRefusal
  /** Both shops share a program already. */
  | "alreadyLinked"
  /** The shop shares its program with others: it has to leave them first. */
  | "leaveFirst"
  /** A shop is coming to one of the programs, or leaving it, in this moment. */
  | "linkUnderway"
  /** A change of many members or a review of all of them is at work. */
  | "workUnderway"
  /** The currencies differ and no rate was given, or one that is no positive decimal. */
  | "rateMissing";

export type Guest = { shopId: string; programId: string; domain: string; currency: string };

/** A link as it was agreed on: the code is good, and nothing stands in the way. */
export type LinkPlan = { guest: Guest; host: Host; hostCurrency: string; rateNeeded: boolean };

/** A rate that staff type: at most so much before and after the point. */
const RATE = /^[0-9]{1,9}(?:\.[0-9]{1,9})?$/u;

export function isRate(text: string): boolean {
  return RATE.test(text) && isDecimal(text) && parseDecimal(text).n > 0n;
}

/** Rule 23: whether a shop can be linked by a code, and to whom. Nothing is changed, but a wrong code is counted. */
export async function planLink(
  db: Database,
  input: { shopId: string; code: string; now: Date },
): Promise<{ ok: true; plan: LinkPlan } | { ok: false; reason: LinkRefusal }> {
  return transaction(db, (connection) => planWithin(connection, input));
}

/**
 * Rule 23: links a shop to the program of the shop whose staff made the code: from now on the members move (app/jobs/link-shops), and the
 * shop's webhooks wait until they have. The code is used up. Of two who do it at once, one is refused.
 */
export async function linkShop(
  db: Database,
  input: { shopId: string; code: string; rate: string | null; author: string; now: Date },
): Promise<{ ok: true; plan: LinkPlan } | { ok: false; reason: LinkRefusal }> {
  const { shopId, author, now } = input;
  const answer = await transaction(db, async (connection) => {
    const planned = await planWithin(connection, input);
    if (!planned.ok) return planned;
    const { guest, host, hostCurrency, rateNeeded } = planned.plan;
    if (rateNeeded && (input.rate === null || !isRate(input.rate)))
      return { ok: false as const, reason: "rateMissing" as const };
    const rate = rateNeeded ? input.rate : null;
    const factor = await adoptVersions(connection, { guest, host, rate, now });
    await connection.query("UPDATE link_codes SET ended_at = $2, used_by = $3 WHERE id = $1", [
      host.codeId,
      now,
      shopId,
    ]);
    await endCodesOf(connection, shopId, now);
    await connection.query("UPDATE shops SET held_since = $2 WHERE id = $1", [shopId, now]);
    await connection.query(
      `INSERT INTO link_jobs (program_id, kind, shop_id, from_program, to_program, rate, factor, phase, total, author, begun_at)
       SELECT $1, 'join', $2, $3, $1, $4, $7, 'members',
         (SELECT count(DISTINCT member_id) FROM member_customers WHERE program_id = $3), $5, $6`,
      [host.programId, shopId, guest.programId, rate, author, now, formatRational(factor)],
    );
    const after = { shop: guest.domain, host: host.domain, currency: hostCurrency, ...(rate === null ? {} : { rate }) };
    for (const programId of [host.programId, guest.programId]) {
      await recordChange(connection, {
        programId,
        actor: author,
        action: "linkShop",
        subject: `shop:${shopId}`,
        after,
        now,
      });
    }
    return planned;
  });
  return answer;
}

async function planWithin(
  connection: Connection,
  input: { shopId: string; code: string; now: Date },
): Promise<{ ok: true; plan: LinkPlan } | { ok: false; reason: LinkRefusal }> {
  const { shopId, now } = input;
  const found = await findHost(connection, input);
  if (!found.ok) return found;
  // Shops are locked in one order, whoever wants to link to whom; the own one is locked already where it comes first, and else both are free.
  const { host } = found;
  if (!(await tryLockShop(connection, host.shopId))) return { ok: false, reason: "linkUnderway" };
  const { rows } = await connection.query<Guest & { others: boolean }>(
    `SELECT id::text AS "shopId", program_id::text AS "programId", domain, currency,
       EXISTS (SELECT FROM shops o WHERE o.program_id = shops.program_id AND o.id <> shops.id) AS others
     FROM shops WHERE id = $1`,
    [shopId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no shop ${shopId}`);
  const { others, ...guest } = row;
  if (guest.programId === host.programId) return { ok: false, reason: "alreadyLinked" };
  if (others) return { ok: false, reason: "leaveFirst" };
  const busy = await whatIsUnderway(connection, [guest.programId, host.programId]);
  if (busy !== null) return { ok: false, reason: busy };
  const timeline = await loadTimeline(connection, host.programId);
  const hostCurrency = versionAt(timeline, now).program.currency;
  return { ok: true, plan: { guest, host, hostCurrency, rateNeeded: hostCurrency !== guest.currency } };
}

/** Two shops that enter each other's codes at once must not wait for each other. */
async function tryLockShop(connection: Connection, shopId: string): Promise<boolean> {
  const { rows } = await connection.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked",
    [`link:${shopId}`],
  );
  return rows[0]?.locked === true;
}

/** What has to come to its end before a shop can come or go. */
export async function whatIsUnderway(
  connection: Connection,
  programIds: readonly string[],
): Promise<"linkUnderway" | "workUnderway" | null> {
  const { rows } = await connection.query<{ links: boolean; work: boolean }>(
    `SELECT EXISTS (SELECT FROM link_jobs WHERE finished_at IS NULL
         AND (program_id = ANY ($1::bigint[]) OR from_program = ANY ($1::bigint[]) OR to_program = ANY ($1::bigint[]))) AS links,
       EXISTS (SELECT FROM bulk_jobs WHERE program_id = ANY ($1::bigint[]) AND finished_at IS NULL)
         OR EXISTS (SELECT FROM tier_reviews WHERE program_id = ANY ($1::bigint[]) AND kind = 'asked' AND status IN ('looking', 'moving')) AS work`,
    [programIds],
  );
  if (rows[0]?.links === true) return "linkUnderway";
  return rows[0]?.work === true ? "workUnderway" : null;
}

/** Numbers of versions that were brought begin here: a program never publishes so many. */
const ADOPTED_FROM = 1_000_000;

/** What is pinned to the guest's versions keeps to them: they are copied, with what their money counts in the host's. */
async function adoptVersions(
  connection: Connection,
  input: { guest: Guest; host: Host; rate: string | null; now: Date },
): Promise<Rational> {
  const { guest, host, rate, now } = input;
  const [from, to] = [await loadTimeline(connection, guest.programId), await loadTimeline(connection, host.programId)];
  const factor = await factorOf(connection, guest, { rate, from: versionAt(from, now), to: versionAt(to, now) });
  const { rows } = await connection.query<{ next: number }>(
    "SELECT coalesce(max(version), $2) + 1 AS next FROM adopted_versions WHERE program_id = $1",
    [host.programId, ADOPTED_FROM],
  );
  let number = rows[0]?.next ?? ADOPTED_FROM + 1;
  const brought: (ProgramVersion & Partial<AdoptedVersion>)[] = [...from, ...(from.adopted ?? [])];
  for (const version of brought) {
    await connection.query(
      `INSERT INTO adopted_versions (program_id, version, shop_id, from_program, from_version, document, effective_at, until, factor)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[
          host.programId,
          number,
          guest.shopId,
          guest.programId,
          version.version,
          version.program,
          version.effectiveAt,
        ],
        ...[version.until ?? now, formatRational(multiply(version.factor ?? ONE, factor))],
      ],
    );
    number += 1;
  }
  await moveRevision(connection, [host.programId]);
  return factor;
}

/** Whoever computes with a program's versions as they were computes anew. */
export async function moveRevision(connection: Connection, programIds: readonly string[]): Promise<void> {
  await connection.query("UPDATE programs SET revision = nextval('program_revisions') WHERE id = ANY ($1::bigint[])", [
    programIds,
  ]);
}

/** What one smallest coin of the guest's program counts in the host's: by the rates of the shop's currency in either. */
async function factorOf(
  connection: Connection,
  guest: Guest,
  { rate, from, to }: { rate: string | null; from: ProgramVersion; to: ProgramVersion },
): Promise<Rational> {
  if (from.program.currency === to.program.currency) return ONE;
  const { rows } = await connection.query<{ rate: string | null }>("SELECT rate::text FROM shops WHERE id = $1", [
    guest.shopId,
  ]);
  const former = from.program.currency === guest.currency ? "1" : (rows[0]?.rate ?? "1");
  const exponent = (currency: string): Rational => rational(10n ** BigInt(currencyExponent(currency)));
  const coins = divide(exponent(to.program.currency), exponent(from.program.currency));
  return multiply(divide(parseDecimal(rate ?? "1"), parseDecimal(former)), coins);
}

/**
 * The rate of a shop's currency can be set anew at any time: orders from then on count by it, and those that waited for one at once
 * (rule 23): the worker is told of it together with the change, however many orders there are.
 */
export async function setShopRate(
  db: Database,
  input: { programId: string; shopId: string; rate: string; author: string; now: Date },
): Promise<boolean> {
  const { programId, shopId, rate, author, now } = input;
  if (!isRate(rate)) return false;
  return transaction(db, async (connection) => {
    await lockShop(connection, shopId);
    const { rows } = await connection.query<{ former: string | null }>(
      `UPDATE shops SET rate = $3 FROM (SELECT rate AS former FROM shops WHERE id = $2 AND program_id = $1 FOR UPDATE) AS before
       WHERE id = $2 AND program_id = $1 RETURNING before.former::text`,
      [programId, shopId, rate],
    );
    const [changed] = rows;
    if (changed === undefined) return false;
    const subject = `shop:${shopId}`;
    const change = { programId, actor: author, action: "setRate", subject, before: changed.former, after: rate, now };
    if (changed.former !== rate) await recordChange(connection, change);
    await tellRateSet(connection, shopId, now);
    return true;
  });
}

/** A message for the worker, in the inbox (app/jobs/topics.ts). */
async function tellRateSet(connection: Connection, shopId: string, now: Date): Promise<void> {
  await connection.query(
    `INSERT INTO inbox (shop, topic, event_id, payload, triggered_at, received_at, next_at)
     SELECT domain, 'laurel/rate_set', $2, '{}', $3, $3, $3 FROM shops WHERE id = $1`,
    [shopId, randomUUID(), now],
  );
}
