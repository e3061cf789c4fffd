import type { HeadersFunction, LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Outlet, useLoaderData, useRouteError, useRouteLoaderData } from "@remix-run/react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { boundary } from "@shopify/shopify-app-remix/server";
import { requireAdmin } from "../admin/request.server.ts";
import { learnStaffName } from "../admin/staff-name.server.ts";
import { db } from "../db.server.ts";
import { readProgram } from "../queries/program-in-force.ts";
import type { loader as rootLoader } from "../root.tsx";
import { AdminErrorPage } from "../ui/admin-error-page.tsx";
import { AdminFrame } from "../ui/admin-frame.tsx";
import { ShopFormatContext } from "../ui/format.ts";
import { isLibraryPage } from "../ui/library-response.ts";

/** The browser's own title; inside the admin the page's heading is what is read. */
export const meta: MetaFunction = () => [{ title: "Laurel" }];

export const links: LinksFunction = () => [{ rel: "stylesheet", href: polarisStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const admin = await requireAdmin(request);
  const { programId } = admin.shop;
  const [{ program }] = await Promise.all([
    readProgram(db, { programId, now: new Date() }),
    learnStaffName(request, admin),
  ]);
  return { currency: program.currency, timeZone: program.timeZone };
}

/** The frame of every page in the Shopify admin: Polaris, language, navigation. */
export default function AdminLayout() {
  const root = useRouteLoaderData<typeof rootLoader>("root");
  const shop = useLoaderData<typeof loader>();
  return (
    <ShopFormatContext.Provider value={shop}>
      <AdminFrame language={root?.language ?? "en"}>
        <Outlet />
      </AdminFrame>
    </ShopFormatContext.Provider>
  );
}

/**
 * The library throws whole pages (the bounce page, the way out of the iframe) and has its own boundary for them.
 * Anything else is told in plain words inside the frame, so that the navigation stays.
 */
export function ErrorBoundary() {
  const error = useRouteError();
  const root = useRouteLoaderData<typeof rootLoader>("root");
  if (isLibraryPage(error)) return boundary.error(error);
  return (
    <AdminFrame language={root?.language ?? "en"}>
      <AdminErrorPage error={error} />
    </AdminFrame>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
