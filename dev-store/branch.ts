/** A second shop of the same merchant: its own name at Shopify, and its own address beside the first one's. */
import { hostName } from "./loopback.ts";

export const BRANCH_NAME = "bergen";
export const BRANCH_DOMAIN = `${BRANCH_NAME}.myshopify.com`;
/** Browsers look for names that end like this on their own machine, whatever comes before. */
const BRANCH_HOST = `${BRANCH_NAME}.localhost`;

/** Whether a request is for the second shop: by its name at Shopify, or by its address. */
export function isBranchHost(hostHeader: string | undefined): boolean {
  return [BRANCH_DOMAIN, BRANCH_HOST].includes(hostName(hostHeader));
}

/** http://localhost:4000 is the first shop, http://bergen.localhost:4000 the second. */
export function addressBeside(storeUrl: string): string {
  const { protocol, port } = new URL(storeUrl);
  return `${protocol}//${BRANCH_HOST}:${port}`;
}

/** The other one of the two shops. */
export function otherShop({ domain, storeUrl }: { domain: string; storeUrl: string }): {
  isBranch: boolean;
  url: string;
} {
  if (domain !== BRANCH_DOMAIN) return { isBranch: true, url: addressBeside(storeUrl) };
  const { protocol, port } = new URL(storeUrl);
  return { isBranch: false, url: `${protocol}//localhost:${port}` };
}
