/**
 * Why a shopper's request was not done, and the HTTP status that says so. Each has its sentence in every
 * app/locales/<language>/shopper.json.
 */
export const REFUSAL_STATUS = {
  /** The request is not one that our forms send: fields missing, repeated, too long. */
  malformed: 400,
  /** The query was not made by Shopify. */
  forged: 400,
  /** The session token was not made by Shopify for this app, or is too old. */
  badToken: 401,
  signedOut: 401,
  /** The shop does not have Laurel (any more). */
  unknownShop: 404,
  notFound: 404,
  /** A link to a statement that is too old, or was never given. */
  linkEnded: 410,
  methodNotAllowed: 405,
  tooLarge: 413,
  unsupportedType: 415,
  tooManyRequests: 429,
  /** Something broke on our side: what it was stands in the log, and whether anything was done is not known. */
  failed: 500,
  /** No code could be made now; the points are back. */
  unavailable: 503,
  /** Shopify's answer was lost: within a minute the code is in the account, or the points are back. */
  pending: 503,
  /** The code could not be switched off in Shopify now, so that it stays open. */
  undoUnavailable: 503,
  /** The key of this exchange belongs to an exchange of something else. */
  keyReused: 409,
  // Rule 11, in its order.
  unknownReward: 422,
  notYet: 422,
  over: 422,
  notMultiple: 422,
  excluded: 422,
  notForTier: 422,
  limitReached: 422,
  belowMinimum: 422,
  tooFewPoints: 422,
  // Rule 12. A code of somebody else is refused as one that does not exist.
  unknownCode: 422,
  used: 422,
  expired: 422,
  unknownNotice: 422,
} as const;

export type RefusalReason = keyof typeof REFUSAL_STATUS;
/** `retryAfterSeconds`: for how long whoever asks too often has to wait. */
export type Refused = { ok: false; reason: RefusalReason; retryAfterSeconds?: number };

export const refuse = (reason: RefusalReason): Refused => ({ ok: false, reason });
