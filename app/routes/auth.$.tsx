import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { authenticate } from "../shopify.server.ts";

/**
 * The library's own pages: the bounce page that fetches a session token, and the way out of the iframe.
 * There is no form that asks for a shop's domain: whoever arrives without a shop is sent to the landing page.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  if (new URL(request.url).pathname === "/auth/login") return redirect("/");
  await authenticate.admin(request);
  return redirect("/app");
}
