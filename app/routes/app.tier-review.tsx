import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeTierReview, loadTierReview } from "../admin/tier-review.server.ts";
import { TierReview } from "../ui/program/tier-review.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadTierReview(request);
}

/** Look who would move, move them, give up; or move chosen members at once. */
export async function action({ request }: ActionFunctionArgs) {
  const answer = await changeTierReview(request);
  if (answer === null) throw data(null, { status: 400 });
  return answer;
}

/** Assigning tiers now, to everybody or to the members in the address (`?members=1,2`). */
export default function TierReviewPage() {
  return <TierReview {...useLoaderData<typeof loader>()} />;
}
