/** What can happen, as the log calls it; each has a sentence. Anything newer is shown by its own name. */
export const AUDIT_ACTIONS = [
  "adjustPoints",
  "setTier",
  "reviewTier",
  "reviewTiers",
  "undoCode",
  "addNote",
  "removeNote",
  "startBulkJob",
  "undoBulkJob",
  "publishProgram",
  "withdrawVersion",
  "saveDraft",
  "discardDraft",
  "dismissPaymentMethods",
  "codeReport.dismissed",
  "codeReport.restored",
  "storeCredit.decided",
  "saveMailSettings",
  "saveMailTemplate",
  "resetMailTemplate",
  "mergeCustomers",
  "makeLinkCode",
  "withdrawLinkCode",
  "linkShop",
  "linkedShop",
  "leaveProgram",
  "leftProgram",
  "setRate",
  "joinMembers",
  "notJoined",
  "tierTagsSetRight",
  "tierDiscountSetRight",
  "poolLost",
  "dataRequested",
  "eraseShop",
] as const;

export type AuditLineShown = {
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string | null;
  /** The shop of a customer whom the line is about, where shops share the program. */
  shop: string | null;
  before: unknown;
  after: unknown;
};
