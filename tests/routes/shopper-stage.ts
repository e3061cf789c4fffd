import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "@shopify/shopify-api";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { installShop } from "../../app/commands/install-shop.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { recordCustomers } from "../../app/commands/record-customer.ts";
import type { Database } from "../../app/database.ts";
import { type DevStore, startDevStore } from "../../dev-store/start.ts";
import { testDatabase } from "../setup/database.ts";

/**
 * The stage for everything that a shopper asks: the real doors with the real library, PostgreSQL, and the dev store as Shopify. Modules of
 * the app read the environment when they are loaded, so that they are imported here, after it has been set.
 */
export const SHOP = "demo.myshopify.com";
/** The dev store takes this token for the shop owner's own. */
const TOKEN = "dev-store-owner";
const POINTS_EACH = 1000n;

export type Stage = {
  db: Database;
  store: DevStore;
  programId: string;
  shopId: string;
  /** The member of each of the shop's customers; each begins with 1000 points. */
  memberOf: (customerId: string) => string;
  /** What the app answers a shopper: the same function that its process asks. */
  answer: (request: Request) => Promise<Response>;
  close: () => Promise<void>;
};

export async function setStage(customerIds: string[]): Promise<Stage> {
  const database = await testDatabase();
  process.env["DATABASE_URL"] = database.url;
  const dataDir = mkdtempSync(join(tmpdir(), "laurel-shopper-"));
  const store = await startDevStore({
    dataDir,
    apiKey: process.env["SHOPIFY_API_KEY"] ?? "",
    apiSecret: process.env["SHOPIFY_API_SECRET"] ?? "",
    appUrl: "http://localhost:1",
    storePort: 0,
    gatewayPort: 0,
    smtpPort: 0,
    fresh: true,
    empty: true,
  });
  process.env["DEV_STORE_URL"] = store.storeUrl;
  await import("../../dev-store/register.ts");
  const { db } = await import("../../app/db.server.ts");
  const { sessionStorage } = await import("../../app/shopify.server.ts");
  const { closeDatabase } = await import("../../app/database.ts");
  const { answerShopper } = await import("../../app/shopper/doors.server.ts");
  const session = { id: `offline_${SHOP}`, shop: SHOP, state: "", isOnline: false, accessToken: TOKEN };
  await sessionStorage.storeSession(new Session(session));
  const members = await addMembers(db, store.store.shop.state.info.id, customerIds);
  return {
    db,
    store,
    ...members,
    answer: answerShopper,
    close: async () => {
      await closeDatabase(db);
      await store.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function addMembers(
  db: Database,
  shopId: string,
  customerIds: string[],
): Promise<Pick<Stage, "programId" | "shopId" | "memberOf">> {
  const now = new Date();
  const { programId } = await installShop(db, { shopId, domain: SHOP, currency: "NOK", timeZone: "Europe/Oslo", now });
  const rewards = [
    { id: "nok-50", type: "amount", points: 100, value: "50.00", multiples: true },
    { id: "ten", type: "percentage", points: 5000, value: "10" },
  ];
  const published = await publishProgram(db, { programId, patch: { exchange: { rewards } }, author: "test", now });
  if (!published.ok) throw new Error(JSON.stringify(published.errors));
  const customers = customerIds.map((customerId) => ({ shopId, customerId, tags: [], at: now }));
  await recordCustomers(db, { customers, now });
  const members = new Map<string, string>();
  const { findMember } = await import("../../app/queries/find-member.ts");
  for (const customerId of customerIds) {
    const member = await findMember(db, { shopId, customerId });
    if (member === null) throw new Error(`customer ${customerId} became no member`);
    members.set(customerId, member.memberId);
    const given = { ...member, points: POINTS_EACH, reason: "to begin with", author: "test", key: "start", now };
    await adjustPoints(db, given);
  }
  return { programId, shopId, memberOf: (customerId) => members.get(customerId) ?? "" };
}

/** Everything of a program that a request could have changed, in one line for each member and code. */
export async function snapshot(db: Database, programId: string): Promise<unknown> {
  const members = await db.pool.query(
    "SELECT id::text, available::text, reserved::text, entries FROM members WHERE program_id = $1 ORDER BY id",
    [programId],
  );
  const codes = await db.pool.query("SELECT id::text, status FROM codes WHERE program_id = $1 ORDER BY id", [
    programId,
  ]);
  return { members: members.rows as unknown[], codes: codes.rows as unknown[] };
}
