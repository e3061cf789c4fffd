import { describe, expect, it } from "vitest";
import { deleteCustomer } from "../../commands/delete-customer.ts";
import { dismissNotice } from "../../commands/dismiss-notice.ts";
import { saveMailTemplate } from "../../commands/save-mail-template.ts";
import { setMailPreference } from "../../commands/set-mail-preference.ts";
import { MAIL_KINDS, type MailSettings } from "../../domain/mail.ts";
import {
  days,
  kept,
  keys,
  openMailStory,
  raise,
  type Story,
  switchOn,
  mailStage,
} from "../../../tests/setup/mail-story.ts";
import { refusal } from "../../../tests/setup/mailbox.ts";
import { newMember } from "../../../tests/setup/world.ts";
import { collectNotices } from "./collect.ts";
import { tellMembers } from "./mails.ts";
import { claimMails, noteHandedOver } from "./queue.ts";

// Broken if a member were told twice, not at all, or against their will.

const stage = mailStage();

const open = (program?: object, settings?: Partial<MailSettings>, points?: number): Promise<Story> =>
  openMailStory(stage, program, settings, points);

describe("a tier", () => {
  it("that was reached is told once, in the customer's language, with the card and a way out", async () => {
    const story = await open();
    await raise(story, "gold");
    await story.tell();
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(1);
    const [mail] = stage.mailbox.mails;
    expect(mail).toMatchObject({ subject: "You have reached Gold", recipients: ["ada@example.com"] });
    expect(mail?.html).toContain("Gold");
    expect(mail?.text).toContain("Hello Ada,");
    expect(mail?.text).toContain("Free tea");
    const token = /^List-Unsubscribe: <https:\/\/laurel\.example\/mail\/unsubscribe\/([^>]+)>/m.exec(
      mail?.raw.replaceAll("\r\n ", " ") ?? "",
    )?.[1];
    expect(keys.open(token ?? "")).toMatchObject({ memberId: story.memberId, category: "tier" });
    expect(await kept(story)).toMatchObject([{ kind: "tierReached", status: "sent" }]);
  });

  it("that was lost again before the mail went out is told as lost alone", async () => {
    const story = await open();
    await raise(story, "gold");
    await raise(story, null);
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.subject)).toEqual(["Your tier has changed"]);
    const ends = (await kept(story)).map((mail) => [mail.kind, mail.reason ?? mail.status]).sort();
    expect(ends).toEqual([
      ["tierLost", "sent"],
      ["tierReached", "overtaken"],
    ]);
  });

  it("whose notice was dismissed in the account is not told any more", async () => {
    const story = await open();
    await raise(story, "gold");
    const { rows } = await story.world.db.pool.query<{ id: string }>(
      "SELECT id::text FROM notices WHERE program_id = $1",
      [story.world.shop.programId],
    );
    const notice = { programId: story.world.shop.programId, memberId: story.memberId, noticeId: rows[0]?.id ?? "" };
    await dismissNotice(story.world.db, { ...notice, now: story.world.now() });
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
  });

  it("that was reached before the shop began to send mails is not told", async () => {
    const story = await open(undefined, { sends: false });
    await raise(story, "gold");
    await story.tell();
    story.world.pass(60);
    await switchOn(story.world);
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
  });
});

describe("points of an order", () => {
  it("are told once, however often the order is edited or its webhook repeated", async () => {
    const story = await open({});
    const { shop } = story.world.store;
    const { customerId } = story;
    const { id } = shop.placeOrder({ customerId, lines: [{ product: "tea", price: "250.00" }] });
    await story.world.quiet();
    await story.tell();
    shop.updateOrder(id, { note: "no sugar" });
    await story.world.quiet();
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.subject)).toEqual(["You have earned 250 points"]);
    expect(stage.mailbox.mails[0]?.text).toContain("order #");
  });
});

describe("who does not want mails", () => {
  it.each([
    [
      "unsubscribed",
      async ({ world, memberId }: Story) => {
        const said = { categories: ["tier"] as const, wanted: false, source: "oneClick" as const, now: world.now() };
        await setMailPreference(world.db, { programId: world.shop.programId, memberId, ...said });
      },
    ],
    [
      "switchedOff",
      ({ world }: Story) => switchOn(world, { kinds: MAIL_KINDS.filter((kind) => kind !== "tierReached") }),
    ],
    ["notSubscribed", ({ world }: Story) => switchOn(world, { subscribersOnly: true })],
    [
      "noAddress",
      async ({ world, customerId }: Story) => {
        world.store.shop.updateCustomer(customerId, { email: null });
      },
    ],
    [
      "gone",
      async ({ world, customerId }: Story) => {
        await world.db.pool.query("UPDATE shops SET uninstalled_at = $2 WHERE id = $1", [world.shop.id, world.now()]);
        expect(customerId).toBeTruthy();
      },
    ],
  ] as [string, (story: Story) => Promise<void>][])("gets none: %s", async (reason, change) => {
    const story = await open();
    await raise(story, "gold");
    // The occasion has been noted already: what holds is what is so when the mail would go out.
    await collectNotices(story.world.db, story.world.now());
    await change(story);
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
    expect(await kept(story)).toMatchObject([{ status: "skipped", reason }]);
  });

  it("and was deleted leaves nothing behind", async () => {
    const story = await open();
    await raise(story, "gold");
    await story.tell();
    await deleteCustomer(story.world.db, {
      shopId: story.world.shop.id,
      customerId: story.customerId,
      now: story.world.now(),
    });
    expect(await kept(story)).toEqual([]);
  });
});

describe("a mail server that makes trouble", () => {
  it("and takes nothing now is tried again later, longer each time, and the mail arrives once", async () => {
    const story = await open();
    await raise(story, "gold");
    stage.mailbox.trouble = { recipient: () => refusal(451, "4.7.1 later") };
    await story.tell();
    await story.tell();
    expect(await kept(story)).toMatchObject([{ status: "waiting", reason: "451 4.7.1", tries: 1 }]);
    story.world.pass(61);
    await story.tell();
    stage.mailbox.trouble = {};
    story.world.pass(61);
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
    story.world.pass(61);
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(1);
    expect(await kept(story)).toMatchObject([{ status: "sent", tries: 3 }]);
  });

  it("and knows no such address gets no other mail for it, until the customer has another one", async () => {
    const story = await open();
    stage.mailbox.trouble = { recipient: () => refusal(550, "5.1.1 no such user ada@example.com") };
    await raise(story, "gold");
    await story.tell();
    stage.mailbox.trouble = {};
    await raise(story, null);
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
    expect(await kept(story)).toMatchObject([
      { status: "failed", reason: "bounced 550 5.1.1" },
      { status: "skipped", reason: "bounced" },
    ]);
    const bounces = await story.world.db.pool.query("SELECT * FROM mail_bounces WHERE program_id = $1", [
      story.world.shop.programId,
    ]);
    expect(JSON.stringify(bounces.rows)).not.toContain("ada@");
    story.world.store.shop.updateCustomer(story.customerId, { email: "ada@elsewhere.example" });
    await raise(story, "gold");
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.recipients)).toEqual([["ada@elsewhere.example"]]);
  });

  it("and hangs up after it got a piece of news gets it only once", async () => {
    const story = await open();
    await raise(story, "gold");
    stage.mailbox.trouble = { data: () => "lost" };
    await story.tell();
    stage.mailbox.trouble = {};
    story.world.pass(days(1));
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(1);
    expect(await kept(story)).toMatchObject([{ status: "unknown" }]);
  });

  it("is waited for by everything where there is none at all", async () => {
    const story = await open();
    await raise(story, "gold");
    await tellMembers({ ...story.context, mailer: null });
    expect(await kept(story)).toMatchObject([{ status: "waiting", reason: "noServer" }]);
    story.world.pass(61);
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(1);
  });
});

describe("workers", () => {
  it("that race send each mail once", async () => {
    const story = await open();
    for (let index = 0; index < 8; index += 1) {
      const each = await newMember(story.world, `Bo${index}`);
      story.world.store.shop.updateCustomer(each.customerId, { email: `bo${index}@example.com` });
      await raise({ ...story, memberId: each.memberId }, "gold");
    }
    await Promise.all([story.tell(), story.tell(), story.tell()]);
    const to = stage.mailbox.mails.flatMap((mail) => mail.recipients).sort();
    expect(to).toEqual(Array.from({ length: 8 }, (_, index) => `bo${index}@example.com`));
  });

  it("that die after handing a piece of news over leave it at that; before, it is sent by the next", async () => {
    const story = await open();
    await raise(story, "gold");
    await collectNotices(story.world.db, story.world.now());
    const [claimed] = await claimMails(story.world.db, story.world.now(), 5);
    await story.tell();
    expect(stage.mailbox.mails, "a claimed mail is somebody's").toEqual([]);
    expect(await noteHandedOver(story.world.db, claimed!, story.world.now())).toBe(true);
    story.world.pass(600);
    await story.tell();
    expect(stage.mailbox.mails).toEqual([]);
    expect(await kept(story)).toMatchObject([{ status: "unknown", reason: "crashed" }]);
    // One whose lease has ended may not hand over any more.
    expect(await noteHandedOver(story.world.db, claimed!, story.world.now())).toBe(false);

    await raise(story, null);
    await collectNotices(story.world.db, story.world.now());
    await claimMails(story.world.db, story.world.now(), 5);
    story.world.pass(600);
    await story.tell();
    expect(stage.mailbox.mails).toHaveLength(1);
  });
});

describe("a merchant's own words", () => {
  it("are sent in the language that they were written for", async () => {
    const story = await open();
    const template = { subject: "Hurra {{ customer.first_name }}", heading: "H", message: "M", button: "", html: null };
    const place = { programId: story.world.shop.programId, kind: "tierReached" as const, language: "nb" };
    await saveMailTemplate(story.world.db, { ...place, template, author: "test", now: story.world.now() });
    story.world.store.shop.updateCustomer(story.customerId, { locale: "nb-NO" });
    await raise(story, "gold");
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.subject)).toEqual(["Hurra Ada"]);
  });

  it("that fail with a customer's values give way to Laurel's", async () => {
    const story = await open();
    const template = {
      subject: "{{ 1 | divided_by: customer.first_name.size | minus: 'x' }}{% render 'nothing' %}",
      heading: "H",
      message: "M",
      button: "",
      html: null,
    };
    const place = { programId: story.world.shop.programId, kind: "tierReached" as const, language: "en" };
    await saveMailTemplate(story.world.db, { ...place, template, author: "test", now: story.world.now() });
    await raise(story, "gold");
    await story.tell();
    expect(stage.mailbox.mails.map((mail) => mail.subject)).toEqual(["You have reached Gold"]);
  });
});
