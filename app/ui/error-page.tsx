import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import type { Language } from "../locales/languages.ts";
import { spoken } from "../locales/spoken.ts";

/** What is shown when a page outside the admin layout fails. It needs no styles and no loader data. */
export function ErrorPage({ language }: { language: Language }) {
  const error = useRouteError();
  const t = spoken(language).i18n.t;
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <main style={{ fontFamily: "system-ui, sans-serif", maxWidth: "36rem", margin: "4rem auto", padding: "0 1rem" }}>
      <h1>{missing ? t("common:error.notFoundTitle") : t("common:error.title")}</h1>
      <p>{missing ? t("common:error.notFoundText") : t("common:error.text")}</p>
    </main>
  );
}
