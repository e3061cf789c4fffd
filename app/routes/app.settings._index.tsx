import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeMailSettings } from "../admin/mails.server.ts";
import { loadSettings } from "../admin/settings.server.ts";
import { SettingsPage } from "../ui/settings/settings-page.tsx";

export const loader = ({ request }: LoaderFunctionArgs) => loadSettings(request);

export async function action({ request }: ActionFunctionArgs) {
  const answer = await changeMailSettings(request);
  if (answer === null) throw data(null, { status: 400 });
  return answer;
}

/** What belongs to the shop and not to the program: its mails, linked shops, and its data. */
export default function Settings() {
  return <SettingsPage {...useLoaderData<typeof loader>()} />;
}
