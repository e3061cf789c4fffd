import { db } from "../db.server.ts";
import { findReward } from "../domain/program.ts";
import { rewardName } from "../domain/program-metafield.ts";
import { languageOf } from "../locales/languages.ts";
import { env } from "../env.server.ts";
import { countAuditLines } from "../queries/audit-log.ts";
import { listComparisons } from "../queries/comparisons.ts";
import { readHealth } from "../queries/health.ts";
import { listPaymentMethods } from "../queries/payment-methods.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { readSetupProgress } from "../queries/setup-progress.ts";
import { themeEditorLink } from "../ui/theme-editor.ts";
import { loadCodeReports } from "./code-reports.server.ts";
import { loadHomeFigures } from "./home-figures.server.ts";
import { readPoolHealth } from "../queries/pool-health.ts";
import { requireAdmin } from "./request.server.ts";

/** Tags that somebody changed by hand are told of for a week. */
const TAGS_TOLD_MS = 7 * 86_400_000;

/** Everything that the home page shows. */
export async function loadHome(request: Request) {
  const { shop } = await requireAdmin(request);
  const { programId, domain } = shop;
  const now = new Date();
  const [setup, health, methods, { program }, [comparison], tags, pools] = await Promise.all([
    readSetupProgress(db, { programId }),
    readHealth(db, { programId, domain }),
    listPaymentMethods(db, { programId, shopId: shop.id }),
    readProgram(db, { programId, now }),
    listComparisons(db, { shopId: shop.id, limit: 1 }),
    countAuditLines(db, { programId, action: "tierTagsSetRight", since: new Date(now.getTime() - TAGS_TOLD_MS) }),
    readPoolHealth(db, { shopId: shop.id, now }),
  ]);
  const days = new URL(request.url).searchParams.get("days");
  const known = new Set([...program.earning.paymentMethods.earn, ...program.earning.paymentMethods.ignore]);
  return {
    figures: await loadHomeFigures({ programId, program, days, now }),
    setup,
    links: {
      accountBlock: themeEditorLink(domain, env.SHOPIFY_API_KEY, "account"),
      programBlock: themeEditorLink(domain, env.SHOPIFY_API_KEY, "program"),
      storefront: `https://${domain}/`,
    },
    health: {
      ...health,
      lastWebhookAt: health.lastWebhookAt?.toISOString() ?? null,
      comparedAt: comparison?.startedAt.toISOString() ?? null,
      comparison: comparison === undefined ? null : comparison.error === null ? ("well" as const) : ("failed" as const),
      pools: pools.map(({ reward, left, given, behind }) => {
        const names = findReward(program, reward)?.names ?? {};
        return { reward, name: rewardName(names, languageOf(request)), left, given, behind };
      }),
    },
    tagsByHand: tags,
    codeReports: await loadCodeReports({ programId, timeZone: program.timeZone }),
    newMethods: methods.filter(({ method, isNew }) => isNew && !known.has(method)).map(({ method }) => method),
  };
}
