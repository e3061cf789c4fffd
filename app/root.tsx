import type { LinksFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { env } from "./env.server.ts";
import { languageOf } from "./locales/languages.ts";
import { ErrorPage } from "./ui/error-page.tsx";

/** Shopify serves this script; it must be the first one of every document (App Store requirement 2.2.3). */
const APP_BRIDGE_URL = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

/**
 * Browsers that know how (Chromium, which staff mostly use) paint a page once all of it has arrived, a moment later than its first lines: tables
 * and columns would be drawn narrow first and jump as their other rows come.
 */
const END = "page-end";

export const links: LinksFunction = () => [{ rel: "icon", href: "/favicon.svg", type: "image/svg+xml" }];

export function loader({ request }: LoaderFunctionArgs) {
  return { apiKey: env.SHOPIFY_API_KEY, language: languageOf(request) };
}

/** The key and the language belong to the document: requests for data that follow don't carry the admin's locale. */
export const shouldRevalidate = () => false;

/** Every document, errors included. */
export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>("root");
  return (
    <html lang={data?.language ?? "en"}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        {data === undefined ? null : <meta name="shopify-api-key" content={data.apiKey} />}
        <script src={APP_BRIDGE_URL} />
        <Meta />
        <Links />
        <link rel="expect" href={`#${END}`} {...{ blocking: "render" }} />
      </head>
      <body>
        {children}
        <div id={END} hidden />
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const data = useRouteLoaderData<typeof loader>("root");
  return <ErrorPage language={data?.language ?? "en"} />;
}
