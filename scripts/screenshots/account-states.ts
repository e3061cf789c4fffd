import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield } from "../../app/domain/program-metafield.ts";
import { EXCHANGED, inDays, MEMBER, SHOWN } from "../../tests/storefront/states.ts";

/** What a server does: it answers, cannot be reached, or lets wait. */
type Answer = object | "down" | "waiting";

/**
 * The states that an account extension has. `shopify`: what Shopify's own API says of the customer and the program; `app`: what Laurel's server answers at a
 * path, which cannot be reached where nothing is said. `pressed`: the button that the shopper has pressed, and what it says then.
 */
export type AccountState = {
  name: string;
  shopify: { loyalty: LoyaltyMetafield | null; program: ProgramMetafield | null } | "down" | "waiting";
  app: Record<string, Answer>;
  pressed?: { button: RegExp; says: RegExp };
};

const PROGRAM: ProgramMetafield = { ...SHOWN, mails: true };
const known = { loyalty: MEMBER, program: PROGRAM };
const member = (changes: Partial<LoyaltyMetafield>) => ({ ...known, loyalty: { ...MEMBER, ...changes } });
/** With nothing but the balance, so that what was pressed is seen. */
const plain = member({ notices: [], codes: [], reserved: 0, card: null, next: null, keep: null, countedFrom: null });

const SENTENCES = [
  "Bamboo whisk × 1: NOK 249.00 earns",
  "Shipping: NOK 79.00 earns no points",
  "100 points for every NOK 1,000.00 of NOK 249.00 (rules of version 3)",
  "Gold multiplies by 1.5",
  "That makes 37.35, rounded down to 37 points",
].map((text) => ({ text, details: [] }));
const REFUSED = {
  ok: false,
  reason: "tooFewPoints",
  message: "You do not have enough points for this.",
};

const account: AccountState[] = [
  { name: "A member", shopify: known, app: {} },
  { name: "New", shopify: { ...known, loyalty: null }, app: {} },
  { name: "Takes no part", shopify: member({ participates: false }), app: {} },
  {
    name: "No tier, pending",
    shopify: member({ tier: null, card: null, next: null, keep: null, notices: [], codes: [], pending: 120 }),
    app: {},
  },
  {
    name: "Debt",
    shopify: {
      ...plain,
      loyalty: { ...plain.loyalty, balance: 0, worth: "0.00", debt: 30, pending: 0, expires: null },
    },
    app: {},
  },
  {
    name: "Expires soon",
    shopify: { ...plain, loyalty: { ...plain.loyalty, expires: { points: 240, on: inDays(9) } } },
    app: {},
  },
  {
    name: "Exchanged just now",
    shopify: plain,
    app: { exchange: EXCHANGED },
    pressed: { button: /^Exchange/, says: /LRL7EFGH is ready/ },
  },
  {
    name: "Refused",
    shopify: plain,
    app: { exchange: REFUSED },
    pressed: { button: /^Exchange/, says: /enough points/ },
  },
  {
    name: "Laurel's server cannot be reached",
    shopify: plain,
    app: {},
    pressed: { button: /^Exchange/, says: /could not reach/ },
  },
  {
    name: "Turned back into points",
    shopify: { ...plain, loyalty: { ...plain.loyalty, codes: MEMBER.codes, reserved: 100 } },
    app: { undo: { ok: true, balance: 1340, worth: "670.00", reserved: 0 } },
    pressed: { button: /^Undo/, says: /points are back/ },
  },
  { name: "Nobody knows the program", shopify: { ...plain, program: null }, app: {} },
  { name: "Shopify does not answer", shopify: "down", app: {} },
  { name: "While it loads", shopify: "waiting", app: {} },
];

const MAILS = {
  ok: true,
  mails: ["tier", "points", "reminders"].map((category) => ({ category, wanted: category !== "points" })),
};
/** What a block keeps folded, and a page shows at once: mails and the history. */
const block: AccountState[] = [
  ...account,
  {
    name: "The history opened",
    shopify: plain,
    app: {},
    pressed: { button: /^History/, says: /Download your/ },
  },
  {
    name: "Mails asked for",
    shopify: known,
    app: { mails: MAILS },
    pressed: { button: /^Your emails/, says: /When I reach/ },
  },
];
const page: AccountState[] = [
  ...account.map((state, index) => (index === 0 ? { ...state, app: { mails: MAILS } } : state)),
  {
    name: "How an order was counted",
    shopify: plain,
    app: { order: { ok: true, order: { name: "#1007", sentences: SENTENCES } } },
    pressed: { button: /^How it was counted/, says: /That makes/ },
  },
  {
    name: "Nobody can tell how",
    shopify: plain,
    app: {},
    pressed: { button: /^How it was counted/, says: /could not be loaded/ },
  },
  {
    name: "The history as a file",
    shopify: plain,
    app: { statement: { ok: true, path: "/statement/x" } },
    pressed: { button: /^Download your/, says: /Download as CSV/ },
  },
];

const COUNTED = { name: "#1007", points: 37, usableFrom: null, title: "How", sentences: SENTENCES };
const answered = (order: object | null, more: object = {}) => ({
  order: { ok: true, order, balance: 1240, pending: 0, currency: "NOK", next: MEMBER.next, ...more },
});
const order: AccountState[] = [
  { name: "Earned", shopify: known, app: answered(COUNTED) },
  { name: "Pending", shopify: known, app: answered({ ...COUNTED, usableFrom: inDays(14) }) },
  {
    name: "How it was counted",
    shopify: known,
    app: answered(COUNTED),
    pressed: { button: /^How they were/, says: /That makes/ },
  },
  {
    name: "No points",
    shopify: known,
    app: answered(
      { ...COUNTED, points: 0, sentences: [{ text: "The order is not paid yet.", details: [] }] },
      { next: null },
    ),
  },
  { name: "Not known yet", shopify: known, app: answered(null) },
  {
    name: "A guest",
    shopify: known,
    app: { order: { ok: false, reason: "signedOut", message: "Please sign in first." } },
  },
  {
    name: "Refused",
    shopify: known,
    app: { order: { ok: false, reason: "unknownShop", message: "This shop has no loyalty program right now." } },
  },
  { name: "Laurel's server cannot be reached", shopify: known, app: {} },
  { name: "While it loads", shopify: known, app: { order: "waiting" } },
];

/** The states for each of the places that Shopify has for these extensions. */
export const ACCOUNT_STATES = {
  "customer-account.profile.block.render": block,
  "customer-account.page.render": page,
  "customer-account.order-status.block.render": order,
  "purchase.thank-you.block.render": order,
};
