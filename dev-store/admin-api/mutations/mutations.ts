import { appMutations } from "./app.ts";
import { creditMutations } from "./credit.ts";
import { customerMutations } from "./customers.ts";
import { discountMutations } from "./discounts.ts";
import { editMutations } from "./edits.ts";
import { metafieldMutations } from "./metafields.ts";
import { orderMutations } from "./orders.ts";
import { productMutations } from "./products.ts";
import { segmentMutations } from "./segments.ts";
import { bulkMutations } from "./bulk.ts";
import { fileMutations } from "./files.ts";

/** The root of all mutations: what isn't here fails by its name. */
export const mutations = {
  ...customerMutations,
  ...orderMutations,
  ...editMutations,
  ...productMutations,
  ...discountMutations,
  ...segmentMutations,
  ...metafieldMutations,
  ...creditMutations,
  ...fileMutations,
  ...bulkMutations,
  ...appMutations,
};
