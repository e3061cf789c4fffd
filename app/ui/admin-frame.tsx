import { useLocation, useNavigate, useNavigation } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import { AppProvider } from "@shopify/polaris";
import { useEffect, useState, type ReactNode } from "react";
import { I18nextProvider, useTranslation } from "react-i18next";
import type { Language } from "../locales/languages.ts";
import { spoken } from "../locales/spoken.ts";
import { AdminLink } from "./admin-link.tsx";
import { PageSkeleton } from "./page-skeleton.tsx";

/** A page that answers faster than this is shown without a skeleton in between, which would only flicker. */
const SKELETON_DELAY_MS = 250;

/** What surrounds every page in the Shopify admin. The App Bridge script itself is in the root document's head. */
export function AdminFrame({ language, children }: { language: Language; children: ReactNode }) {
  const arriving = useArrivingPath();
  useAdminNavigation();
  const { i18n, polaris } = spoken(language);
  return (
    <I18nextProvider i18n={i18n}>
      <AppProvider i18n={polaris} linkComponent={AdminLink}>
        <LaurelNavigation />
        <main>{arriving === null ? children : <PageSkeleton path={arriving} />}</main>
      </AppProvider>
    </I18nextProvider>
  );
}

function LaurelNavigation() {
  const { t } = useTranslation();
  return (
    <NavMenu>
      <a href="/app" rel="home">
        {t("common:nav.home")}
      </a>
      <a href="/app/members">{t("common:nav.members")}</a>
      <a href="/app/program">{t("common:nav.program")}</a>
      <a href="/app/reports">{t("common:nav.reports")}</a>
      <a href="/app/settings">{t("common:nav.settings")}</a>
    </NavMenu>
  );
}

/** App Bridge announces clicks in the admin's own navigation as an event whose target carries the path. */
function useAdminNavigation() {
  const navigate = useNavigate();
  useEffect(() => {
    const follow = (event: Event) => {
      const href = event.target instanceof Element ? event.target.getAttribute("href") : null;
      if (href !== null) navigate(href);
    };
    window.addEventListener("shopify:navigate", follow);
    return () => window.removeEventListener("shopify:navigate", follow);
  }, [navigate]);
}

/** The path of the page that is being loaded, once that takes long enough to be worth a skeleton; else null. */
function useArrivingPath(): string | null {
  const navigation = useNavigation();
  const here = useLocation().pathname;
  const target = navigation.state === "loading" ? navigation.location.pathname : null;
  const [slow, setSlow] = useState<string | null>(null);
  useEffect(() => {
    if (target === null || target === here) return;
    const timer = setTimeout(() => setSlow(target), SKELETON_DELAY_MS);
    return () => {
      clearTimeout(timer);
      setSlow(null);
    };
  }, [target, here]);
  return slow !== null && slow === target ? slow : null;
}
