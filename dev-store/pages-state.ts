/** What the store's pages remember beside the shop itself: visitors with their carts, where the app's blocks stand, mails. */
import { randomBytes } from "node:crypto";
import { TAX_RATE } from "./seed/ordering.ts";
import type { Id } from "./shop/types.ts";

export type Language = "en" | "nb";
export const LANGUAGES: readonly Language[] = ["en", "nb"];

/** The store's themes: one light with serifs, one dark with the letters of a typewriter. */
export const THEMES = ["day", "night"] as const;

export type CartLine = { variantId: Id; quantity: number };

export type Visitor = {
  token: string;
  customerId: Id | null;
  language: Language;
  lines: CartLine[];
  codes: string[];
  note: string;
  /** Ids of orders placed in this browser, newest first: who may see the page that thanks. */
  orders: Id[];
  /** When it last asked for something, to forget the oldest ones. */
  seenAt: number;
};

/** An app block on a page of the theme, as the theme editor keeps it. */
export type Placement = {
  id: string;
  /** The block's file name in the extension. */
  block: string;
  /** Where it stands: a template such as "account", "page.rewards", "product", or "layout" for an app embed. */
  template: string;
  settings: Record<string, string | number | boolean>;
};

export type Mail = {
  id: string;
  at: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  /** Mails that were kept before headers were have none. */
  headers?: Record<string, string>;
};

export type AccessToken = { kind: "offline" | "online"; scopes: string[]; expiresAt: number | null };
/** A refresh token may be used again until the one that replaced it has been used. */
export type RefreshToken = { expiresAt: number; replacedBy: string | null; used: boolean };

export type PagesState = {
  visitors: Record<string, Visitor>;
  placements: Placement[];
  /** Which of its two themes the store wears. */
  theme: (typeof THEMES)[number];
  mails: Mail[];
  /** The app's access tokens and refresh tokens, by their text. */
  tokens: Record<string, AccessToken>;
  refreshTokens: Record<string, RefreshToken>;
  /** The tax rate of orders placed at the checkout, for example "0.25". */
  taxRate: string;
  /** Whether the seed's year of orders has been played. */
  historyPlayed: boolean;
  /** Whether the owner has installed the app. */
  installed: boolean;
  /** Whether the console has taken the app offline. */
  offline: boolean;
};

/** A store's browsers come and go; a load test must not fill the file. */
const MOST_VISITORS = 2000;
const MOST_MAILS = 500;

/** The pages' state of a new store: the account block on the account page, the program on a page of its own, points on products. */
export function newPagesState(): PagesState {
  return {
    visitors: {},
    placements: [
      { id: "account", block: "account", template: "account", settings: {} },
      { id: "program", block: "program", template: "page.rewards", settings: {} },
      { id: "earn", block: "earn", template: "product", settings: {} },
    ],
    theme: "day",
    mails: [],
    tokens: {},
    refreshTokens: {},
    taxRate: TAX_RATE,
    historyPlayed: false,
    installed: false,
    offline: false,
  };
}

/** A new browser. */
export function addVisitor(state: PagesState, language: Language): Visitor {
  const token = randomBytes(16).toString("hex");
  const visitor: Visitor = {
    token,
    customerId: null,
    language,
    lines: [],
    codes: [],
    note: "",
    orders: [],
    seenAt: Date.now(),
  };
  state.visitors[token] = visitor;
  const all = Object.values(state.visitors);
  if (all.length > MOST_VISITORS) {
    all.sort((a, b) => a.seenAt - b.seenAt);
    for (const old of all.slice(0, all.length - MOST_VISITORS)) Reflect.deleteProperty(state.visitors, old.token);
  }
  return visitor;
}

/** Newest first; the oldest ones are forgotten. */
export function addMail(state: PagesState, mail: Mail): void {
  state.mails.unshift(mail);
  state.mails.length = Math.min(state.mails.length, MOST_MAILS);
}
