import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { decide, loadDecisions } from "../admin/decisions.server.ts";
import { DecisionsPage } from "../ui/codes/decisions-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadDecisions(request);
}

/** Staff say whether a store credit was given. */
export async function action({ request }: ActionFunctionArgs) {
  const decided = await decide(request);
  if (decided === null) throw data(null, { status: 400 });
  return { decided };
}

/** Store credits of which only staff can tell whether they were given. */
export default function Decisions() {
  return <DecisionsPage {...useLoaderData<typeof loader>()} />;
}
