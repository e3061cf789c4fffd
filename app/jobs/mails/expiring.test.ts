import { describe, expect, it } from "vitest";
import { setMailPreference } from "../../commands/set-mail-preference.ts";
import { verifyLedger } from "../../queries/verify-ledger.ts";
import {
  at,
  balance,
  days,
  give,
  kept,
  openMailStory,
  type Story,
  switchOn,
  mailStage,
} from "../../../tests/setup/mail-story.ts";
import { refusal } from "../../../tests/setup/mailbox.ts";

// Broken if points went without the word that the shop promises, or stayed for ever because of it.

const stage = mailStage();

const AGE = { expiry: { kind: "age", months: 1, roundTo: "day" } };
/** Ada has 100 points that end after a month, on 5 February. */
const open = (): Promise<Story> => openMailStory(stage, AGE, {}, 100);

describe("points that are about to end", () => {
  it("are told of together, once, fourteen days ahead, and end on the day that the mail named", async () => {
    const story = await open();
    await story.world.advanceTo(at(story.world, days(5)));
    await give(story.world, story.memberId, 40);
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
    await story.world.advanceTo(at(story.world, days(13)));
    await story.tell();
    await story.world.advanceTo(at(story.world, days(1)));
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.subject)).toEqual(["140 of your points end on 5 February 2026"]);
    expect(stage.mailbox.mails[0]?.text).toMatch(/100 points: 5 February 2026\r\n40 points: 10 February 2026/);
    await story.world.advanceTo(new Date("2026-02-05T22:59:00Z"));
    expect(await balance(story)).toBe(140n);
    await story.world.advanceTo(new Date("2026-02-05T23:01:00Z"));
    expect(await balance(story)).toBe(40n);
    await story.world.advanceTo(new Date("2026-02-10T23:01:00Z"));
    expect(await balance(story)).toBe(0n);
    expect(await verifyLedger(story.world.db, story.world.shop)).toEqual([]);
  });

  it("wait where the mail could not go out, however long, and then seven days more", async () => {
    const story = await open();
    stage.mailbox.trouble = { recipient: () => refusal(451, "4.3.2 down") };
    for (let week = 0; week < 8; week += 1) {
      await story.world.advanceTo(at(story.world, days(7)));
      await story.tell();
    }
    expect(await balance(story)).toBe(100n);
    stage.mailbox.trouble = {};
    story.world.pass(days(1));
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.subject)).toEqual(["100 of your points end on 10 March 2026"]);
    await story.world.advanceTo(new Date("2026-03-10T22:59:00Z"));
    expect(await balance(story)).toBe(100n);
    await story.world.advanceTo(new Date("2026-03-10T23:01:00Z"));
    expect(await balance(story)).toBe(0n);
    expect(await verifyLedger(story.world.db, story.world.shop)).toEqual([]);
  });

  it("wait too where no worker ran until their day was over", async () => {
    const story = await open();
    await story.world.advanceTo(at(story.world, days(90)));
    expect(await balance(story)).toBe(100n);
    await story.tell();
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(1);
    await story.world.advanceTo(at(story.world, days(9)));
    expect(await balance(story)).toBe(0n);
  });

  it("are not told of again where their member was merged into another since, and end on the day that was named", async () => {
    const story = await open();
    const { world } = story;
    await world.advanceTo(at(world, days(20)));
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.subject)).toEqual(["100 of your points end on 5 February 2026"]);
    const { id: keptId } = world.store.shop.createCustomer({ firstName: "Ada", email: "countess@example.com" });
    await world.quiet();
    world.store.shop.mergeCustomers(keptId, story.customerId);
    await world.quiet();
    await world.advanceTo(at(world, days(7)));
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(1);
    const left = async (): Promise<unknown> => {
      const { rows } = await world.db.pool.query<{ left: string }>(
        "SELECT sum(available)::text AS left FROM members WHERE program_id = $1",
        [world.shop.programId],
      );
      return rows[0]?.left;
    };
    await world.advanceTo(new Date("2026-02-05T22:59:00Z"));
    expect(await left()).toBe("100");
    await world.advanceTo(new Date("2026-02-05T23:01:00Z"));
    expect(await left()).toBe("0");
    expect(await verifyLedger(world.db, world.shop)).toEqual([]);
  });

  it("end on their day where nobody is owed a mail", async () => {
    const story = await open();
    const said = {
      categories: ["reminders"] as const,
      wanted: false,
      source: "account" as const,
      now: story.world.now(),
    };
    await setMailPreference(story.world.db, {
      programId: story.world.shop.programId,
      memberId: story.memberId,
      ...said,
    });
    await story.world.advanceTo(at(story.world, days(20)));
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
    await story.world.advanceTo(new Date("2026-02-05T23:01:00Z"));
    expect(await balance(story)).toBe(0n);
  });

  it("are let go when the merchant switches these mails off, from that moment on", async () => {
    const story = await open();
    await story.world.advanceTo(at(story.world, days(60)));
    await switchOn(story.world, { kinds: ["tierReached"] });
    expect(await balance(story)).toBe(100n);
    await story.tell();
    await story.world.advanceTo(at(story.world, 60));
    expect(await balance(story)).toBe(0n);
    const { rows } = await story.world.db.pool.query<{ at: Date }>(
      "SELECT at FROM entries WHERE program_id = $1 AND kind = 'expired'",
      [story.world.shop.programId],
    );
    expect(rows[0]?.at.toISOString()).toMatch(/^2026-03-06/);
  });

  it("are told of at least once where a worker died or the server hung up in between", async () => {
    const story = await open();
    await story.world.advanceTo(at(story.world, days(20)));
    stage.mailbox.trouble = { data: () => "lost" };
    await story.tell();
    expect(await kept(story)).toMatchObject([{ status: "waiting" }]);
    stage.mailbox.trouble = {};
    story.world.pass(120);
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(2);
    expect(await kept(story)).toMatchObject([{ status: "sent" }]);
  });
});
