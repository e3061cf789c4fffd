import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CardImageAnswer } from "../../app/ui/program/card-image.ts";
import { BROWSER, sessionToken } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if a merchant's picture didn't end up in the shop's own files, or if the page of tiers failed where Shopify has no room left.

type Route = Record<"loader" | "action", (args: { request: Request; params: object }) => Promise<unknown>>;

let stage: Stage;
let tiers: Route;
let upload: Route;
beforeAll(async () => {
  stage = await setStage([]);
  tiers = (await import("../../app/routes/app.program.tiers._index.tsx")) as unknown as Route;
  upload = (await import("../../app/routes/app.card-image.ts")) as unknown as Route;
});
afterAll(() => stage.close());

async function request(path: string, body?: FormData): Promise<Request> {
  const headers = { "user-agent": BROWSER, authorization: `Bearer ${await sessionToken()}` };
  const url = new URL(path, "http://localhost:4001");
  return body === undefined ? new Request(url, { headers }) : new Request(url, { method: "POST", headers, body });
}

async function send(bytes: Uint8Array, name: string): Promise<CardImageAnswer> {
  const form = new FormData();
  form.set("picture", new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  form.set("alt", "A golden card");
  const answer = (await upload.action({ request: await request("/app/card-image", form), params: {} })) as Response;
  return (await answer.json()) as CardImageAnswer;
}

/** A picture of 640 × 404 as far as its first bytes say. */
function png(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  bytes.set([0, 0, 2, 0x80, 0, 0, 1, 0x94], 16);
  return bytes;
}

describe("the picture of a card", () => {
  it("is put into the shop's files, byte for byte", async () => {
    const answer = await send(png(), "card.png");
    if (!answer.ok) throw new Error(answer.problem);
    const stored = await fetch(answer.url);
    expect(stored.headers.get("content-type")).toContain("image/png");
    expect(new Uint8Array(await stored.arrayBuffer())).toEqual(png());
    const [file] = Object.values(stage.store.store.shop.state.files);
    expect(file).toMatchObject({ alt: "A golden card", kind: "IMAGE" });
  });

  it("that is a drawing with another name is refused before anything is sent", async () => {
    const before = Object.keys(stage.store.store.shop.state.files).length;
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(await send(svg, "card.png")).toEqual({ ok: false, problem: "notPicture" });
    expect(Object.keys(stage.store.store.shop.state.files)).toHaveLength(before);
  });
});

it("the page of tiers opens with nothing to tell", async () => {
  const page = await tiers.loader({ request: await request("/app/program/tiers"), params: {} });
  expect(page).toMatchObject({ news: { problems: [], room: null, progress: null } });
});
