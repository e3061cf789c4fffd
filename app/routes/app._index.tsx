import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher, useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { loadHome } from "../admin/home.server.ts";
import { requireAdmin } from "../admin/request.server.ts";
import { dismissPaymentMethods } from "../commands/dismiss-payment-methods.ts";
import { keepProgram } from "../commands/keep-program.ts";
import { recordChange } from "../commands/record-change.ts";
import { db } from "../db.server.ts";
import { CodeReportsBanner } from "../ui/codes/reports-banner.tsx";
import { ByHandBanners } from "../ui/home/by-hand-banner.tsx";
import { HomeFigures } from "../ui/home/figures.tsx";
import { HealthCard } from "../ui/home/health.tsx";
import { NewMethodsBanner } from "../ui/home/new-methods.tsx";
import { LimitBanners } from "../ui/home/limits-banner.tsx";
import { MailBanner } from "../ui/home/mail-banner.tsx";
import { SetupGuide } from "../ui/home/setup-guide.tsx";
import { useBlockPlaced } from "../ui/home/use-block-placed.ts";
import { useSetupHidden } from "../ui/home/use-setup-hidden.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadHome(request);
}

/** What can be kept as it is: the program that a new shop begins with, and what new payment methods do. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop, author } = await requireAdmin(request);
  const now = new Date();
  if ((await request.formData()).get("intent") === "keepProgram") {
    await keepProgram(db, { programId: shop.programId, author, now });
    return { ok: true };
  }
  await dismissPaymentMethods(db, { shopId: shop.id, now });
  await recordChange(db.pool, {
    ...{ programId: shop.programId, actor: author, action: "dismissPaymentMethods", subject: "program", now },
  });
  return { ok: true };
}

/** What a merchant wants to know first: what is left to set up, the figures, then what can be decided, and whether all is well. */
export default function Home() {
  const { t } = useTranslation();
  const { figures, setup, links, health, newMethods, codeReports, byHand, mailTrouble, limits } =
    useLoaderData<typeof loader>();
  const fetcher = useFetcher();
  const keep = useFetcher();
  const blockPlaced = useBlockPlaced(setup.firstExchange);
  const [hidden, hide] = useSetupHidden();
  const state = { ...setup, blockPlaced };
  return (
    <Page title={t("home:title")}>
      <BlockStack gap="400">
        {hidden ? null : (
          <SetupGuide
            state={state}
            links={links}
            onKeep={() => keep.submit({ intent: "keepProgram" }, { method: "post" })}
            keeping={keep.state !== "idle"}
            onDismiss={hide}
          />
        )}
        <HomeFigures figures={figures} />
        <CodeReportsBanner {...codeReports} />
        {newMethods.length === 0 || fetcher.state !== "idle" ? null : (
          <NewMethodsBanner methods={newMethods} onDismiss={() => fetcher.submit({}, { method: "post" })} />
        )}
        <ByHandBanners counts={byHand} />
        <MailBanner trouble={mailTrouble} />
        <LimitBanners limits={limits} />
        <HealthCard health={health} />
      </BlockStack>
    </Page>
  );
}
