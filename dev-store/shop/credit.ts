/** Money that customers hold with the shop: store credit accounts and gift cards. */
import { randomBytes } from "node:crypto";
import { toAmount, toUnits } from "./money.ts";
import { normalAmount } from "./products.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { nextId } from "./state.ts";
import type { Amount, GiftCard, Id, Moment, StoreCreditAccount, StoreCreditTransaction } from "./types.ts";

export function storeCreditOf(shop: Shop, customerId: Id): StoreCreditAccount | null {
  return Object.values(shop.state.storeCredit).find((account) => account.customerId === customerId) ?? null;
}

function positive(shop: Shop, amount: Amount, field: string[]): bigint {
  const units = toUnits(normalAmount(shop, amount, field), shop.state.info.currency);
  if (units <= 0n) throw new Refusal("NEGATIVE_OR_ZERO_AMOUNT", field, "A positive amount must be used");
  return units;
}

/** Adds to a customer's store credit; the account is made with the first credit. */
export function creditStoreCredit(
  shop: Shop,
  customerId: Id,
  amount: Amount,
  expiresAt: Moment | null = null,
): StoreCreditTransaction {
  shop.requireCustomer(customerId);
  const { currency } = shop.state.info;
  const units = positive(shop, amount, ["creditInput", "creditAmount", "amount"]);
  if (expiresAt !== null && Date.parse(expiresAt) <= shop.now().getTime()) {
    throw new Refusal("EXPIRES_AT_IN_PAST", ["creditInput", "expiresAt"], "Expires at must be in the future");
  }
  let account = storeCreditOf(shop, customerId);
  if (!account) {
    account = { id: nextId(shop.state), customerId, currency, balance: toAmount(0n, currency), transactions: [] };
    shop.state.storeCredit[account.id] = account;
  }
  return move(shop, account, units, "credit", expiresAt);
}

function move(
  shop: Shop,
  account: StoreCreditAccount,
  units: bigint,
  kind: StoreCreditTransaction["kind"],
  expiresAt: Moment | null,
): StoreCreditTransaction {
  account.balance = toAmount(toUnits(account.balance, account.currency) + units, account.currency);
  const transaction = {
    id: nextId(shop.state),
    kind,
    amount: toAmount(units, account.currency),
    balanceAfter: account.balance,
    at: shop.moment(),
    expiresAt,
  };
  account.transactions.push(transaction);
  return transaction;
}

export function requireStoreCredit(shop: Shop, id: Id): StoreCreditAccount {
  const account = shop.state.storeCredit[id];
  if (!account) throw new Refusal("ACCOUNT_NOT_FOUND", ["id"], "Store credit account does not exist");
  return account;
}

export function debitStoreCredit(shop: Shop, id: Id, amount: Amount): StoreCreditTransaction {
  const account = requireStoreCredit(shop, id);
  const units = positive(shop, amount, ["debitInput", "debitAmount", "amount"]);
  if (units > toUnits(account.balance, account.currency)) {
    throw new Refusal(
      "INSUFFICIENT_FUNDS",
      ["debitInput", "debitAmount", "amount"],
      "The store credit account does not have enough funds",
    );
  }
  return move(shop, account, -units, "debit", null);
}

/** Letters and digits without look-alikes: sixteen of them make a gift card's code. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

function randomCode(): string {
  return [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

export function createGiftCard(
  shop: Shop,
  input: { amount: Amount; code?: string; customerId?: Id | null; expiresOn?: string | null },
): GiftCard {
  const { currency } = shop.state.info;
  const units = positive(shop, input.amount, ["input", "initialAmount"]);
  const code = (input.code ?? randomCode()).toLowerCase();
  if (!/^[a-z0-9]{8,20}$/.test(code))
    throw new Refusal("INVALID", ["input", "code"], "Code must be 8 to 20 letters or digits");
  if (findGiftCard(shop, code)) throw new Refusal("TAKEN", ["input", "code"], "Code has already been taken");
  if (input.customerId) shop.requireCustomer(input.customerId);
  const amount = toAmount(units, currency);
  const card: GiftCard = {
    id: nextId(shop.state),
    code,
    initial: amount,
    balance: amount,
    customerId: input.customerId ?? null,
    enabled: true,
    expiresOn: input.expiresOn ?? null,
    createdAt: shop.moment(),
  };
  shop.state.giftCards[card.id] = card;
  return card;
}

export function findGiftCard(shop: Shop, code: string): GiftCard | null {
  const wanted = code.replace(/[\s-]/g, "").toLowerCase();
  return Object.values(shop.state.giftCards).find((card) => card.code === wanted) ?? null;
}

/** Takes from (or, with a negative amount, gives back to) a gift card. */
export function debitGiftCard(shop: Shop, id: Id, units: bigint): GiftCard {
  const card = shop.state.giftCards[id];
  if (!card?.enabled) throw new Refusal("NOT_FOUND", ["payments"], "Gift card does not exist");
  const { currency } = shop.state.info;
  const balance = toUnits(card.balance, currency) - units;
  if (balance < 0n) throw new Refusal("INSUFFICIENT_FUNDS", ["payments"], "The gift card does not have enough funds");
  card.balance = toAmount(balance, currency);
  return card;
}

/** Money that a refund gives back to the gift card or account that it came from. */
export function creditAccount(shop: Shop, gateway: string, id: Id, amount: Amount): void {
  if (gateway === "gift_card") debitGiftCard(shop, id, -toUnits(amount, shop.state.info.currency));
  else move(shop, requireStoreCredit(shop, id), toUnits(amount, shop.state.info.currency), "revert", null);
}
