import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { loadWhatIf, playDraft } from "../admin/what-if.server.ts";
import { WhatIfPage } from "../ui/what-if/what-if-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadWhatIf(request);
}

/** Plays the draft as it is now. */
export async function action({ request }: ActionFunctionArgs) {
  return playDraft(request);
}

/** What a draft would have done in the shop's last twelve months. */
export default function WhatIf() {
  return <WhatIfPage {...useLoaderData<typeof loader>()} />;
}
