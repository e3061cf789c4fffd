import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import type { MemberAnswer, MemberDetails } from "../../app/ui/members/member-shown.ts";
import { adminRequest } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if a toast's Undo gave back other points than were taken, did so twice, or overran what somebody else decided meanwhile.
const [ADA, BO, CY] = ["7201", "7202", "7203"] as const;

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
let stage: Stage;
let route: { loader: Handler; action: Handler };

beforeAll(async () => {
  stage = await setStage([ADA, BO, CY]);
  const file = "app.members.$id._index";
  route = (await import(`../../app/routes/${file}.tsx`)) as typeof route;
  await publish({ tiers: { metric: "spend", levels: [level("leaf", "100.00"), level("gold", "1000.00")] } });
});
afterAll(() => stage.close());

const level = (id: string, threshold: string) => ({ id, name: id, threshold, tag: id });
async function publish(patch: object): Promise<void> {
  const done = await publishProgram(stage.db, { programId: stage.programId, patch, author: "test", now: new Date() });
  if (!done.ok) throw new Error(JSON.stringify(done));
}

const change = async (customer: string, form: Record<string, string>): Promise<MemberAnswer> => {
  const id = stage.memberOf(customer);
  return (await route.action({ request: await adminRequest("/app", { form }), params: { id } })) as MemberAnswer;
};
const open = async (customer: string): Promise<MemberDetails> => {
  const id = stage.memberOf(customer);
  const page = await route.loader({ request: await adminRequest("/app"), params: { id } });
  return (page as { member: MemberDetails }).member;
};
const adjust = (customer: string, points: string, key: string) =>
  change(customer, { intent: "adjust", points, reason: "Sorry", key });
const undoAdjust = (customer: string, key: string) =>
  change(customer, { intent: "undoAdjust", reason: "Undone: Sorry", key });

describe("points given or taken", () => {
  /** Until when the points last that a member has had from the beginning. */
  const endFirst = (customer: string, end: string | null) =>
    stage.db.pool.query(
      "UPDATE lots SET expires_at = now() + $3::interval WHERE program_id = $1 AND member_id = $2 AND no = 1",
      [...[stage.programId, stage.memberOf(customer), end]],
    );

  it("are undone by an entry of their own, once, however often it is asked for and by however many at once", async () => {
    const key = randomUUID();
    await endFirst(ADA, "5 days");
    const { lots } = await open(ADA);
    await adjust(ADA, "40", key);
    const answers = await Promise.all([undoAdjust(ADA, key), undoAdjust(ADA, key), undoAdjust(ADA, key)]);
    expect(answers).toEqual(Array(3).fill({ ok: true, done: "takenBack" }));
    const { balance, history, lots: after } = await open(ADA);
    expect(balance).toBe(1000);
    // What the member had before loses nothing of its time.
    expect(after).toEqual(lots);
    await endFirst(ADA, null);
    expect(history.slice(0, 2)).toMatchObject([
      { kind: "adjusted", points: -40, reason: "Undone: Sorry" },
      { kind: "adjusted", points: 40, reason: "Sorry" },
    ]);
  });

  it("come back when they were taken, also those that became a debt", async () => {
    await publish({ debt: "carry" });
    const key = randomUUID();
    await adjust(ADA, "-1200", key);
    expect(await open(ADA)).toMatchObject({ balance: 0, debt: 200 });
    await undoAdjust(ADA, key);
    expect(await open(ADA)).toMatchObject({ balance: 1000, debt: 0 });
  });

  it("that were forgiven for want of points are not given back: they were not taken", async () => {
    await publish({ debt: "forgive" });
    const key = randomUUID();
    await adjust(ADA, "-1300", key);
    await undoAdjust(ADA, key);
    expect(await open(ADA)).toMatchObject({ balance: 1000, debt: 0 });
    expect(await verifyLedger(stage.db, { programId: stage.programId })).toEqual([]);
  });

  it("are not undone for a key that never was, nor for another member's", async () => {
    const key = randomUUID();
    await adjust(ADA, "5", key);
    expect(await undoAdjust(ADA, randomUUID())).toEqual({ ok: false, problem: "alreadyUndone" });
    expect(await undoAdjust(BO, key)).toEqual({ ok: false, problem: "alreadyUndone" });
    expect((await open(BO)).balance).toBe(1000);
  });
});

describe("a tier set by hand", () => {
  const set = (tier: string, stay = "lock") => change(CY, { intent: "setTier", tier, stay, until: "" });
  const undo = (answer: MemberAnswer) => {
    if (!answer.ok || answer.undo === undefined) throw new Error("there is no way back");
    return change(CY, { intent: "undoTier", ...answer.undo });
  };
  const held = async () => {
    const { tier } = await open(CY);
    return tier === null ? null : [tier.id, tier.byHand];
  };

  it("is undone to what was held before, and a second time changes nothing", async () => {
    const first = await set("leaf");
    const second = await set("gold");
    expect(await undo(second)).toEqual({ ok: true, done: "takenBack" });
    expect(await held()).toEqual(["leaf", true]);
    expect(await undo(second)).toEqual({ ok: true, done: "takenBack" });
    expect(await held()).toEqual(["leaf", true]);
    await undo(first);
    expect(await held()).toBeNull();
  });

  it("stays where somebody set another one meanwhile", async () => {
    const first = await set("leaf");
    await set("gold");
    expect(await undo(first)).toEqual({ ok: false, problem: "changedMeanwhile" });
    expect(await held()).toEqual(["gold", true]);
  });

  it.each(["", "{}", '{"tier":1,"hold":null}', "[[["])("is not undone by a form that says %s", async (before) => {
    const wrong = change(CY, { intent: "undoTier", before, set: '{"tier":"gold","until":null,"lock":true}' });
    await expect(wrong).rejects.toMatchObject({ init: { status: 400 } });
  });
});
