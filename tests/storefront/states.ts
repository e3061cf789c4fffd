import type { Reader } from "./render.ts";
import { EMPTY, LOYALTY, PROGRAM } from "./samples.ts";

/**
 * The states that a block has, for pictures and for checks of each of them. `around`: what of the theme the block needs beside it. `pressed`: the
 * button that the shopper has pressed, and what became of it: the app's answer, or null where it could not be reached.
 */
export type State = {
  name: string;
  reader: Reader;
  around?: string;
  pressed?: { button: string; answer: object | null };
};

/** A card in colours that can be read, as those of the demo. */
export const MEMBER = { ...LOYALTY, card: LOYALTY.card && { ...LOYALTY.card, background: "#7a5a10" } };
export const SHOWN = {
  ...PROGRAM,
  tiers: PROGRAM.tiers.map((tier) => ({ ...tier, card: { ...tier.card, background: "#7a5a10" } })),
};
const base: Reader = { program: SHOWN, loyalty: MEMBER };
const member = (changes: object, settings: Record<string, unknown> = {}): Reader => {
  return { ...base, loyalty: { ...MEMBER, ...changes }, settings };
};

/** What the app answers an exchange. */
export const EXCHANGED = {
  ...{ ok: true, code: "LRL7EFGH", codeId: "13", value: "50.00", points: 100, until: "2026-04-10" },
  ...{ balance: 140, worth: "50.00", reserved: 100 },
};

const DAY_MS = 86_400_000;
export const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

const account: State[] = [
  { name: "A member", reader: base },
  { name: "Not signed in", reader: { ...base, signedIn: false } },
  { name: "Takes no part", reader: member({ participates: false }) },
  { name: "New", reader: { ...base, loyalty: undefined } },
  {
    name: "No tier, pending",
    reader: member({ tier: null, card: null, next: null, keep: null, notices: [], pending: 120 }),
  },
  { name: "Debt", reader: member({ balance: 0, worth: "0.00", debt: 30, codes: [], reserved: 0, notices: [] }) },
  { name: "Expires soon", reader: member({ expires: { points: 240, on: inDays(9) }, notices: [], codes: [] }) },
  {
    name: "Exchanged just now",
    reader: member({ notices: [], codes: [], reserved: 0, balance: 240, worth: "120.00" }),
    pressed: { button: "Exchange", answer: EXCHANGED },
  },
  {
    name: "The app cannot be reached",
    reader: member({ notices: [], codes: [] }),
    pressed: { button: "Exchange", answer: null },
  },
  { name: "Plain", reader: { ...base, settings: { look: "plain" } } },
  {
    name: "Bold, with colours",
    reader: { ...base, settings: { look: "bold", accent: "#0b6e4f", accent_text: "#ffffff", corners: 0 } },
  },
];

const program: State[] = [
  { name: "A member", reader: base },
  { name: "Not signed in, plain", reader: { ...base, signedIn: false, settings: { look: "plain" } } },
  { name: "Bold", reader: { ...base, settings: { look: "bold" } } },
];

const balance: State[] = [
  { name: "A member", reader: { ...base, settings: { show_tier: true } } },
  { name: "Not signed in", reader: { ...base, signedIn: false } },
  { name: "Takes no part", reader: member({ participates: false }) },
  { name: "New", reader: { ...base, loyalty: EMPTY } },
  { name: "Debt", reader: member({ balance: 0, worth: "0.00", debt: 30 }) },
  { name: "Expires soon", reader: member({ expires: { points: 240, on: inDays(9) } }) },
];

const TEA = {
  ...{ id: 501, handle: "sencha", vendor: "Kumo Gardens", tags: [], collections: [], "gift_card?": false },
  variants: [
    { id: 901, price: 14_900, compare_at_price: null },
    { id: 902, price: 26_900, compare_at_price: null },
  ],
};
const CART = { item_count: 0, taxes_included: true };
const onProduct: Reader = { ...base, product: TEA, cart: CART };
const FORM = `<p><select name="id" aria-label="Size"><option value="901">50 g</option><option value="902" selected>100 g</option></select></p>`;
const campaign = {
  ...{ times: { n: 2, d: 1 }, from: new Date(Date.now() - 3 * DAY_MS).toISOString() },
  ...{ until: new Date(Date.now() + 9 * DAY_MS).toISOString(), vendors: [], collections: [], tags: [] },
};
const withGoods = (changes: object): unknown => {
  return { ...PROGRAM, earning: { ...PROGRAM.earning, goods: { ...PROGRAM.earning.goods, ...changes } } };
};

const earn: State[] = [
  { name: "A member, the form holds 100 g", reader: onProduct, around: FORM },
  { name: "Not signed in, no form", reader: { ...onProduct, signedIn: false } },
  { name: "In a campaign", reader: { ...onProduct, program: withGoods({ campaigns: [campaign] }) } },
  { name: "The most that it may be", reader: { ...onProduct, program: withGoods({ anyPayment: false }) } },
  { name: "Takes no part", reader: { ...onProduct, loyalty: { ...MEMBER, participates: false } } },
  {
    name: "Tax is not known, in the theme editor",
    reader: { ...onProduct, program: withGoods({ tax: false }), designMode: true },
  },
];

const full = { item_count: 2, cart_level_discount_applications: [] };
const notices: State[] = [
  { name: "News", reader: { ...base, cart: { item_count: 0 } } },
  { name: "A code for the cart", reader: { ...member({ notices: [] }), cart: full } },
  {
    name: "A code that ends",
    reader: {
      ...member({ notices: [{ id: "9", kind: "codeEnds", tier: "", name: "LRL7ABCD", until: inDays(3) }] }),
      cart: full,
    },
  },
  { name: "Nothing to tell", reader: { ...member({ notices: [] }), cart: { item_count: 0 } } },
];

export const STATES = { account, program, balance, earn, notices };
