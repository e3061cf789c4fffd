import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { runReviewSlice } from "../../app/commands/run-review.ts";
import { findMember } from "../../app/queries/find-member.ts";
import type { ReviewAnswer, ReviewPage } from "../../app/ui/program/review-shown.ts";
import { adminRequest, sessionToken, thrownStatus } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if staff couldn't assign tiers, or could assign another shop's, or if members moved before anybody had seen where to.

const [ADA, BO] = ["7201", "7202"];
type Route = Record<"loader" | "action", (args: { request: Request; params: object }) => Promise<unknown>>;

let stage: Stage;
let route: Route;
let members: string[];
beforeAll(async () => {
  stage = await setStage([ADA, BO]);
  route = (await import("../../app/routes/app.tier-review.tsx")) as unknown as Route;
  members = await Promise.all(
    [ADA, BO].map(async (customerId) => {
      const found = await findMember(stage.db, { shopId: stage.shopId, customerId });
      return found!.memberId;
    }),
  );
  const levels = [{ id: "friend", name: "Friend", threshold: "0", tag: "friend" }];
  await publishProgram(stage.db, {
    ...{ programId: stage.programId, patch: { tiers: { levels } }, author: "test", now: new Date() },
  });
});
afterAll(() => stage.close());

type Wish = Parameters<typeof adminRequest>[1] & { query?: string };
async function open({ query = "", ...wish }: Wish = {}): Promise<ReviewPage> {
  const request = await adminRequest(`/app/tier-review${query}`, wish);
  return (await route.loader({ request, params: {} })) as ReviewPage;
}
async function send(form: Record<string, string>, wish: Wish = {}): Promise<ReviewAnswer> {
  const request = await adminRequest("/app/tier-review", { ...wish, form });
  return (await route.action({ request, params: {} })) as ReviewAnswer;
}
async function work(): Promise<void> {
  while (await runReviewSlice(stage.db, { programId: stage.programId, now: new Date() }));
}

describe("assigning tiers now", () => {
  it("shows what it would do to chosen members, without doing it", async () => {
    const page = await open({ query: `?members=${members[0]},999999,x` });
    expect(page).toMatchObject({
      scope: "chosen",
      moves: [{ from: null, to: "Friend", members: 1, sample: [{ memberId: members[0] }] }],
    });
    expect(await open({ query: `?members=${members[0]}` })).toEqual({ ...page, members: [members[0]] });
  });

  it("moves everybody after a look", async () => {
    expect(await open()).toEqual({ scope: "all", review: null });
    expect(await send({ intent: "begin" })).toEqual({ ok: true, moved: null });
    expect(await open()).toMatchObject({ review: { status: "looking", total: 2 } });
    await work();
    const looked = await open();
    expect(looked).toMatchObject({ review: { status: "ready", seen: 2, moves: [{ to: "Friend", members: 2 }] } });
    const review = looked.scope === "all" ? (looked.review?.reviewId ?? "") : "";
    expect(await send({ intent: "confirm", review })).toEqual({ ok: true, moved: null });
    expect(await send({ intent: "begin" })).toEqual({ ok: false, problem: "running" });
    await work();
    expect(await open()).toMatchObject({ review: { status: "done", moves: [{ to: "Friend", members: 2 }] } });
    expect(await send({ intent: "confirm", review })).toEqual({ ok: false, problem: "notReady" });
    expect(await send({ intent: "chosen", members: members.join(",") })).toEqual({ ok: true, moved: 0 });
  });

  it("refuses what its own buttons don't send", async () => {
    const forms: Record<string, string>[] = [
      { intent: "x" },
      { intent: "confirm", review: "1 OR 1=1" },
      { intent: "chosen", members: "" },
    ];
    for (const form of forms) expect(await thrownStatus(send(form))).toBe(400);
    expect(await thrownStatus(open({ token: null }))).toBe(302);
  });

  it("locks nobody out whom the shop lets open the app, whatever else they may do in Shopify", async () => {
    const intern = await sessionToken({ sub: "4711" });
    expect((await open({ token: intern })).scope).toBe("all");
    expect(await send({ intent: "begin" }, { token: intern })).toEqual({ ok: true, moved: null });
    const { rows } = await stage.db.pool.query<{ author: string }>(
      "SELECT author FROM tier_reviews WHERE program_id = $1 AND kind = 'asked' ORDER BY id DESC LIMIT 1",
      [stage.programId],
    );
    expect(rows[0]?.author).toBe("staff:4711");
  });
});
