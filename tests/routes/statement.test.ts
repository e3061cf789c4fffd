import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { reserveCode } from "../../app/commands/codes.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import type { EntryKind } from "../../app/domain/account.ts";
import { followChain } from "../../app/ledger/recorded-entries.ts";
import { readMemberStatement } from "../../app/queries/member-statement.ts";
import { signProxy } from "../../dev-store/storefront/app-proxy.ts";
import { adminRequest, sessionToken, thrownStatus } from "./admin-stage.ts";
import { setStage, SHOP, type Stage } from "./shopper-stage.ts";

// Broken if a statement lacked an entry, told one shopper about another, or could not be checked without Laurel.
const ADA = "7201";
const BO = "7202";
const CY = "7203";
const DI = "7204";
const NEWCOMER = "7299";
/** What a spreadsheet would run. */
const FORMULA = '=HYPERLINK("HTTPS://EVIL.EXAMPLE","#1")';

type Route = {
  loader: (args: never) => Promise<Response>;
  action: (args: never) => Promise<Response>;
};
type JsonEntry = {
  member: string;
  no: number;
  kind: EntryKind;
  points: number;
  pending: number;
  reserved: number;
  debt: number;
  balance: number;
  order: { shopId: string; orderId: string } | null;
  posting: number | null;
  codeId: string | null;
  lots: { lot: number; points: number }[] | null;
  version: number | null;
  at: string;
  recordedAt: string;
  label: string | null;
  hash: string;
};
type Json = { v: number; program: string; entries: JsonEntry[] };

let stage: Stage;
let admin: Route;
beforeAll(async () => {
  stage = await setStage([ADA, BO, CY, DI]);
  admin = (await import("../../app/routes/app.members.$id.statement.ts")) as unknown as Route;
  await giveAdaHistory();
});
afterAll(() => stage.close());

/** Points taken, and some in a code whose text a spreadsheet would run. */
async function giveAdaHistory(): Promise<void> {
  const { programId, shopId, db } = stage;
  const member = { programId, memberId: stage.memberOf(ADA), now: new Date() };
  await adjustPoints(db, { ...member, points: -250n, reason: "a mistake", author: "test", key: "second" });
  await reserveCode(db, { ...member, shopId, reward: "nok-50", times: 1, key: "first-code", code: FORMULA });
}

const own = (customer: string): [string, string][] => [
  ["shop", SHOP],
  ["logged_in_customer_id", customer],
  ["path_prefix", "/apps/loyalty"],
  ["timestamp", String(Math.floor(Date.now() / 1000))],
];
function addressOf(parameters: [string, string][], secret = process.env["SHOPIFY_API_SECRET"] ?? ""): string {
  const query = new URLSearchParams([...parameters, ["signature", signProxy(parameters, secret)]]);
  return `http://localhost:4001/proxy/statement?${String(query)}`;
}
const load = (address: string) => stage.answer(new Request(address));
const ask = (customer: string, format: string) => load(addressOf([["format", format], ...own(customer)]));
const readJson = async (response: Response) => (await response.json()) as Json;

/** The head of a member's chain after the ledger's own check, from nothing but what the file says. */
function headOf(statement: Json, memberId: string): string {
  const entries = statement.entries
    .filter(({ member }) => member === memberId)
    .map(({ at, recordedAt, hash, lots, ...entry }) => ({
      entry: {
        ...entry,
        points: BigInt(entry.points),
        pending: BigInt(entry.pending),
        reserved: BigInt(entry.reserved),
        debt: BigInt(entry.debt),
        balance: BigInt(entry.balance),
        lots: lots?.map(({ lot, points }) => ({ lot, points: BigInt(points) })) ?? null,
        key: null,
        at: new Date(at),
      },
      recordedAt: new Date(recordedAt),
      hash: Buffer.from(hash, "hex"),
    }));
  const chain = followChain({ programId: statement.program, memberId }, entries);
  return "head" in chain ? chain.head.toString("hex") : `breaks at ${chain.breaksAt}`;
}

async function writtenHead(memberId: string): Promise<string | undefined> {
  const { rows } = await stage.db.pool.query<{ hash: string }>(
    "SELECT encode(hash, 'hex') AS hash FROM entries WHERE program_id = $1 AND member_id = $2 ORDER BY no DESC LIMIT 1",
    [stage.programId, memberId],
  );
  return rows[0]?.hash;
}

describe("a shopper's statement", () => {
  it("as JSON has every entry, oldest first, and a chain that the ledger's own check follows to its head", async () => {
    const response = await ask(ADA, "json");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="points-[\d-]{10}\.json"$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const statement = await readJson(response);
    expect(statement.entries.map(({ kind, points, balance }) => [kind, points, balance])).toEqual([
      ["adjusted", 1000, 1000],
      ["adjusted", -250, 750],
      ["reserved", -100, 650],
    ]);
    expect(headOf(statement, stage.memberOf(ADA))).toBe(await writtenHead(stage.memberOf(ADA)));
    statement.entries[1]!.points = -249;
    expect(headOf(statement, stage.memberOf(ADA))).toBe("breaks at 2");
  });

  it("as CSV runs nothing in a spreadsheet, and keeps numbers numbers", async () => {
    const response = await ask(ADA, "csv");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
    const [head, , taken, code, end] = text.split("\r\n");
    expect(head).toBe("\uFEFFat,kind,points,balance,label,member,no,hash");
    expect(taken).toMatch(/^[\dT:.-]+Z,adjusted,-250,750,,\d+,2,[0-9a-f]{32}$/);
    expect(code).toContain(`,"'${FORMULA.replaceAll('"', '""')}",`);
    expect(end).toBe("");
  });

  it("says nothing of why staff changed points, nor who did", async () => {
    expect(await (await ask(ADA, "json")).text()).not.toMatch(/mistake|author/);
  });

  it("is CSV where nothing is said, and refused for a format that there is not", async () => {
    expect((await load(addressOf(own(ADA)))).headers.get("content-type")).toMatch(/^text\/csv/);
    expect((await ask(ADA, "xml")).status).toBe(400);
    const twice: [string, string][] = [["format", "csv"], ["format", "json"], ...own(ADA)];
    expect((await load(addressOf(twice))).status).toBe(400);
  });

  it("is empty for somebody whom Laurel has not met", async () => {
    expect((await readJson(await ask(NEWCOMER, "json"))).entries).toEqual([]);
  });

  it("has both histories after a merge, each with its own chain, however it is paged", async () => {
    const { db, shopId, programId } = stage;
    await mergeCustomers(db, { shopId, keptId: CY, goneId: DI, now: new Date() });
    const members = [stage.memberOf(CY), stage.memberOf(DI)];
    const statement = await readJson(await ask(CY, "json"));
    expect([...new Set(statement.entries.map(({ member }) => member))].sort()).toEqual(members.sort());
    for (const member of members) expect(headOf(statement, member)).toBe(await writtenHead(member));
    const paged = [];
    for await (const page of readMemberStatement(db, { programId, memberId: stage.memberOf(CY), pageSize: 1 })) {
      expect(page.length).toBe(1);
      paged.push(...page.map(({ hash }) => hash.toString("hex")));
    }
    expect(paged).toEqual(statement.entries.map(({ hash }) => hash));
  });
});

describe("whose statement it is", () => {
  it("is the signed-in customer's, whatever else the address says", async () => {
    const wishes: [string, string][] = [
      ["customer_id", ADA],
      ["member", stage.memberOf(ADA)],
    ];
    const statement = await readJson(await load(addressOf([["format", "json"], ...wishes, ...own(BO)])));
    expect(new Set(statement.entries.map(({ member }) => member))).toEqual(new Set([stage.memberOf(BO)]));
  });

  it.each<[string, () => string]>([
    ["signed with another secret", () => addressOf(own(ADA), "another-secret")],
    ["with the customer changed after signing", () => addressOf(own(BO)).replace(BO, ADA)],
    ["with a second customer, signed", () => addressOf([["logged_in_customer_id", ADA], ...own(BO)])],
    ["without a signature", () => `http://localhost:4001/proxy/statement?${String(new URLSearchParams(own(ADA)))}`],
  ])("is refused %s", async (_, address) => {
    const response = await load(address());
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("adjusted");
  });

  it("is nobody's without a sign-in, and not given to POST", async () => {
    const locale: [string, string] = ["locale", "nb"];
    const signedOut = await load(addressOf([locale, ...own("")]));
    expect(signedOut.status).toBe(401);
    expect(await signedOut.text()).toContain("Logg inn først.");
    const posted = await stage.answer(new Request(addressOf(own(ADA)), { method: "POST" }));
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET"]);
  });

  it("is refused to one who asks without pause", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 21; n += 1) statuses.push((await ask("7250", "csv")).status);
    expect(statuses.filter((status) => status === 200).length).toBe(20);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("a statement for staff", () => {
  const open = async (id: string, wish: Parameters<typeof adminRequest>[1] = {}, format = "json") =>
    admin.loader({
      request: await adminRequest(`/app/members/${id}/statement?format=${format}`, wish),
      params: { id },
    } as never);

  it("is the same file that the member gets", async () => {
    const response = await open(stage.memberOf(ADA));
    expect(response.headers.get("content-disposition")).toContain("attachment");
    expect(await response.text()).toBe(await (await ask(ADA, "json")).text());
  });

  it("is not given without a token of this shop's admin, nor for a member of nobody", async () => {
    const id = stage.memberOf(ADA);
    expect(await thrownStatus(open(id, { token: null }))).toBe(302);
    expect(
      await thrownStatus(open(id, { token: await sessionToken({}, "another-secret-of-more-than-32-letters") })),
    ).toBe(401);
    expect(await thrownStatus(open("999999"))).toBe(404);
    expect(await thrownStatus(open("1 OR 1=1"))).toBe(404);
    expect(await thrownStatus(open(id, {}, "xml"))).toBe(400);
  });
});
