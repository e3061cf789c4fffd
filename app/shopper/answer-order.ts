import { answerRefused, answerSentences, askedOf } from "./answers.ts";
import { admit, identify, type ProxyTools, refused } from "./answer-proxy.ts";
import { explainTo } from "./explanation-words.ts";
import { isOrderName } from "./order-of-shopper.ts";

/**
 * Answers GET /proxy/order: why one of the shopper's orders earned what it earned, in the same sentences that staff read. For whoever
 * Shopify says is signed in and nobody else: an order of somebody else is not there.
 */
export async function answerOrder(request: Request, tools: ProxyTools): Promise<Response> {
  const url = new URL(request.url);
  const identity = await identify(request, tools);
  if (identity === null) return refused(request, "forged");
  if (request.method !== "GET") return refused(request, "methodNotAllowed", { allow: "GET" });
  const locale = url.searchParams.get("locale");
  const asked = askedOf(request, locale === null ? {} : { locale }, "/account");
  const name = url.searchParams.get("name");
  if (name === null || !isOrderName(name)) return answerRefused(asked, "malformed");
  const admitted = await admit(identity, asked, tools);
  if (admitted instanceof Response) return admitted;
  const found = await tools.abilities.explain(admitted, name);
  if (found === null) return answerRefused(asked, "notFound");
  const { title, sentences } = explainTo(asked.language, found.name, found.explanation);
  return answerSentences(asked, title, sentences);
}
