import { z } from "zod";
import {
  beginReview,
  CHOSEN_MEMBERS_MAX,
  confirmReview,
  dismissReview,
  previewReview,
  reviewMembers,
} from "../commands/review-tiers.ts";
import { db } from "../db.server.ts";
import { findLevel, type Program } from "../domain/program.ts";
import { listCustomersOfMembers } from "../queries/find-member.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { readTierReview, type TierMove } from "../queries/tier-reviews.ts";
import type { ReviewAnswer, ReviewPage, ShownMove } from "../ui/program/review-shown.ts";
import { namesOf } from "./customer-names.server.ts";
import { requireAdmin } from "./request.server.ts";

/** Examples of each move that the page shows. */
const SAMPLE_SHOWN = 5;

/** What the page about assigning tiers shows: everybody's review, or what it would do to the members in the address. */
export async function loadTierReview(request: Request): Promise<ReviewPage> {
  const { shop } = await requireAdmin(request);
  const now = new Date();
  const { programId } = shop;
  const members = membersOf(new URL(request.url).searchParams.get("members"));
  if (members !== null) {
    const moves = await previewReview(db, { programId, memberIds: members, now });
    return { scope: "chosen", members, moves: await shownMoves(shop, grouped(moves), now) };
  }
  const review = await readTierReview(db, { programId });
  if (review === null || review.status === "dismissed") return { scope: "all", review: null };
  const { reviewId, status, seen, total } = review;
  return {
    scope: "all",
    review: {
      ...{ reviewId, status, seen, total },
      at: review.at.toISOString(),
      finishedAt: review.finishedAt?.toISOString() ?? null,
      moves: await shownMoves(shop, review.moves, now),
    },
  };
}

/** The ids in the address; null where there are none, so that the page is about everybody. */
function membersOf(text: string | null): string[] | null {
  if (text === null) return null;
  const ids = text.split(",").filter((id) => /^\d{1,18}$/.test(id));
  return ids.slice(0, CHOSEN_MEMBERS_MAX);
}

function grouped(moves: readonly { memberId: string; from: string | null; to: string | null }[]): TierMove[] {
  const groups = Map.groupBy(moves, ({ from, to }) => JSON.stringify([from, to]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ from: first.from, to: first.to, members: group.length, sample: group.map(({ memberId }) => memberId) }];
  });
}

async function shownMoves(
  shop: { id: string; domain: string; programId: string },
  moves: readonly TierMove[],
  now: Date,
): Promise<ShownMove[]> {
  if (moves.length === 0) return [];
  const { program } = await readProgram(db, { programId: shop.programId, now });
  const memberIds = moves.flatMap(({ sample }) => sample.slice(0, SAMPLE_SHOWN));
  const customers = await listCustomersOfMembers(db, { shopId: shop.id, programId: shop.programId, memberIds });
  const names = await namesOf(shop.domain, [...customers.values()]);
  const nameOf = (memberId: string): string | null => {
    const name = names.get(customers.get(memberId) ?? "")?.name ?? "";
    return name === "" ? null : name;
  };
  return moves.map(({ from, to, members, sample }) => ({
    from: tierName(program, from),
    to: tierName(program, to),
    members,
    sample: sample.slice(0, SAMPLE_SHOWN).map((memberId) => ({ memberId, name: nameOf(memberId) })),
  }));
}

/** A tier's name; "" for one that the program lacks, null for none. */
function tierName(program: Program, tier: string | null): string | null {
  return tier === null ? null : (findLevel(program, tier)?.name ?? "");
}

const id = z.string().regex(/^\d{1,18}$/);
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("begin") }),
  z.object({ intent: z.literal("confirm"), review: id }),
  z.object({ intent: z.literal("dismiss"), review: id }),
  z.object({ intent: z.literal("chosen"), members: z.string().regex(/^\d{1,18}(,\d{1,18}){0,249}$/) }),
]);

/** Does what a button of the page asks for; null when the form is none of ours. */
export async function changeTierReview(request: Request): Promise<ReviewAnswer | null> {
  const { shop, author } = await requireAdmin(request);
  const parsed = form.safeParse(Object.fromEntries(await request.formData()));
  if (!parsed.success) return null;
  const sent = parsed.data;
  const common = { programId: shop.programId, author, now: new Date() };
  if (sent.intent === "chosen") {
    const moves = await reviewMembers(db, { ...common, memberIds: sent.members.split(",") });
    return { ok: true, moved: moves.length };
  }
  const done =
    sent.intent === "begin"
      ? await beginReview(db, common)
      : sent.intent === "confirm"
        ? await confirmReview(db, { ...common, reviewId: sent.review })
        : await dismissReview(db, { ...common, reviewId: sent.review });
  return done.ok ? { ok: true, moved: null } : { ok: false, problem: done.reason };
}
