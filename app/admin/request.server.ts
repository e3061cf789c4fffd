import { redirect } from "@remix-run/node";
import { db } from "../db.server.ts";
import { findShop } from "../queries/find-member.ts";
import { LINKED_SHOPS } from "../ui/links/links-shown.ts";
import { authenticate, completeInstall } from "../shopify.server.ts";

/** Who asks in the Shopify admin: the shop and its program, and the staff member by Shopify's id. */
export type AdminRequest = {
  shop: { id: string; domain: string; programId: string };
  /** "staff:42": names are personal data, and Shopify can tell them. */
  author: string;
};

/**
 * Authenticates a request of the admin. The shop comes from the signed session token and nothing else, so that
 * every id in the request is looked up within that shop's program. Throws the library's own responses when
 * there is no valid token.
 */
export async function requireAdmin(request: Request): Promise<AdminRequest> {
  const { session, sessionToken } = await authenticate.admin(request);
  const author = `staff:${sessionToken.sub}`;
  const domain = session.shop;
  const known = await findShop(db, { domain });
  if (known?.held === true) goWhereItIsTold(request);
  if (known !== null) return { shop: { id: known.id, domain, programId: known.programId }, author };
  // The session survived what the shop's row did not (shop/redact, a restored backup): install again.
  const { programId, shopId } = await completeInstall(domain);
  return { shop: { id: shopId, domain, programId }, author };
}

/** While the members of a shop move between programs (rule 23), its other pages would show half of them: one page says how far it is. */
function goWhereItIsTold(request: Request): void {
  const { pathname, search } = new URL(request.url);
  if (pathname.replace(/\.data$/u, "") !== LINKED_SHOPS) throw redirect(`${LINKED_SHOPS}${search}`);
}
