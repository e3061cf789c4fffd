import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeTemplate, loadTemplate, readPlace } from "../admin/mails.server.ts";
import { TemplatePage } from "../ui/settings/template-page.tsx";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const place = readPlace(request, params["kind"]);
  if (place === null) throw data(null, { status: 404 });
  return loadTemplate(request, place);
}

export async function action({ request, params }: ActionFunctionArgs) {
  const place = readPlace(request, params["kind"]);
  if (place === null) throw data(null, { status: 404 });
  const answer = await changeTemplate(request, place);
  if (answer === null) throw data(null, { status: 400 });
  return answer;
}

/** The words of one kind of mail in one language. */
export default function Template() {
  const shown = useLoaderData<typeof loader>();
  return <TemplatePage key={`${shown.kind}/${shown.language}`} shown={shown} />;
}
