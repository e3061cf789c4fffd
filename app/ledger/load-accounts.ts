import type { Connection } from "../database.ts";
import type { OrderRef } from "../domain/account.ts";
import type { AccountRow, DoneLotRow, LoadedAccount } from "./rows.ts";
import { accountsOf } from "./rows.ts";

export type LoadOptions = {
  /** Orders whose lots are needed even if nothing is left in them: what has expired of them covers a return (rule 7). */
  orders?: readonly OrderRef[];
  /** Codes that are needed though they have ended, in capitals. */
  codes?: readonly string[];
  codeIds?: readonly string[];
  /** Used codes of these rewards are needed too: how often a customer took one may be limited. */
  rewards?: readonly string[];
  /** Every lot and every code there ever was: for merges and for what a page shows. */
  everything?: boolean;
};

/** Reads members' accounts by their ids, each as it stood at one version; members that do not exist are left out. */
export async function loadAccounts(
  connection: Connection,
  programId: string,
  memberIds: readonly string[],
  options: LoadOptions = {},
): Promise<Map<string, LoadedAccount>> {
  if (memberIds.length === 0) return new Map();
  const { orders = [], codes = [], codeIds = [], rewards = [], everything = false } = options;
  const shopIds = orders.map((order) => order.shopId);
  const orderIds = orders.map((order) => order.orderId);
  const { rows } = await connection.query<AccountRow | DoneLotRow>({
    name: "load-accounts",
    text: "SELECT * FROM account_rows(array_fill($1::bigint, ARRAY[cardinality($2::bigint[])]), $2, $3, $4, $5, $6, $7, $8)",
    values: [programId, memberIds, everything, shopIds, orderIds, codes, codeIds, rewards],
  });
  return accountsOf(rows);
}
