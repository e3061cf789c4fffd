/** What the shop refuses to do, with the word that Shopify's userErrors use. The Admin API turns it into a userError, a checkout into a sentence. */
export type RefusalCode =
  | "BLANK"
  | "TAKEN"
  | "NOT_FOUND"
  | "INVALID"
  | "TOO_LONG"
  | "TOO_MANY"
  | "EXCEEDED_MAX"
  | "VALUE_OUTSIDE_RANGE"
  | "END_DATE_BEFORE_START_DATE"
  | "MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT"
  | "ACTIVE_PERIOD_OVERLAP"
  | "TOO_MANY_TAGS"
  | "STALE_OBJECT"
  | "INVALID_COMPARE_DIGEST"
  | "INVALID_VALUE"
  | "INVALID_TYPE"
  | "MISMATCHING_CURRENCY"
  | "NEGATIVE_OR_ZERO_AMOUNT"
  | "ACCOUNT_NOT_FOUND"
  | "OWNER_NOT_FOUND"
  | "EXPIRES_AT_IN_PAST"
  | "INSUFFICIENT_FUNDS";

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** Path of the input field that is to blame, or null. */
  readonly field: string[] | null;

  constructor(code: RefusalCode, field: string[] | null, message: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.field = field;
  }
}
