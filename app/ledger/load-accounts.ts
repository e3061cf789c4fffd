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
  return accountsOf(
    await readRows(
      connection,
      memberIds.map(() => programId),
      memberIds,
      options,
    ),
  );
}

/** The same for members of any number of programs, in their order, each with an account of its own, also where one is named twice. */
export async function loadEach(
  connection: Connection,
  members: readonly { programId: string; memberId: string }[],
  options: LoadOptions = {},
): Promise<(LoadedAccount | undefined)[]> {
  const programs = members.map(({ programId }) => programId);
  const ids = members.map(({ memberId }) => memberId);
  const rows = await readRows(connection, programs, ids, options);
  const copies: Map<string, LoadedAccount>[] = [];
  const named = new Map<string, number>();
  return members.map(({ programId, memberId }) => {
    const times = named.get(memberId) ?? 0;
    named.set(memberId, times + 1);
    const loaded = (copies[times] ??= accountsOf(rows)).get(memberId);
    return loaded?.account.programId === programId ? loaded : undefined;
  });
}

async function readRows(
  connection: Connection,
  programs: readonly string[],
  ids: readonly string[],
  options: LoadOptions,
): Promise<(AccountRow | DoneLotRow)[]> {
  const { orders = [], codes = [], codeIds = [], rewards = [], everything = false } = options;
  const shopIds = orders.map((order) => order.shopId);
  const orderIds = orders.map((order) => order.orderId);
  const { rows } = await connection.query<AccountRow | DoneLotRow>({
    name: "load-accounts",
    text: "SELECT * FROM account_rows($1, $2, $3, $4, $5, $6, $7, $8)",
    values: [programs, ids, everything, shopIds, orderIds, codes, codeIds, rewards],
  });
  return rows;
}
