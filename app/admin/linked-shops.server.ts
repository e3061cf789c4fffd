import { z } from "zod";
import { leaveProgram } from "../commands/leave-program.ts";
import { makeLinkCode, withdrawLinkCode } from "../commands/link-codes.ts";
import type { LinkPlan } from "../commands/link-shop.ts";
import { linkShop, planLink, setShopRate } from "../commands/link-shop.ts";
import { db } from "../db.server.ts";
import {
  findLinkCode,
  findLinkProgress,
  type LinkProgress,
  listProgramShops,
  readBelongings,
  readParting,
} from "../queries/linked-shops.ts";
import { readProgram } from "../queries/program-in-force.ts";
import type { LinkPreviewShown, LinksAnswer, LinksShown, ProgressShown } from "../ui/links/links-shown.ts";
import { type AdminRequest, requireAdmin } from "./request.server.ts";

/** The shops of the program, a code that waits, and a shop that is on its way. */
export async function loadLinkedShops(request: Request): Promise<LinksShown> {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const now = new Date();
  const [shops, codeUntil, progress, { program }] = await Promise.all([
    listProgramShops(db, { programId }),
    findLinkCode(db, { shopId: shop.id, now }),
    findLinkProgress(db, { shopId: shop.id, programId }),
    readProgram(db, { programId, now }),
  ]);
  return {
    shops: shops.map((each) => ({ ...each, own: each.id === shop.id })),
    currency: program.currency,
    codeUntil: codeUntil?.toISOString() ?? null,
    progress: progress === null ? null : progressShown(progress),
  };
}

/** Moving is the first half of what is to be done when a shop comes, and all of it when one leaves. */
function progressShown({ kind, domain, own, moving, ...counts }: LinkProgress): ProgressShown {
  const share = (done: number, total: number): number => (total === 0 ? 1 : Math.min(1, done / total));
  const moved = share(counts.moved, counts.total);
  const whole = kind === "leave" ? moved : (moved + (moving ? 0 : share(counts.compared, counts.toCompare))) / 2;
  return { kind, domain, own, moving, percent: Math.floor(whole * 100) };
}

const code = z.string().max(100);
const rate = z.string().trim().max(30);
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("makeCode") }),
  z.object({ intent: z.literal("withdraw") }),
  z.object({ intent: z.literal("look"), code }),
  z.object({ intent: z.literal("link"), code, rate: rate.default("") }),
  z.object({ intent: z.literal("rate"), shop: z.string().regex(/^[0-9]{1,18}$/u), rate }),
  z.object({ intent: z.literal("lookAtLeaving") }),
  z.object({ intent: z.literal("leave") }),
]);
type Wish = z.infer<typeof form>;

/** Does what a form of the page asks for; null for what is no form of ours. */
export async function changeLinkedShops(request: Request): Promise<LinksAnswer | null> {
  const admin = await requireAdmin(request);
  const sent = form.safeParse(Object.fromEntries(await request.formData()));
  return sent.success ? answer(admin, sent.data, new Date()) : null;
}

async function answer({ shop, author }: AdminRequest, wish: Wish, now: Date): Promise<LinksAnswer> {
  const { programId } = shop;
  const who = { programId, shopId: shop.id, author, now };
  switch (wish.intent) {
    case "makeCode": {
      const made = await makeLinkCode(db, who);
      return { ok: true, intent: "makeCode", code: made.code, until: made.expiresAt.toISOString() };
    }
    case "withdraw":
      await withdrawLinkCode(db, who);
      return { ok: true, intent: "withdraw" };
    case "look": {
      const planned = await planLink(db, { shopId: shop.id, code: wish.code, now });
      if (!planned.ok) return { ok: false, problem: planned.reason };
      return { ok: true, intent: "look", preview: await previewOf(planned.plan, now) };
    }
    case "link": {
      const typed = wish.rate.replace(",", ".");
      const linked = await linkShop(db, { ...who, code: wish.code, rate: typed === "" ? null : typed });
      return linked.ok ? { ok: true, intent: "link" } : { ok: false, problem: linked.reason };
    }
    case "rate": {
      const set = await setShopRate(db, { ...who, shopId: wish.shop, rate: wish.rate.replace(",", ".") });
      return set ? { ok: true, intent: "rate" } : { ok: false, problem: "rateMissing" };
    }
    case "lookAtLeaving": {
      const { points, ...counts } = await readParting(db, who);
      return { ok: true, intent: "lookAtLeaving", leaving: { ...counts, points: Number(points) } };
    }
    case "leave": {
      const left = await leaveProgram(db, who);
      return left.ok ? { ok: true, intent: "leave" } : { ok: false, problem: left.reason };
    }
  }
}

async function previewOf({ guest, host, hostCurrency, rateNeeded }: LinkPlan, now: Date): Promise<LinkPreviewShown> {
  const [belongings, own, hosts] = await Promise.all([
    readBelongings(db, guest),
    readProgram(db, { programId: guest.programId, now }),
    readProgram(db, { programId: host.programId, now }),
  ]);
  const { earning, tiers } = hosts.program;
  const kept = new Set(tiers.levels.map((level) => level.tag));
  return {
    ...{ host: host.domain, hostCurrency, ownCurrency: guest.currency, rateNeeded },
    ...{ members: belongings.members, points: Number(belongings.points), openCodes: belongings.openCodes },
    earning: { points: earning.points, per: earning.per },
    tiers: tiers.levels.map((level) => level.name),
    tags: own.program.tiers.levels.map((level) => level.tag).filter((tag) => !kept.has(tag)),
  };
}
