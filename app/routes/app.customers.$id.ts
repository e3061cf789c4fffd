import { data, redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { addressOfCustomer } from "../admin/address-of-customer.server.ts";

/** Where the block on Shopify's page of a customer leads: the page of the member who the customer is. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const address = await addressOfCustomer(request, params["id"] ?? "");
  if (address === null) throw data(null, { status: 404 });
  return redirect(address);
}
