import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { refused } from "../shopper/answer-proxy.ts";

/** Any other path below /apps/loyalty: a page of ours in plain words, or JSON where it was asked for. */
export const loader = ({ request }: LoaderFunctionArgs) => refused(request, "notFound");
export const action = ({ request }: ActionFunctionArgs) => refused(request, "notFound");
