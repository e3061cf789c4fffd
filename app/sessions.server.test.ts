import { Session } from "@shopify/shopify-api";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "../tests/setup/database.ts";
import { closeDatabase, openDatabase, type Database } from "./database.ts";
import { forgetSessions } from "./jobs/shop-records.ts";
import { createSessionStorage } from "./sessions.server.ts";
import { createTokenCipher, UnreadableTokenError } from "./token-cipher.server.ts";

// What would be broken in a shop: a stolen database dump would hold working access tokens,
// or a shop would be locked out because its tokens can't be read back.

const SHOP = "tea.myshopify.com";
const KEY = randomBytes(32);

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url, { max: 4 });
});
afterAll(async () => {
  await closeDatabase(db);
  await database.drop();
});
beforeEach(async () => {
  await db.prisma.session.deleteMany();
});

function offlineSession(shop = SHOP): Session {
  return new Session({
    id: `offline_${shop}`,
    shop,
    state: "",
    isOnline: false,
    scope: "read_orders,write_customers",
    accessToken: "shpat_a-real-looking-token",
    expires: new Date("2026-11-21T12:00:00Z"),
    refreshToken: "shprt_a-real-looking-token",
    refreshTokenExpires: new Date("2027-02-19T12:00:00Z"),
  });
}

const storage = (key = KEY) => createSessionStorage(db.prisma, createTokenCipher(key));

describe("the encrypted session storage", () => {
  it("gives back what was stored, refresh token and dates included", async () => {
    await storage().storeSession(offlineSession());
    const loaded = await storage().loadSession(`offline_${SHOP}`);
    expect(loaded?.accessToken).toBe("shpat_a-real-looking-token");
    expect(loaded?.refreshToken).toBe("shprt_a-real-looking-token");
    expect(loaded?.refreshTokenExpires).toEqual(new Date("2027-02-19T12:00:00Z"));
    expect(loaded?.expires).toEqual(new Date("2026-11-21T12:00:00Z"));
    expect(loaded?.scope).toBe("read_orders,write_customers");
  });

  it("leaves no token readable in the database, and none alike", async () => {
    await storage().storeSession(offlineSession());
    const first = await db.prisma.session.findUniqueOrThrow({ where: { id: `offline_${SHOP}` } });
    await storage().storeSession(offlineSession());
    const second = await db.prisma.session.findUniqueOrThrow({ where: { id: `offline_${SHOP}` } });
    expect(
      JSON.stringify(first, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toMatch(/shp[ar]t/);
    expect(first.accessToken).toMatch(/^v1\.[\w-]+$/);
    expect(second.accessToken).not.toBe(first.accessToken);
  });

  it("doesn't change the session that it is given", async () => {
    const session = offlineSession();
    await storage().storeSession(session);
    expect(session.accessToken).toBe("shpat_a-real-looking-token");
  });

  it("refuses another key by saying so", async () => {
    await storage().storeSession(offlineSession());
    const failed = storage(randomBytes(32)).loadSession(`offline_${SHOP}`);
    await expect(failed).rejects.toThrow(UnreadableTokenError);
    await expect(storage(randomBytes(32)).findSessionsByShop(SHOP)).rejects.toThrow(/TOKEN_ENCRYPTION_KEY/);
  });

  it("refuses a token that was changed, shortened, stored in clear, or moved from another shop", async () => {
    await storage().storeSession(offlineSession());
    await storage().storeSession(offlineSession("other.myshopify.com"));
    const { accessToken } = await db.prisma.session.findUniqueOrThrow({ where: { id: `offline_${SHOP}` } });
    const other = await db.prisma.session.findUniqueOrThrow({ where: { id: "offline_other.myshopify.com" } });
    const swapped = accessToken.at(-5) === "A" ? "B" : "A";
    const changed = accessToken.slice(0, -5) + swapped + accessToken.slice(-4);
    for (const bad of [changed, accessToken.slice(0, 20), "v1.", "shpat_in-clear", other.accessToken]) {
      await db.prisma.session.update({ where: { id: `offline_${SHOP}` }, data: { accessToken: bad } });
      await expect(storage().loadSession(`offline_${SHOP}`), bad).rejects.toThrow(UnreadableTokenError);
    }
  });

  it("answers nothing for a session that isn't there", async () => {
    expect(await storage().loadSession("offline_nobody.myshopify.com")).toBeUndefined();
  });

  it("deletes every session on uninstall, also beyond the 25 that the library's search answers", async () => {
    for (let staff = 0; staff < 30; staff += 1) {
      const { expires, ...session } = offlineSession().toObject();
      await storage().storeSession(
        new Session({ ...session, ...(expires ? { expires } : {}), id: `${SHOP}_${staff}` }),
      );
    }
    await storage().storeSession(offlineSession("other.myshopify.com"));
    expect(await storage().findSessionsByShop(SHOP)).toHaveLength(25);
    await forgetSessions(db, { domain: SHOP });
    expect(await storage().findSessionsByShop(SHOP)).toEqual([]);
    expect(await storage().findSessionsByShop("other.myshopify.com")).toHaveLength(1);
  });
});

describe("the token cipher", () => {
  it("refuses a key of another length", () => {
    expect(() => createTokenCipher(randomBytes(16))).toThrow(/32 bytes/);
  });
});
