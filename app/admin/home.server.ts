import { db } from "../db.server.ts";
import { nearLimits } from "../domain/near-limits.ts";
import { findReward } from "../domain/program.ts";
import { rewardName } from "../domain/reader-language.ts";
import { languageOf } from "../locales/languages.ts";
import { env } from "../env.server.ts";
import { countAuditLines } from "../queries/audit-log.ts";
import { listComparisons } from "../queries/comparisons.ts";
import { mailer } from "../mail/mail.server.ts";
import { readMailSettings } from "../queries/mail-settings.ts";
import { readMailTrouble } from "../queries/mail-trouble.ts";
import { readHealth } from "../queries/health.ts";
import { listNewPaymentMethods } from "../queries/payment-methods.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { readSetupProgress } from "../queries/setup-progress.ts";
import type { ByHand } from "../ui/home/by-hand-banner.tsx";
import type { MailTroubleShown } from "../ui/home/mail-banner.tsx";
import { themeEditorLink } from "../ui/theme-editor.ts";
import { loadCodeReports } from "./code-reports.server.ts";
import { loadHomeFigures } from "./home-figures.server.ts";
import { readPoolHealth } from "../queries/pool-health.ts";
import { requireAdmin } from "./request.server.ts";

/** What somebody changed by hand in Shopify is told of for a week, mails that did not arrive as well. */
const TOLD_MS = 7 * 86_400_000;

/** Everything that the home page shows. */
export async function loadHome(request: Request) {
  const { shop } = await requireAdmin(request);
  const { programId, domain } = shop;
  const now = new Date();
  const [setup, health, methods, { program, version }, [comparison], byHand, mailTrouble, pools] = await Promise.all([
    readSetupProgress(db, { programId, shopId: shop.id }),
    readHealth(db, { programId, domain }),
    listNewPaymentMethods(db, { shopId: shop.id }),
    readProgram(db, { programId, now }),
    listComparisons(db, { shopId: shop.id, limit: 1 }),
    countByHand(programId, now),
    loadMailTrouble(programId, now),
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
      pools: pools.map(({ reward: id, left, given, behind }) => {
        const reward = findReward(program, id);
        const name = reward === null ? id : rewardName(reward.names, languageOf(request));
        return { id, reward, name, left, given, behind };
      }),
    },
    byHand,
    mailTrouble,
    limits: nearLimits(program, version),
    codeReports: await loadCodeReports({ programId, timeZone: program.timeZone }),
    newMethods: methods.filter((method) => !known.has(method)),
  };
}

async function countByHand(programId: string, now: Date): Promise<ByHand> {
  const since = new Date(now.getTime() - TOLD_MS);
  const count = (action: string): Promise<number> => countAuditLines(db, { programId, action, since });
  const [tags, tierDiscounts, pools] = await Promise.all([
    count("tierTagsSetRight"),
    count("tierDiscountSetRight"),
    count("poolLost"),
  ]);
  return { tags, tierDiscounts, pools };
}

async function loadMailTrouble(programId: string, now: Date): Promise<MailTroubleShown> {
  const { sends } = await readMailSettings(db, { programId });
  if (!sends) return null;
  const noSender = mailer === null;
  const trouble = await readMailTrouble(db, { programId, since: new Date(now.getTime() - TOLD_MS), now });
  return noSender || trouble.undelivered > 0 || trouble.stuck > 0 ? { noSender, ...trouble } : null;
}
