import type { Explanation } from "../domain/explanation.ts";
import type { ProgramMetafield } from "../domain/program-metafield.ts";
import type { OrderName } from "../queries/own-order.ts";
import type { OrderOfShopper, Standing } from "./order-of-shopper.ts";
import type { MailChoices } from "../commands/choose-mails.ts";
import type { MailCategory } from "../domain/mail.ts";
import type { Refused } from "./refusals.ts";
import type { Statement } from "./statement.ts";

/** A shop that has Laurel installed now. */
type KnownShop = {
  shopId: string;
  programId: string;
  domain: string;
  /** At which revision the program's versions are (ledger/programs.ts). */
  revision: string;
  /** Whether members can choose among mails. */
  sendsMails: boolean;
  /** The shop's members are on their way to another program: nothing is exchanged or undone until they have arrived (rule 23). */
  held?: boolean;
};
/** Whose request it is: known by Shopify's signature, never by what the request says of itself. */
export type Shopper = KnownShop & {
  customerId: string;
  /** Null: Laurel has not met this customer yet. */
  member: { programId: string; memberId: string } | null;
};

/** What an exchange or its undoing leaves: points to use, what they buy at best, and points in open codes. */
export type Balance = { balance: number; worth: string; reserved: number };

/**
 * `credited`: the money that was given as store credit; then there is no code to use. `limited`: the reward can't be taken again now, because
 * it was taken as often as it may be.
 */
export type ExchangedCode = Balance & {
  credited?: string;
  limited?: true;
  code: string;
  codeId: string;
  value: string | null;
  points: number;
  until: string;
};

/** What a shopper can do, as the storefront's and the account page's API need it; shopper.server.ts connects it. */
export type ShopperAbilities = {
  /** A customer of a shop; null where Laurel is not installed. */
  findShopper: (domain: string, customerId: string) => Promise<Shopper | null>;
  /** What may be had for points now; null before the first program is published. */
  program: (shopper: Shopper, now: Date) => Promise<ProgramMetafield | null>;
  exchange: (
    shopper: Shopper,
    request: { reward: string; times: number; key: string; drawnAt?: Date | undefined },
    now: Date,
  ) => Promise<({ ok: true } & ExchangedCode) | Refused>;
  undo: (shopper: Shopper, request: { code: string }, now: Date) => Promise<({ ok: true } & Balance) | Refused>;
  dismiss: (shopper: Shopper, request: { notice: string }, now: Date) => Promise<{ ok: true } | Refused>;
  /** Which mails there are, and which of them the shopper wants; empty where there are none, or for somebody whom Laurel has not met. */
  mails: (shopper: Shopper) => Promise<MailChoices>;
  /** Keeps which of them are wanted; answers how it is now. */
  chooseMails: (shopper: Shopper, wanted: readonly MailCategory[], now: Date) => Promise<MailChoices>;
  /** Everything that ever happened to the shopper's points; empty for somebody whom Laurel has not met yet. */
  statement: (shopper: Shopper) => Promise<Statement>;
  /** Why one of the shopper's orders, by its name, earned what it earned; null for one that is not theirs, or not known. */
  explain: (shopper: Shopper, name: string) => Promise<{ name: string; explanation: Explanation } | null>;
  /** What one of the shopper's orders earned, null as above; and where the shopper stands now. */
  order: (shopper: Shopper, order: OrderName, now: Date) => Promise<{ order: OrderOfShopper | null } & Standing>;
};
