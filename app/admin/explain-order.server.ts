import { db } from "../db.server.ts";
import { explanationSentences, writerFor, type Sentence } from "../domain/explanation-text.ts";
import { INTL_LOCALES, languageOf } from "../locales/languages.ts";
import { readOrderPoints } from "../queries/order-points.ts";
import { requireAdmin } from "./request.server.ts";

const ID = /^\d{1,18}$/;

/** The sentences that explain an order's points, with numbers in the reader's way; none for an order that isn't the program's. */
export async function explainOrder(request: Request, order: { shopId: string; orderId: string }): Promise<Sentence[]> {
  const { shop } = await requireAdmin(request);
  if (!ID.test(order.shopId) || !ID.test(order.orderId)) return [];
  const found = await readOrderPoints(db, { programId: shop.programId, ...order });
  if (found === null || found.explanation === null) return [];
  return explanationSentences(found.explanation, writerFor(INTL_LOCALES[languageOf(request)]));
}
