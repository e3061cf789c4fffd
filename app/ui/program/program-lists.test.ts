import { describe, expect, it } from "vitest";
import { DEFAULT_PROGRAM, patchProgram } from "../../domain/program.ts";
import { newCampaign, withCampaign } from "./program-lists.ts";

const spring = { ...newCampaign(), name: "Spring", from: "2026-03-01T00:00:00Z", until: "2026-03-31T23:59:59Z" };

describe("campaigns in the document", () => {
  it("get an id from their name that no other has, and are then taken by the program", () => {
    const once = patchProgram(DEFAULT_PROGRAM, { earning: { campaigns: withCampaign([], -1, spring) } });
    if (!once.ok) throw new Error(JSON.stringify(once.errors));
    const twice = withCampaign(once.program.earning.campaigns, -1, spring);
    expect(twice.map(({ id }) => id)).toEqual(["spring", "spring-2"]);
    expect(patchProgram(DEFAULT_PROGRAM, { earning: { campaigns: twice } }).ok).toBe(true);
  });

  it("keep their id and their place when one is renamed", () => {
    const { campaigns } = DEFAULT_PROGRAM.earning;
    const both = [...campaigns, { ...spring, id: "spring", multiplier: "2" }, { ...spring, id: "other" }];
    expect(
      withCampaign(both, 0, { ...spring, id: "spring", name: "Easter" }).map(({ id, name }) => `${id} ${name}`),
    ).toEqual(["spring Easter", "other Spring"]);
  });

  it("without days are refused by the program, which says where", () => {
    const refused = patchProgram(DEFAULT_PROGRAM, { earning: { campaigns: withCampaign([], -1, newCampaign()) } });
    expect(refused.ok ? [] : refused.errors.map(({ path }) => path)).toEqual([
      "earning.campaigns.0.from",
      "earning.campaigns.0.until",
    ]);
  });
});
