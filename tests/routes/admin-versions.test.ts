import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayOf } from "../../app/domain/time.ts";
import { adminRequest, thrownStatus } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if a merchant's version took effect at another time than the page said, or if something that was scheduled surprised them.

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
type Route = { loader: Handler; action: Handler };
type Version = { version: number; state: string; effectiveAt: string; author: string; withdrawnBy: string | null };
type Page = { version: number; versions: Version[]; hasDraft: boolean; timeZone: string; today: string };
type Review = { revision: string; waiting: { version: number }[]; changes: unknown[] };

let stage: Stage;
const routes: Record<string, Route> = {};
const NAMES = {
  program: "app.program._index",
  review: "app.program.review",
  save: "app.program.save",
  earning: "app.program.earning",
};
type Name = keyof typeof NAMES;

beforeAll(async () => {
  stage = await setStage(["7201"]);
  for (const [name, file] of Object.entries(NAMES)) {
    routes[name] = (await import(`../../app/routes/${file}.tsx`)) as Route;
  }
});
afterAll(() => stage.close());

const load = async <Answer>(name: Name): Promise<Answer> =>
  (await routes[name]!.loader({ request: await adminRequest("/app"), params: {} })) as Answer;
const act = async <Answer>(name: Name, wish: Parameters<typeof adminRequest>[1]): Promise<Answer> =>
  (await routes[name]!.action({ request: await adminRequest("/app", wish), params: {} })) as Answer;

const DAY_MS = 86_400_000;
const inDays = (days: number): string => dayOf(new Date(Date.now() + days * DAY_MS), "Europe/Oslo");

async function draft(points: number): Promise<string> {
  const { earning, revision } = await load<{ earning: object; revision: string }>("earning");
  await act("save", { json: { intent: "save", revision, sections: { earning: { ...earning, points } } } });
  return (await load<Review>("review")).revision;
}

/** A version that gives so many points and waits for 09:00 so many days from now. */
async function schedule(points: number, days: number): Promise<number> {
  const revision = await draft(points);
  const form = { intent: "publish", revision, when: "later", day: inDays(days), clock: "09:00" };
  const answer = await act<Response>("review", { form });
  expect(answer.headers.get("location")).toBe("/app/program?published=later");
  const [newest] = (await load<Page>("program")).versions;
  return newest!.version;
}

const change = <Answer = { ok: boolean }>(form: Record<string, string>): Promise<Answer> =>
  act<Answer>("program", { form });
const stateOf = async (version: number): Promise<string | undefined> =>
  (await load<Page>("program")).versions.find((each) => each.version === version)?.state;

describe("publishing for later", () => {
  it("takes effect at the day and time in the shop's time zone, and is listed with its author until then", async () => {
    const before = await load<Page>("program");
    const version = await schedule(41, 9);
    const page = await load<Page>("program");
    expect(page).toMatchObject({ version: before.version, hasDraft: false, timeZone: "Europe/Oslo", today: inDays(0) });
    expect(page.versions[0]).toMatchObject({ version, state: "waiting", author: "staff:42" });
    const { effectiveAt } = page.versions[0]!;
    const shown = new Date(effectiveAt).toLocaleString("sv-SE", { timeZone: "Europe/Oslo" });
    expect(shown).toBe(`${inDays(9)} 09:00:00`);
    await change({ intent: "takeBack", version: String(version) });
  });

  it.each([
    [{ day: "2020-01-01", clock: "09:00" }, "past"],
    [{ day: "", clock: "09:00" }, "notATime"],
    [{ day: "2031-02-30", clock: "09:00" }, "notATime"],
    [{ day: "2031-01-01", clock: "25:00" }, "notATime"],
    [{ day: "2031-01-01", clock: "" }, "notATime"],
  ])("refuses %j as %s, and keeps the draft", async (time, reason) => {
    const revision = await draft(42);
    const form = { intent: "publish", revision, when: "later", ...time };
    expect(await act("review", { form })).toEqual({ ok: false, reason });
    expect((await load<Page>("program")).hasDraft).toBe(true);
    await act("review", { form: { intent: "discard" } });
  });
});

describe("a version that waits", () => {
  it("can be given another time", async () => {
    const version = await schedule(43, 9);
    const answer = await change({ intent: "reschedule", version: String(version), day: inDays(4), clock: "07:30" });
    expect(answer).toEqual({ ok: true, intent: "reschedule", version: version + 1 });
    expect([await stateOf(version), await stateOf(version + 1)]).toEqual(["withdrawn", "waiting"]);
    const past = { intent: "reschedule", version: String(version + 1), day: "2020-01-01", clock: "07:30" };
    expect(await change(past)).toEqual({ ok: false, reason: "past" });
    await change({ intent: "takeBack", version: String(version + 1) });
    await act("review", { form: { intent: "discard" } });
  });

  it("can be taken back, and is the draft then", async () => {
    const version = await schedule(44, 9);
    expect(await change({ intent: "takeBack", version: String(version) })).toEqual({
      ok: true,
      intent: "takeBack",
      draft: true,
    });
    const page = await load<Page>("program");
    expect(page.hasDraft).toBe(true);
    expect(page.versions[0]).toMatchObject({ state: "withdrawn", withdrawnBy: "staff:42" });
    expect(await load("earning")).toMatchObject({ earning: { points: 44 } });
    await act("review", { form: { intent: "discard" } });
  });

  it("stands against what is published before it: save and publish leads to the review, which shows both", async () => {
    const version = await schedule(45, 9);
    const { earning, revision } = await load<{ earning: object; revision: string }>("earning");
    const json = { intent: "publish", revision, sections: { earning: { ...earning, points: 46 } } };
    expect(await act("save", { json })).toEqual({ ok: true, published: false, review: true });
    const review = await load<Review>("review");
    expect(review.waiting.map((each) => each.version)).toEqual([version]);
    await act("review", { form: { intent: "publish", revision: review.revision, takeBack: String(version) } });
    expect(await stateOf(version)).toBe("withdrawn");
    expect(await load("earning")).toMatchObject({ earning: { points: 46 } });
  });

  it("still takes effect after a rollback, unless it is taken back with it", async () => {
    const version = await schedule(47, 9);
    expect(await change({ intent: "rollBack", version: "1" })).toMatchObject({ ok: true });
    expect(await stateOf(version)).toBe("waiting");
    expect(await change({ intent: "rollBack", version: "1", takeBack: String(version) })).toMatchObject({ ok: true });
    expect(await stateOf(version)).toBe("withdrawn");
  });

  it.each([
    [{ intent: "takeBack", version: "9999" }, 404],
    [{ intent: "reschedule", version: "9999", day: "2031-01-01", clock: "09:00" }, 404],
    [{ intent: "takeBack", version: "1; DROP" }, 400],
    [{ intent: "takeBack", version: "" }, 400],
    [{ intent: "rollBack", version: "1", takeBack: "1,x" }, 400],
    [{ intent: "forget", version: "1" }, 400],
  ])("%j is answered by %s, and nothing changes", async (form, status) => {
    const before = await load<Page>("program");
    expect(await thrownStatus(change(form))).toBe(status);
    expect((await load<Page>("program")).versions).toEqual(before.versions);
  });

  it("that is in force cannot be taken back", async () => {
    const { version } = await load<Page>("program");
    expect(await change({ intent: "takeBack", version: String(version) })).toEqual({ ok: false, reason: "inForce" });
    expect(await stateOf(version)).toBe("current");
  });
});
