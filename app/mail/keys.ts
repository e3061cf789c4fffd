import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { isMailCategory, type MailCategory } from "../domain/mail.ts";

const KEY_BYTES = 32;
/** Half of SHA-256 is beyond guessing, and keeps the link short. */
const SIGNATURE_BYTES = 16;

/** Whom a link to unsubscribe belongs to, and which mails it stood in. */
export type MailTicket = { programId: string; memberId: string; category: MailCategory };

export type MailKeys = {
  /** The ticket of a link, signed: whoever has it can change what this member gets by mail, and nothing else. */
  sign: (ticket: MailTicket) => string;
  /** The ticket that `sign` wrote, null for anything else. */
  open: (token: string) => MailTicket | null;
  /** An address as a number that tells nothing of it: the same address has the same hash, with this key alone. */
  hashAddress: (address: string) => Buffer;
};

/**
 * Keys for mails, made from the environment's TOKEN_ENCRYPTION_KEY so that there is no second secret to keep. With another key, links
 * in mails that were sent no longer work and addresses that bounced are tried once more.
 */
export function createMailKeys(secret: Buffer): MailKeys {
  const derive = (use: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", `laurel ${use}`, KEY_BYTES));
  const links = derive("mail links");
  const addresses = derive("addresses");
  const signatureOf = (text: string): Buffer =>
    createHmac("sha256", links).update(text).digest().subarray(0, SIGNATURE_BYTES);
  return {
    sign: ({ programId, memberId, category }) => {
      const text = `${programId}.${memberId}.${category}`;
      return `${text}.${signatureOf(text).toString("base64url")}`;
    },
    open: (token) => {
      const [programId = "", memberId = "", category = "", signature = "", ...rest] = token.split(".");
      if (rest.length > 0 || !isId(programId) || !isId(memberId) || !isMailCategory(category)) return null;
      const given = Buffer.from(signature, "base64url");
      const right = signatureOf(`${programId}.${memberId}.${category}`);
      return given.length === right.length && timingSafeEqual(given, right) ? { programId, memberId, category } : null;
    },
    hashAddress: (address) => createHmac("sha256", addresses).update(address.trim().toLowerCase()).digest(),
  };
}

function isId(text: string): boolean {
  return /^[1-9][0-9]{0,17}$/.test(text);
}
