import { createGiftCard, creditStoreCredit, debitStoreCredit, requireStoreCredit } from "../../shop/credit.ts";
import { gid } from "../../shop/gid.ts";
import { Refusal } from "../../shop/refusal.ts";
import type { Id, StoreCreditTransaction } from "../../shop/types.ts";
import { attempt, moneyV2, readId, requireId, type Context, type View } from "../answers.ts";
import { giftCardView, storeCreditView } from "../views/shop.ts";

type Money = { amount: string; currencyCode: string };

function checkCurrency(context: Context, money: Money, field: string[]): void {
  if (money.currencyCode !== context.shop.state.info.currency) {
    throw new Refusal(
      "MISMATCHING_CURRENCY",
      field,
      "The currency provided does not match the currency of the account",
    );
  }
}

/** Store credit is given to a customer or to an account. */
function ownerOf(context: Context, value: string): Id {
  const customer = readId(value, "Customer");
  if (customer !== null) {
    if (!context.shop.state.customers[customer]) throw new Refusal("OWNER_NOT_FOUND", ["id"], "Owner does not exist");
    return customer;
  }
  const account = readId(value, "StoreCreditAccount");
  if (account === null) throw new Refusal("ACCOUNT_NOT_FOUND", ["id"], "Store credit account does not exist");
  return requireStoreCredit(context.shop, account).customerId;
}

function transactionView(context: Context, transaction: StoreCreditTransaction, customerId: Id, type: string): View {
  const account = context.shop.storeCreditOf(customerId);
  const { currency } = context.shop.state.info;
  return {
    __typename: type,
    id: gid(type, transaction.id),
    amount: moneyV2(transaction.amount, currency),
    balanceAfterTransaction: moneyV2(transaction.balanceAfter, currency),
    createdAt: transaction.at,
    expiresAt: transaction.expiresAt,
    remainingAmount: moneyV2(transaction.amount, currency),
    event: "ADJUSTMENT",
    origin: null,
    account: () => (account ? storeCreditView(context, account) : null),
  };
}

type GiftCardArgs = {
  initialAmount?: Money | null;
  initialValue?: string | null;
  code?: string | null;
  customerId?: string | null;
  expiresOn?: string | null;
};

export const creditMutations = {
  storeCreditAccountCredit: (
    { id, creditInput }: { id: string; creditInput: { creditAmount: Money; expiresAt?: string | null } },
    context: Context,
  ): View =>
    attempt(() => {
      checkCurrency(context, creditInput.creditAmount, ["creditInput", "creditAmount", "currencyCode"]);
      const owner = ownerOf(context, id);
      const made = creditStoreCredit(
        context.shop,
        owner,
        creditInput.creditAmount.amount,
        creditInput.expiresAt ?? null,
      );
      context.shop.announceJobs();
      return {
        storeCreditAccountTransaction: transactionView(context, made, owner, "StoreCreditAccountCreditTransaction"),
      };
    }),
  storeCreditAccountDebit: (
    { id, debitInput }: { id: string; debitInput: { debitAmount: Money } },
    context: Context,
  ): View =>
    attempt(() => {
      checkCurrency(context, debitInput.debitAmount, ["debitInput", "debitAmount", "currencyCode"]);
      const owner = ownerOf(context, id);
      const account = context.shop.storeCreditOf(owner);
      if (!account) throw new Refusal("ACCOUNT_NOT_FOUND", ["id"], "Store credit account does not exist");
      const made = debitStoreCredit(context.shop, account.id, debitInput.debitAmount.amount);
      context.shop.announceJobs();
      return {
        storeCreditAccountTransaction: transactionView(context, made, owner, "StoreCreditAccountDebitTransaction"),
      };
    }),
  giftCardCreate: ({ input }: { input: GiftCardArgs }, context: Context): View =>
    attempt(() => {
      const amount = input.initialAmount?.amount ?? input.initialValue ?? undefined;
      if (amount === undefined) throw new Refusal("BLANK", ["input", "initialAmount"], "Initial amount can't be blank");
      const card = createGiftCard(context.shop, {
        amount,
        ...(input.code ? { code: input.code } : {}),
        customerId: input.customerId ? requireId(input.customerId, ["input", "customerId"], "Customer") : null,
        expiresOn: input.expiresOn ?? null,
      });
      context.shop.announceJobs();
      return { giftCard: giftCardView(context, card), giftCardCode: card.code };
    }),
};
