import { db } from "../db.server.ts";
import { worthOf } from "../domain/loyalty-metafield.ts";
import { env } from "../env.server.ts";
import { readHealth } from "../queries/health.ts";
import { readHomeFigures } from "../queries/home-figures.ts";
import { listPaymentMethods } from "../queries/payment-methods.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { readSetupProgress } from "../queries/setup-progress.ts";
import { themeEditorLink } from "../ui/theme-editor.ts";
import { loadCodeReports } from "./code-reports.server.ts";
import { requireAdmin } from "./request.server.ts";

const PERIOD_DAYS = 30;
const DAY_MS = 86_400_000;

/** Everything that the home page shows. */
export async function loadHome(request: Request) {
  const { shop } = await requireAdmin(request);
  const { programId, domain } = shop;
  const now = new Date();
  const since = new Date(now.getTime() - PERIOD_DAYS * DAY_MS);
  const [figures, setup, health, methods, { program }] = await Promise.all([
    readHomeFigures(db, { programId, since }),
    readSetupProgress(db, { programId }),
    readHealth(db, { programId, domain }),
    listPaymentMethods(db, { programId, shopId: shop.id }),
    readProgram(db, { programId, now }),
  ]);
  const hasAmountReward = program.exchange.rewards.some(({ type }) => type === "amount");
  const known = new Set([...program.earning.paymentMethods.earn, ...program.earning.paymentMethods.ignore]);
  return {
    figures: {
      members: Number(figures.members),
      outstanding: Number(figures.outstanding),
      worth: hasAmountReward ? worthOf(figures.outstanding, program, null, now) : null,
      earned: Number(figures.earned),
      exchanged: Number(figures.exchanged),
    },
    setup,
    links: {
      accountBlock: themeEditorLink(domain, env.SHOPIFY_API_KEY, "account"),
      programBlock: themeEditorLink(domain, env.SHOPIFY_API_KEY, "program"),
      storefront: `https://${domain}/`,
    },
    health: { ...health, lastWebhookAt: health.lastWebhookAt?.toISOString() ?? null },
    codeReports: await loadCodeReports({ programId, timeZone: program.timeZone }),
    newMethods: methods.filter(({ method, isNew }) => isNew && !known.has(method)).map(({ method }) => method),
  };
}
