import type { Gateway } from "./gateway.ts";
import { fromGid, toGid } from "./gid.ts";
import {
  customerStoreCreditsQuery,
  storeCreditAccountCreditMutation,
  storeCreditConfigurationQuery,
} from "./operations/store-credit.ts";
import type { Caller } from "./throttle.ts";
import { ShopifyFailure } from "./transport.ts";
import { errorText } from "./user-errors.ts";

type StoreCreditCalls = Pick<Gateway, "readStoreCredit" | "giveStoreCredit" | "listStoreCredits">;

/** The part of the gateway that is about store credit. */
export function createStoreCreditCalls(call: Caller): StoreCreditCalls {
  return {
    readStoreCredit: async () => {
      try {
        const { storeCreditConfiguration: found } = await call(storeCreditConfigurationQuery, {});
        return found.storeCreditEnabled ? "on" : "off";
      } catch (error) {
        // Without the permission to give store credit, Shopify doesn't say either whether there is any.
        if (error instanceof ShopifyFailure && error.kind === "unauthorized") return "notAllowed";
        throw error;
      }
    },
    giveStoreCredit: async (customerId, { amount, currency }) => {
      const { storeCreditAccountCredit: payload } = await call(storeCreditAccountCreditMutation, {
        id: toGid("Customer", customerId),
        creditInput: { creditAmount: { amount, currencyCode: currency } },
      });
      const { name } = storeCreditAccountCreditMutation;
      if (!payload) throw new ShopifyFailure("unknown", name, "the answer is empty");
      const { storeCreditAccountTransaction: made, userErrors } = payload;
      if (made && userErrors.length === 0) return { ok: true, transactionId: fromGid(made.id) };
      const isOwnFault = userErrors.some((error) => error.code === "INTERNAL_ERROR");
      if (userErrors.length === 0 || isOwnFault) throw new ShopifyFailure("unknown", name, errorText(userErrors));
      return { ok: false, message: errorText(userErrors) };
    },
    listStoreCredits: async (customerId) => {
      const { customer } = await call(customerStoreCreditsQuery, { id: toGid("Customer", customerId) });
      const accounts = customer?.storeCreditAccounts.nodes ?? [];
      return accounts.flatMap(({ transactions }) =>
        transactions.nodes.flatMap(({ id, amount, createdAt }) =>
          // Only credits carry an id here: what was spent or has expired is none.
          id === undefined
            ? []
            : [{ id: fromGid(id), amount: amount.amount, currency: amount.currencyCode, at: new Date(createdAt) }],
        ),
      );
    },
  };
}
