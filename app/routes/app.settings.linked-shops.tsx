import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeLinkedShops, loadLinkedShops } from "../admin/linked-shops.server.ts";
import { LinksPage } from "../ui/links/links-page.tsx";

export const loader = ({ request }: LoaderFunctionArgs) => loadLinkedShops(request);

/** Make or withdraw a code, look at what linking means, link, set a rate, look at what leaving means, leave. */
export async function action({ request }: ActionFunctionArgs) {
  const answer = await changeLinkedShops(request);
  if (answer === null) throw data(null, { status: 400 });
  return answer;
}

/** Shops of one merchant that share one program (rule 23). */
export default function LinkedShops() {
  return <LinksPage links={useLoaderData<typeof loader>()} />;
}
