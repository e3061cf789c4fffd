import type { Database } from "../../database.ts";
import { toldEnd } from "../../domain/expiry.ts";
import { lastDayBefore } from "../../domain/member-view.ts";
import { dayOf } from "../../domain/time.ts";
import type { MailSubject } from "../../mail/values.ts";
import { readLotsToTell } from "../../queries/lots-to-tell.ts";
import type { MemberSummary } from "../../queries/member-summary.ts";
import type { ClaimedMail } from "./queue.ts";

/** What a mail tells as it stands when it is sent, and which lots it tells of; or why there is nothing to tell any more. */
export type Told =
  | { ok: true; subject: MailSubject; lots: { no: number; until: Date }[] }
  | { ok: false; reason: "overtaken" | "nothingLeft" };

const OVERTAKEN = { ok: false, reason: "overtaken" } as const;

export async function readSubject(db: Database, mail: ClaimedMail, summary: MemberSummary, now: Date): Promise<Told> {
  switch (mail.kind) {
    case "tierReached":
      // A tier that was lost again meanwhile is not celebrated; what was lost is told by its own notice.
      return summary.tier?.id === mail.facts.tier ? told({ kind: "tierReached" }) : OVERTAKEN;
    case "tierLost":
      return told({ kind: "tierLost" });
    case "pointsEarned":
      return readEarned(db, mail, summary, now);
    case "codeEnds":
      return readCode(mail, summary);
    case "pointsExpire":
      return readExpiring(db, mail, summary, now);
  }
}

function told(subject: MailSubject): Told {
  return { ok: true, subject, lots: [] };
}

async function readEarned(db: Database, mail: ClaimedMail, summary: MemberSummary, now: Date): Promise<Told> {
  const { rows } = await db.pool.query<{ name: string; posted: string; available: Date | null }>(
    `SELECT o.name, o.posted::text, (SELECT max(l.available_at) FROM lots l WHERE l.program_id = o.program_id AND l.member_id = o.member_id
       AND l.shop_id = o.shop_id AND l.order_id = o.id AND l.pending) AS available
     FROM orders o WHERE o.program_id = $1 AND o.shop_id = $2 AND o.id = $3`,
    [mail.programId, mail.shopId, mail.facts.order],
  );
  const order = rows[0];
  if (order === undefined || BigInt(order.posted) <= 0n) return OVERTAKEN;
  const { available } = order;
  const pendingUntil = available !== null && available > now ? dayOf(available, summary.program.timeZone) : null;
  return told({ kind: "pointsEarned", points: BigInt(order.posted), orderName: order.name, pendingUntil });
}

function readCode(mail: ClaimedMail, summary: MemberSummary): Told {
  const code = summary.codes.find((each) => each.id === mail.facts.code);
  if (code?.status !== "open") return OVERTAKEN;
  return told({ kind: "codeEnds", code: code.code, points: code.points, until: code.lastDay });
}

/** The days that the mail names are those on which the points will really end: seven whole days from now at the soonest. */
async function readExpiring(db: Database, mail: ClaimedMail, summary: MemberSummary, now: Date): Promise<Told> {
  const { programId, memberId } = summary;
  const [found] = await readLotsToTell(db, { programId, memberIds: [memberId], now });
  const lots = (found?.lots ?? []).map((lot) => ({ ...lot, until: toldEnd(lot.end, now, summary.program.timeZone) }));
  if (lots.length === 0) return { ok: false, reason: "nothingLeft" };
  const points = new Map<string, bigint>();
  for (const lot of lots) {
    const on = lastDayBefore(lot.until, summary.program.timeZone);
    points.set(on, (points.get(on) ?? 0n) + lot.points);
  }
  const subject = { kind: "pointsExpire", lots: [...points].map(([on, sum]) => ({ points: sum, on })) } as const;
  return { ok: true, subject, lots };
}
