import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const FORMAT = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A stored token that cannot be read: it was changed, or it was written with another TOKEN_ENCRYPTION_KEY. */
export class UnreadableTokenError extends Error {
  override name = "UnreadableTokenError";
  constructor(what: string, why: string) {
    super(
      `${what} cannot be read: ${why}. Restore the TOKEN_ENCRYPTION_KEY it was written with, or delete the shop's sessions so that the next visit makes new ones.`,
    );
  }
}

/** Seals and opens access and refresh tokens. */
export type TokenCipher = {
  /** Encrypts a token; `place` says where it is stored, and only there can it be opened. */
  seal(token: string, place: string): string;
  /** Decrypts what `seal` wrote for the same place; throws UnreadableTokenError for anything else. */
  open(sealed: string, place: string): string;
};

/**
 * AES-256-GCM with a fresh nonce for each token. The place (session id and column) is authenticated with it,
 * so that a token copied into another shop's row does not open there.
 */
export function createTokenCipher(key: Buffer): TokenCipher {
  if (key.length !== 32) throw new Error(`TOKEN_ENCRYPTION_KEY must be 32 bytes, it is ${key.length}`);
  return {
    seal(token, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(token, "utf8"), cipher.final()]);
      return [FORMAT, Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")].join(".");
    },
    open(sealed, place) {
      const [format, body, rest] = sealed.split(".");
      if (format !== FORMAT || body === undefined || rest !== undefined) {
        throw new UnreadableTokenError(place, "it is not in the encrypted format");
      }
      const bytes = Buffer.from(body, "base64url");
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new UnreadableTokenError(place, "it is too short");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      }).setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
          "utf8",
        );
      } catch {
        throw new UnreadableTokenError(place, "it was changed, or encrypted with another key");
      }
    },
  };
}
