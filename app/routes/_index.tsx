import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useRouteLoaderData } from "@remix-run/react";
import { spoken } from "../locales/spoken.ts";
import type { loader as rootLoader } from "../root.tsx";

/** Shopify opens the app at its root with the shop as a parameter; everybody else sees what Laurel is. */
export function loader({ request }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  if (searchParams.has("shop")) throw redirect(`/app${search}`);
  return null;
}

export const meta: MetaFunction = () => [{ title: "Laurel" }];

/** There is no form for a shop's domain: Laurel is opened from the Shopify admin (Built for Shopify 2.3.1). */
export default function Landing() {
  const language = useRouteLoaderData<typeof rootLoader>("root")?.language ?? "en";
  const t = spoken(language).i18n.t;
  return (
    <main
      style={{
        fontFamily: "system-ui, sans-serif",
        maxWidth: "40rem",
        margin: "4rem auto",
        padding: "0 1rem",
        lineHeight: 1.5,
      }}
    >
      <h1>Laurel</h1>
      <p>{t("common:landing.what")}</p>
      <p>{t("common:landing.open")}</p>
    </main>
  );
}
