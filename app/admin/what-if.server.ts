import { startWhatIf } from "../commands/what-if.ts";
import { db } from "../db.server.ts";
import { worthOf } from "../domain/loyalty-metafield.ts";
import { formatMoney, parseMoney } from "../domain/money.ts";
import { findLevel, type Program } from "../domain/program.ts";
import { listCustomersOfMembers } from "../queries/find-member.ts";
import { readProgramEditor } from "../queries/program-editor.ts";
import { listStaffNames } from "../queries/staff-names.ts";
import { readWhatIf } from "../queries/what-if.ts";
import type { WhatIfShown } from "../ui/what-if/what-if-shown.ts";
import { namesOf } from "./customer-names.server.ts";
import { requireAdmin } from "./request.server.ts";

/** What a draft would have done in the last twelve months, as far as it has been played. */
export async function loadWhatIf(request: Request): Promise<WhatIfShown> {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const [editor, played, names] = await Promise.all([
    readProgramEditor(db, { programId, now: new Date() }),
    readWhatIf(db, { programId }),
    listStaffNames(db, { programId }),
  ]);
  if (played === null) return { hasDraft: editor.hasDraft, played: null };
  const { sums, total, at, finishedAt, today, draft } = played;
  const side = (program: Program, { earned, expired }: { earned: string; expired: string }) => ({
    ...{ earned: Number(earned), expired: Number(expired) },
    worth: worthOf(BigInt(earned) > 0n ? BigInt(earned) : 0n, program, null, at),
  });
  const [before, after] = [side(today, sums.today), side(draft, sums.draft)];
  const memberIds = sums.samples.map(({ memberId }) => memberId);
  const customers = await listCustomersOfMembers(db, { programId, shopId: shop.id, memberIds });
  const known = await namesOf(shop.domain, [...customers.values()]);
  const nameOfMember = (memberId: string) => known.get(customers.get(memberId) ?? "")?.name ?? "";
  const money = (amount: string) => parseMoney(amount, today.currency);
  return {
    hasDraft: editor.hasDraft,
    played: {
      ...{ at: at.toISOString(), done: finishedAt !== null, author: names.get(played.author) ?? played.author },
      isCurrent: editor.hasDraft && JSON.stringify(sorted(editor.program)) === JSON.stringify(sorted(draft)),
      ...{ members: sums.members, total: Math.max(total, sums.members), orders: sums.orders },
      ...{ today: before, draft: after },
      cost: formatMoney(money(after.worth) - money(before.worth), today.currency),
      moves: sums.moves
        .filter(({ from, to }) => from !== to)
        .map(({ from, to, members }) => ({ from: nameOf(today, from), to: nameOf(draft, to), members })),
      samples: sums.samples.map((sample) => ({
        ...{
          memberId: sample.memberId,
          name: nameOfMember(sample.memberId) === "" ? null : nameOfMember(sample.memberId),
          orders: sample.orders,
          today: Number(sample.today),
          draft: Number(sample.draft),
        },
        ...{ tierToday: nameOf(today, sample.tierToday), tierDraft: nameOf(draft, sample.tierDraft) },
      })),
    },
  };
}

function nameOf(program: Program, tier: string | null): string | null {
  return tier === null ? null : (findLevel(program, tier)?.name ?? tier);
}

/** The database orders the keys of what it keeps in its own way. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Plays the draft as it is now. */
export async function playDraft(request: Request): Promise<{ ok: boolean }> {
  const { shop, author } = await requireAdmin(request);
  return { ok: (await startWhatIf(db, { programId: shop.programId, author, now: new Date() })).ok };
}
