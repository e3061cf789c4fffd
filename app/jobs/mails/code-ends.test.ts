import { expect, it } from "vitest";
import { setMailPreference } from "../../commands/set-mail-preference.ts";
import { undoCode } from "../../commands/undo-code.ts";
import { announceCodes } from "../announce-codes.ts";
import { days, kept, openMailStory, type Story, mailStage } from "../../../tests/setup/mail-story.ts";
import { openCode } from "../../../tests/setup/open-code.ts";

// Broken if a code that was paid for with points ended without the mail that announces it, or if one that is gone were announced.

const stage = mailStage();
const REWARDS = {
  exchange: { rewards: [{ id: "nok-50", type: "amount", points: 100, value: "50.00", codeDays: 90 }] },
};
/** Six days before the last of a code's ninety days. */
const SIX_DAYS_LEFT = days(84);

const open = (points = 100): Promise<Story> => openMailStory(stage, REWARDS, {}, points);

it("a code about to end is told by mail once, with the code and its last day", async () => {
  const story = await open();
  const { code } = await openCode(story.world, story.memberId);
  story.world.pass(days(80));
  await announceCodes(story.world.context);
  await story.tell();
  expect(stage.mailbox.mails).toEqual([]);
  story.world.pass(days(4));
  for (let round = 0; round < 2; round += 1) {
    await announceCodes(story.world.context);
    await story.tell();
  }
  expect(await kept(story)).toMatchObject([{ kind: "codeEnds", status: "sent" }]);
  expect(stage.mailbox.mails).toHaveLength(1);
  const [mail] = stage.mailbox.mails;
  expect(mail).toMatchObject({ recipients: ["ada@example.com"] });
  for (const part of [mail?.html, mail?.text]) {
    expect(part).toContain(code);
    expect(part).toContain("5 April 2026");
  }
});

it("a code that was undone before the mail went out is told by none", async () => {
  const story = await open();
  const { world } = story;
  const { id } = await openCode(world, story.memberId);
  world.pass(SIX_DAYS_LEFT);
  await announceCodes(world.context);
  const { programId } = world.shop;
  await undoCode(world.db, { programId, codeId: id, gateway: world.store.gateway, now: world.now() });
  await story.tell();
  expect(stage.mailbox.mails).toEqual([]);
});

it("whoever wants no reminders gets none", async () => {
  const story = await open();
  const { world, memberId } = story;
  await openCode(world, memberId);
  const no = { categories: ["reminders"] as const, wanted: false, source: "account" as const, now: world.now() };
  await setMailPreference(world.db, { programId: world.shop.programId, memberId, ...no });
  world.pass(SIX_DAYS_LEFT);
  await announceCodes(world.context);
  await story.tell();
  expect(stage.mailbox.mails).toEqual([]);
});
