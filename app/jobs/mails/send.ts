import { transaction } from "../../database.ts";
import { noteToldLots } from "../../ledger/told-lots.ts";
import type { Delivery } from "../../mail/smtp.ts";
import { readLotsToTell } from "../../queries/lots-to-tell.ts";
import type { MailContext } from "./context.ts";
import { type ClaimedMail, claimMails, endMail, type MailEnd, noteHandedOver, postponeMail } from "./queue.ts";
import { type Written, writeMail } from "./write.ts";

/** Mails on their way at once, and in one round; the next round goes on. */
const AT_ONCE = 5;
const ROUNDS_MAX = 200;
/** News that no server took for so many tries (some days) are given up and told to staff; points wait for their mail as long as it takes. */
const TRIES_MAX = 15;

/**
 * Sends what is due. News (a tier, points, a code) reach a member at most once: where a process died or a connection was lost after the
 * mail had been handed over, it is not sent again. That points end is told at least once: better twice than not at all.
 */
export async function sendMails(context: MailContext): Promise<number> {
  let handled = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const claimed = await claimMails(context.db, context.now(), AT_ONCE);
    if (claimed.length === 0) return handled;
    await Promise.all(claimed.map((mail) => sendOne(context, mail)));
    handled += claimed.length;
  }
  return handled;
}

async function sendOne(context: MailContext, mail: ClaimedMail): Promise<void> {
  const { db, mailer } = context;
  const now = context.now();
  try {
    if (mail.handedAt !== null && mail.kind !== "pointsExpire") {
      await endMail(db.pool, mail, { status: "unknown", reason: "crashed" }, now);
      return;
    }
    const written = await writeMail(context, mail, now);
    if (!written.ok) {
      await skipMail(context, mail, written, now);
      return;
    }
    // Without a mail server everything waits, but for what nobody is owed.
    if (mailer === null) await postponeMail(db, mail, "noServer", now);
    else if (await noteHandedOver(db, mail, now))
      await note(context, mail, written, await mailer.send(written.mail), now);
  } catch (error) {
    // Shopify that cannot be asked, or a database that went away: nothing was handed over, or it stands in the row that it was.
    context.log.warn({ err: error, mail: mail.id }, "a mail could not be sent; it will be tried again");
    await giveUpOrPostpone(context, mail, "unavailable", now);
  }
}

async function note(
  context: MailContext,
  mail: ClaimedMail,
  written: Extract<Written, { ok: true }>,
  delivery: Delivery,
  now: Date,
): Promise<void> {
  const { memberId, lots, addressHash } = written;
  switch (delivery.outcome) {
    case "sent":
      await endTelling(context, mail, { status: "sent", reason: null }, { memberId, lots }, now);
      return;
    case "unknown":
      if (mail.kind === "pointsExpire") await giveUpOrPostpone(context, mail, delivery.reason, now);
      else await endMail(context.db.pool, mail, { status: "unknown", reason: delivery.reason }, now);
      return;
    case "bounced":
      await context.db.pool.query(
        `INSERT INTO mail_bounces (program_id, member_id, address_hash, reason, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [mail.programId, memberId, addressHash, delivery.reason, now],
      );
      // Who cannot be told by mail loses points on their day, as where there is no address: the account shows it.
      await endTelling(
        context,
        mail,
        { status: "failed", reason: `bounced ${delivery.reason}` },
        await owed(context, mail, memberId, now),
        now,
      );
      return;
    case "refused":
      await endMail(context.db.pool, mail, { status: "failed", reason: `refused ${delivery.reason}` }, now);
      return;
    case "later":
      await giveUpOrPostpone(context, mail, delivery.reason, now);
  }
}

/** No mail is owed: the member's points need not wait for one. */
async function skipMail(
  context: MailContext,
  mail: ClaimedMail,
  { reason, memberId }: Extract<Written, { ok: false }>,
  now: Date,
): Promise<void> {
  const end: MailEnd = { status: "skipped", reason };
  if (memberId === null) await endMail(context.db.pool, mail, end, now);
  else await endTelling(context, mail, end, await owed(context, mail, memberId, now), now);
}

type Telling = { memberId: string; lots: { no: number; until: Date }[] };

/** The lots that a mail would have told of, each with its own end: from now on at the earliest, so that no entry lies in the past. */
async function owed(context: MailContext, mail: ClaimedMail, memberId: string, now: Date): Promise<Telling> {
  if (mail.kind !== "pointsExpire") return { memberId, lots: [] };
  const [found] = await readLotsToTell(context.db, { programId: mail.programId, memberIds: [memberId], now });
  return { memberId, lots: (found?.lots ?? []).map(({ no, end }) => ({ no, until: end > now ? end : now })) };
}

/** The mail's end and what it means for points are one. */
async function endTelling(
  context: MailContext,
  mail: ClaimedMail,
  end: MailEnd,
  { memberId, lots }: Telling,
  now: Date,
): Promise<void> {
  await transaction(context.db, async (connection) => {
    if (!(await endMail(connection, mail, end, now))) return;
    await noteToldLots(connection, { programId: mail.programId, memberId, lots, now });
  });
}

async function giveUpOrPostpone(context: MailContext, mail: ClaimedMail, reason: string, now: Date): Promise<void> {
  if (mail.kind !== "pointsExpire" && mail.tries >= TRIES_MAX) {
    await endMail(context.db.pool, mail, { status: "failed", reason }, now);
    return;
  }
  await postponeMail(context.db, mail, reason, now);
}
