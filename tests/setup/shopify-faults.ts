import { HttpRefusal } from "../../app/shopify/transport.ts";
import type { Transport } from "../../app/shopify/transport.ts";

/** What may go wrong between us and Shopify with the request that makes the discount. */
export const FAULTS: Readonly<Record<string, (send: () => ReturnType<Transport>) => ReturnType<Transport>>> = {
  nothing: (send) => send(),
  "429 at every try": () => Promise.reject(new HttpRefusal(429, 0)),
  "THROTTLED at every try": () =>
    Promise.resolve({ data: null, errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }] }),
  "500 before applying": () => Promise.reject(new HttpRefusal(500, null)),
  "500 after applying": async (send) => {
    await send();
    throw new HttpRefusal(500, null);
  },
  "timeout before applying": () => Promise.reject(new Error("timeout")),
  "timeout after applying": async (send) => {
    await send();
    throw new Error("timeout");
  },
  "a malformed answer after applying": async (send) => {
    await send();
    return { data: { discountCodeBasicCreate: "ok" }, errors: [] };
  },
  "applied twice, the first answer lost": async (send) => {
    await send();
    return send();
  },
  "an internal error of Shopify's": () =>
    Promise.resolve({
      data: {
        discountCodeBasicCreate: { codeDiscountNode: null, userErrors: [{ message: "Oops", code: "INTERNAL_ERROR" }] },
      },
      errors: [],
    }),
  "refused as invalid": () =>
    Promise.resolve({
      data: { discountCodeBasicCreate: { codeDiscountNode: null, userErrors: [{ message: "No", code: "INVALID" }] } },
      errors: [],
    }),
};

/** What makes codes: one with a discount of its own, and many for a discount that they share. */
const MAKES_CODES = /discountCodeBasicCreate|discountRedeemCodeBulkAdd/;

/** A store whose answers to the making of codes are under the test's control, and which can be unreachable altogether. */
export function faultyStore(): {
  through: (transport: Transport) => Transport;
  fault: { name: string; unreachable: boolean };
} {
  const fault = { name: "nothing", unreachable: false };
  return {
    fault,
    through: (transport) => (query, variables) => {
      if (fault.unreachable) return Promise.reject(new Error("no route to host"));
      const send = (): ReturnType<Transport> => transport(query, variables);
      const answer = FAULTS[fault.name];
      if (!answer) throw new Error(`there is no fault "${fault.name}"`);
      return MAKES_CODES.test(query) ? answer(send) : send();
    },
  };
}
