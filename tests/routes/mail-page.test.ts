import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMailPreferences } from "../../app/queries/mail-preferences.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if somebody could not stop mails without an account, could stop somebody else's, or if a program that looks links through did it.

const ADA = "7201";
const BO = "7202";
let stage: Stage;
let route: Record<"loader" | "action", (args: { request: Request; params: { token: string } }) => Promise<Response>>;
let sign: (memberId: string) => string;

beforeAll(async () => {
  stage = await setStage([ADA, BO]);
  route = (await import("../../app/routes/mail.unsubscribe.$token.ts")) as unknown as typeof route;
  const { mailKeys } = await import("../../app/mail/mail.server.ts");
  sign = (memberId) => mailKeys.sign({ programId: stage.programId, memberId, category: "tier" });
});
afterAll(() => stage.close());

const open = (token: string, headers: Record<string, string> = {}) =>
  route.loader({
    request: new Request(`http://localhost:4001/mail/unsubscribe/${token}`, { headers }),
    params: { token },
  });
const say = (token: string, body: Record<string, string>) =>
  route.action({
    request: new Request(`http://localhost:4001/mail/unsubscribe/${token}`, {
      method: "POST",
      body: new URLSearchParams(body),
    }),
    params: { token },
  });
const preferences = (customerId: string) =>
  readMailPreferences(stage.db, { programId: stage.programId, memberId: stage.memberOf(customerId) });

describe("the link in a mail", () => {
  it("only asks when it is opened, in the browser's language", async () => {
    const response = await open(sign(stage.memberOf(ADA)), { "accept-language": "nb-NO,nb;q=0.9" });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("Stopp disse e-postene");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await preferences(ADA)).toEqual({ tier: true, points: true, reminders: true });
  });

  it("stops one category with a mail program's one click, for this member alone", async () => {
    const token = sign(stage.memberOf(ADA));
    for (let twice = 0; twice < 2; twice += 1)
      expect((await say(token, { "List-Unsubscribe": "One-Click" })).status).toBe(200);
    expect(await preferences(ADA)).toEqual({ tier: false, points: true, reminders: true });
    expect(await preferences(BO)).toEqual({ tier: true, points: true, reminders: true });
  });

  it("stops everything and takes it back by its buttons", async () => {
    const token = sign(stage.memberOf(BO));
    expect(await (await say(token, { do: "stopAll" })).text()).toContain("will not get mails of the program");
    expect(await preferences(BO)).toEqual({ tier: false, points: false, reminders: false });
    await say(token, { do: "again" });
    expect(await preferences(BO)).toEqual({ tier: true, points: false, reminders: false });
  });

  it("that was changed or asks for something else does nothing", async () => {
    const token = sign(stage.memberOf(BO));
    const before = await preferences(BO);
    for (const wrong of [token.slice(0, -2), token.replace("tier", "points"), "x", ""]) {
      expect((await open(wrong)).status).toBe(404);
      expect((await say(wrong, { do: "stopAll" })).status).toBe(404);
    }
    expect((await say(token, { do: "delete" })).status).toBe(400);
    expect(await preferences(BO)).toEqual(before);
  });
});
