import type { Account, Code, Lot } from "../domain/account.ts";
import type { PostItem } from "./post.ts";
import { isDone } from "../domain/account.ts";

export type Row = Record<string, unknown>;

type Section =
  "members" | "customers" | "lots" | "codes" | "tier_changes" | "notices" | "notes" | "audit" | "methods" | "merges";

/** What most batches have nothing of: only sections that have rows travel, and where there are none, nothing does. */
export class Rest {
  private readonly sections = new Map<Section, Row[]>();

  addItem(item: PostItem, i: number, now: Date): void {
    const tenant = { i, program_id: item.programId };
    for (const { shopId, customerId, memberId, tags, tagsAt } of item.newCustomers ?? []) {
      const ids = { shop_id: shopId, customer_id: customerId, member_id: memberId };
      this.push("customers", { ...tenant, ...ids, tags, tags_at: tagsAt });
    }
    for (const { memberId, ...note } of item.notes ?? [])
      this.push("notes", { ...tenant, member_id: memberId, ...note });
    for (const line of item.audit ?? []) this.push("audit", { ...tenant, at: now, ...line });
    for (const { shopId, method } of item.methods ?? []) this.push("methods", { i, shop_id: shopId, method, at: now });
    if (item.merge) this.push("merges", { ...tenant, at: now, ...item.merge });
  }

  addAccount(account: Account, owner: { i: number; program_id: string; member_id: string }): void {
    for (const id of account.news.codes) {
      const code = account.codes.get(id);
      if (code) this.push("codes", { ...owner, ...codeRow(code) });
    }
    const before = account.tierChanges.length - account.news.tierChanges.length;
    account.news.tierChanges.forEach((change, index) => {
      this.push("tier_changes", { ...owner, no: before + index + 1, ...change });
    });
    for (const notice of account.news.notices) this.push("notices", { ...owner, ...notice });
  }

  addMember(row: Row): void {
    this.push("members", row);
  }

  addLot(owner: { i: number; member_id: string }, lot: Lot): void {
    this.push("lots", {
      ...owner,
      no: lot.no,
      remaining: lot.remaining,
      in_codes: lot.inCodes,
      expired: lot.expired,
      expires_at: lot.expiresAt,
      expired_at: lot.expiredAt,
      told_until: lot.toldUntil,
      pending: lot.pending,
      done: isDone(lot),
    });
  }

  json(): string | null {
    return this.sections.size === 0 ? null : JSON.stringify(Object.fromEntries(this.sections), writeBigint);
  }

  private push(section: Section, row: Row): void {
    const rows = this.sections.get(section);
    if (rows) rows.push(row);
    else this.sections.set(section, [row]);
  }
}

/** Points and ids of Shopify travel as text: JSON's numbers would lose digits. */
function writeBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function codeRow(code: Code): Row {
  const { shopId, customerOnly, reservedAt, openedAt, usedAt, endedAt, order, discountId, ...same } = code;
  return {
    ...same,
    shop_id: shopId,
    customer_only: customerOnly,
    reserved_at: reservedAt,
    opened_at: openedAt,
    used_at: usedAt,
    ended_at: endedAt,
    order_shop_id: order?.shopId ?? null,
    order_id: order?.orderId ?? null,
    discount_id: discountId,
  };
}
