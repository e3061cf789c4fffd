import { afterAll, beforeAll, beforeEach } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { saveMailSettings } from "../../app/commands/save-mail-settings.ts";
import { setTier } from "../../app/commands/set-tier.ts";
import { type MailSettings, NO_MAILS } from "../../app/domain/mail.ts";
import type { MailContext } from "../../app/jobs/mails/context.ts";
import { tellMembers } from "../../app/jobs/mails/mails.ts";
import { createMailKeys } from "../../app/mail/keys.ts";
import { createMailer } from "../../app/mail/smtp.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import type { World } from "../scenarios/world.ts";
import { type Mailbox, openMailbox } from "./mailbox.ts";
import { type TestWorlds, testWorlds } from "./world.ts";

/** A world whose shop sends mails to a real mail server, and one member, Ada, who gets them. */
export type MailStage = { worlds: TestWorlds; mailbox: Mailbox };

/** The stage of one test file: worlds and a mail server that are there from its first test to its last, with an empty inbox for each. */
export function mailStage(): MailStage {
  const stage = {} as MailStage;
  beforeAll(async () => {
    stage.worlds = await testWorlds();
    stage.mailbox = await openMailbox();
  });
  afterAll(async () => {
    await stage.mailbox.close();
    await stage.worlds.close();
  });
  beforeEach(() => {
    stage.mailbox.mails.length = 0;
    stage.mailbox.trouble = {};
  });
  return stage;
}

export const keys = createMailKeys(Buffer.alloc(32, 3));
const TIERS = {
  tiers: { levels: [{ id: "gold", name: "Gold", threshold: "1000.00", tag: "gold", perks: ["Free tea"] }] },
};
export type Story = {
  world: World;
  context: MailContext;
  memberId: string;
  customerId: string;
  tell: () => Promise<void>;
};

export async function openMailStory(
  { worlds, mailbox }: MailStage,
  program: object = TIERS,
  settings: Partial<MailSettings> = {},
  points = 0,
): Promise<Story> {
  const world = await worlds.open({ program: { ...program } });
  await switchOn(world, settings);
  const { id: customerId } = world.store.shop.createCustomer({
    ...{ firstName: "Ada", lastName: "Lovelace", email: "ada@example.com", locale: "en" },
  });
  await world.quiet();
  const { rows } = await world.db.pool.query<{ id: string }>(
    "SELECT member_id::text AS id FROM member_customers WHERE shop_id = $1 AND customer_id = $2",
    [world.shop.id, customerId],
  );
  const memberId = rows[0]?.id ?? "";
  if (points > 0) await give(world, memberId, points);
  const mailer = createMailer({ url: mailbox.url, from: "loyalty@te.example" });
  const context: MailContext = { ...world.context, mailer, keys, appUrl: "https://laurel.example" };
  return { world, context, memberId, customerId, tell: () => tellMembers(context) };
}

export async function switchOn(world: World, change: Partial<MailSettings> = {}): Promise<void> {
  const settings = { ...NO_MAILS, sends: true, ...change };
  const { programId } = world.shop;
  const saved = await saveMailSettings(world.db, { programId, settings, author: "test", now: world.now() });
  if (!saved.ok) throw new Error(JSON.stringify(saved));
}

export async function give(world: World, memberId: string, points: number): Promise<void> {
  const given = { programId: world.shop.programId, memberId, points: BigInt(points), reason: "x", author: "test" };
  await adjustPoints(world.db, { ...given, key: `give-${points}`, now: world.now() });
  await world.quiet();
}

export async function raise({ world, memberId }: Story, tier: string | null): Promise<void> {
  const wish = { tier, until: null, lock: true, author: "test", now: world.now() };
  await setTier(world.db, { programId: world.shop.programId, memberId, ...wish });
  await world.quiet();
}

export async function kept({
  world,
}: Story): Promise<{ kind: string; status: string; reason: string | null; tries: number }[]> {
  const { rows } = await world.db.pool.query<{ kind: string; status: string; reason: string | null; tries: number }>(
    "SELECT kind, status, reason, tries FROM mails WHERE program_id = $1 ORDER BY id",
    [world.shop.programId],
  );
  return rows;
}

export const balance = async ({ world, memberId }: Story): Promise<bigint> =>
  (await readMemberSummary(world.db, { programId: world.shop.programId, memberId, now: world.now() }))?.available ??
  -1n;

export const days = (count: number): number => count * 86_400;
export const at = (world: World, seconds: number): Date => new Date(world.now().getTime() + seconds * 1000);
