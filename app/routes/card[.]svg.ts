import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerCard } from "../shopper/answer-card.ts";

/** The card that Laurel draws, as a picture: customer account extensions can show nothing else in a tier's colours. */
export const loader = ({ request }: LoaderFunctionArgs) => answerCard(request);
