import type { PrismaClient } from "@prisma/client";
import { Session } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import type { TokenCipher } from "./token-cipher.server.ts";

/**
 * Shopify's own session storage with the access and refresh tokens encrypted at rest.
 * Everything else in the row stays readable, so that sessions can be found and deleted by shop.
 */
export class EncryptedSessionStorage implements SessionStorage {
  readonly #inner: SessionStorage;
  readonly #cipher: TokenCipher;

  constructor(inner: SessionStorage, cipher: TokenCipher) {
    this.#inner = inner;
    this.#cipher = cipher;
  }

  async storeSession(session: Session): Promise<boolean> {
    return this.#inner.storeSession(this.#withTokens(session, (token, place) => this.#cipher.seal(token, place)));
  }

  async loadSession(id: string): Promise<Session | undefined> {
    const stored = await this.#inner.loadSession(id);
    return stored === undefined ? undefined : this.#opened(stored);
  }

  async deleteSession(id: string): Promise<boolean> {
    return this.#inner.deleteSession(id);
  }

  async deleteSessions(ids: string[]): Promise<boolean> {
    return this.#inner.deleteSessions(ids);
  }

  /** The library's storage answers at most 25 sessions here: never use it to delete all of them. */
  async findSessionsByShop(shop: string): Promise<Session[]> {
    const stored = await this.#inner.findSessionsByShop(shop);
    return stored.map((session) => this.#opened(session));
  }

  #opened(stored: Session): Session {
    return this.#withTokens(stored, (sealed, place) => this.#cipher.open(sealed, place));
  }

  #withTokens(session: Session, change: (token: string, place: string) => string): Session {
    const copy = new Session(session.toObject());
    if (copy.accessToken) copy.accessToken = change(copy.accessToken, `${session.id} access token`);
    if (copy.refreshToken) copy.refreshToken = change(copy.refreshToken, `${session.id} refresh token`);
    return copy;
  }
}

/** The session storage of the app: Prisma rows, encrypted tokens. */
export function createSessionStorage(prisma: PrismaClient, cipher: TokenCipher): EncryptedSessionStorage {
  return new EncryptedSessionStorage(new PrismaSessionStorage(prisma), cipher);
}
