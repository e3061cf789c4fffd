import { toUnits } from "./money.ts";
import { normalAmount } from "./products.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { drop, nextId } from "./state.ts";
import { isoSeconds } from "./time.ts";
import type { BulkCodes, Discount, Id, Job, RedeemCode } from "./types.ts";

/** Shopify's limits. */
const MOST_AUTOMATIC = 25;
const LONGEST_CODE = 255;
const MOST_DISCOUNT_TAGS = 5;
export const MOST_CODES_A_CALL = 250;

export type DiscountInput = Omit<Discount, "id" | "codes" | "createdAt" | "updatedAt" | "method" | "kind">;

function checkDiscount(shop: Shop, discount: Omit<Discount, "id" | "codes" | "createdAt" | "updatedAt">): void {
  if (!discount.title.trim()) throw new Refusal("BLANK", ["title"], "Title can't be blank");
  if (discount.title.length > LONGEST_CODE)
    throw new Refusal("TOO_LONG", ["title"], `Title is too long (maximum is ${LONGEST_CODE} characters)`);
  if (discount.endsAt !== null && Date.parse(discount.endsAt) <= Date.parse(discount.startsAt)) {
    throw new Refusal("END_DATE_BEFORE_START_DATE", ["endsAt"], "Ends at needs to be after starts_at");
  }
  if (discount.usageLimit !== null && discount.usageLimit < 1) {
    throw new Refusal("VALUE_OUTSIDE_RANGE", ["usageLimit"], "Usage limit must be greater than 0");
  }
  if (discount.tags.length > MOST_DISCOUNT_TAGS)
    throw new Refusal("TOO_MANY_TAGS", ["tags"], `Tags exceed the maximum of ${MOST_DISCOUNT_TAGS}`);
  checkValue(shop, discount);
  const { context, gets } = discount;
  const missing = context.kind === "customers" ? context.ids.find((id) => !shop.state.customers[id]) : undefined;
  if (missing !== undefined)
    throw new Refusal("INVALID", ["context", "customers", "add"], `Customer ${missing} does not exist`);
  const gone = context.kind === "segments" ? context.ids.find((id) => !shop.state.segments[id]) : undefined;
  if (gone !== undefined)
    throw new Refusal("INVALID", ["context", "customerSegments", "add"], `Segment ${gone} does not exist`);
  if (
    discount.kind !== "freeShipping" &&
    !("all" in gets) &&
    gets.products.length + gets.variants.length + gets.collections.length === 0
  ) {
    throw new Refusal("BLANK", ["customerGets", "items"], "Items in 'customer get' can't be blank");
  }
}

function checkValue(shop: Shop, discount: Pick<Discount, "kind" | "value" | "minimum">): void {
  const { value, minimum } = discount;
  const field = ["customerGets", "value"];
  if (discount.kind !== "freeShipping" && value === null) throw new Refusal("BLANK", field, "Value can't be blank");
  if (value !== null && value.kind !== "amount") {
    const share = Number(value.percentage);
    if (!(share > 0 && share <= 1))
      throw new Refusal("VALUE_OUTSIDE_RANGE", [...field, "percentage"], "Value must be between 0.0 and 1.0");
  }
  if (
    value?.kind === "amount" &&
    toUnits(normalAmount(shop, value.amount, [...field, "discountAmount", "amount"]), shop.state.info.currency) <= 0n
  ) {
    throw new Refusal("VALUE_OUTSIDE_RANGE", [...field, "discountAmount", "amount"], "Value must be greater than 0");
  }
  if (minimum.kind === "quantity" && minimum.quantity < 1) {
    throw new Refusal(
      "VALUE_OUTSIDE_RANGE",
      ["minimumRequirement", "quantity"],
      "Minimum quantity must be greater than 0",
    );
  }
}

/** Fills in what was left out of a discount. */
export function completeDiscount(
  shop: Shop,
  input: Partial<Discount> & { title: string },
): Omit<Discount, "id" | "codes" | "createdAt" | "updatedAt"> {
  return {
    method: input.method ?? "code",
    kind: input.kind ?? "basic",
    title: input.title,
    startsAt: input.startsAt ?? shop.moment(),
    endsAt: input.endsAt ?? null,
    usageLimit: input.usageLimit ?? null,
    usesPerOrderLimit: input.usesPerOrderLimit ?? null,
    appliesOncePerCustomer: input.appliesOncePerCustomer ?? false,
    recurringCycleLimit: input.recurringCycleLimit ?? null,
    context: input.context ?? { kind: "all" },
    minimum: input.minimum ?? { kind: "none" },
    combines: input.combines ?? { order: false, product: false, shipping: false },
    value: input.value ?? null,
    gets: input.gets ?? { all: true },
    buys: input.buys ?? null,
    maximumShippingPrice: input.maximumShippingPrice ?? null,
    tags: input.tags ?? [],
  };
}

export function createDiscount(shop: Shop, input: Partial<Discount> & { title: string; code?: string }): Discount {
  const complete = completeDiscount(shop, input);
  checkDiscount(shop, complete);
  if (complete.method === "code") checkCode(shop, input.code ?? "", ["code"]);
  else checkAutomaticLimit(shop, complete);
  const at = shop.moment();
  const discount: Discount = { id: nextId(shop.state), ...complete, codes: [], createdAt: at, updatedAt: at };
  shop.state.discounts[discount.id] = discount;
  if (complete.method === "code") addCode(shop, discount, input.code ?? "");
  shop.announceDiscount("discounts/create", discount);
  return discount;
}

function checkAutomaticLimit(shop: Shop, discount: Pick<Discount, "startsAt" | "endsAt">): void {
  const active = Object.values(shop.state.discounts).filter(
    (one) => one.method === "automatic" && discountStatus(shop, one) === "ACTIVE",
  );
  if (statusAt(shop, discount) === "ACTIVE" && active.length >= MOST_AUTOMATIC) {
    throw new Refusal(
      "ACTIVE_PERIOD_OVERLAP",
      ["startsAt"],
      `A shop has at most ${MOST_AUTOMATIC} active automatic discounts`,
    );
  }
}

function checkCode(shop: Shop, code: string, field: string[]): void {
  const message = codeProblem(shop, code);
  if (!message) return;
  throw new Refusal(message.code, field, message.text);
}

function codeProblem(
  shop: Shop,
  code: string,
): { code: "BLANK" | "TOO_LONG" | "INVALID" | "TAKEN"; text: string } | null {
  if (!code.trim()) return { code: "BLANK", text: "Code can't be blank" };
  if (code.length > LONGEST_CODE)
    return { code: "TOO_LONG", text: `Code is too long (maximum is ${LONGEST_CODE} characters)` };
  if (/[\r\n]/.test(code)) return { code: "INVALID", text: "Code can't contain newline characters" };
  if (shop.findDiscountByCode(code))
    return { code: "TAKEN", text: "Code must be unique. Please try a different code." };
  return null;
}

function addCode(shop: Shop, discount: Discount, code: string): RedeemCode {
  const redeem = { id: nextId(shop.state), code: code.trim(), uses: 0, createdAt: shop.moment() };
  discount.codes.push(redeem);
  shop.indexCode(redeem.code, discount.id);
  return redeem;
}

export function updateDiscount(shop: Shop, id: Id, patch: Partial<Discount> & { code?: string }): Discount {
  const discount = requireDiscount(shop, id);
  const { code, ...rest } = patch;
  const next = { ...discount, ...rest };
  checkDiscount(shop, next);
  const first = discount.codes[0];
  if (code !== undefined && first && code.trim().toLowerCase() !== first.code.toLowerCase()) {
    checkCode(shop, code, ["code"]);
    shop.unindexCode(first.code);
    first.code = code.trim();
    shop.indexCode(first.code, id);
  }
  Object.assign(discount, rest, { updatedAt: shop.moment() });
  shop.announceDiscount("discounts/update", discount);
  return discount;
}

export function requireDiscount(shop: Shop, id: Id): Discount {
  const discount = shop.state.discounts[id];
  if (!discount) throw new Refusal("INVALID", ["id"], "Discount does not exist");
  return discount;
}

export function deleteDiscount(shop: Shop, id: Id): void {
  const discount = requireDiscount(shop, id);
  for (const { code } of discount.codes) shop.unindexCode(code);
  drop(shop.state.discounts, id);
  shop.announceDiscount("discounts/delete", discount);
}

/** Deactivating ends a discount now; activating starts it now, without an end. */
export function switchDiscount(shop: Shop, id: Id, active: boolean): Discount {
  const discount = requireDiscount(shop, id);
  const now = shop.moment();
  if (active) {
    if (Date.parse(discount.startsAt) > Date.parse(now)) discount.startsAt = now;
    if (discount.endsAt !== null && Date.parse(discount.endsAt) <= Date.parse(now)) discount.endsAt = null;
  } else {
    if (Date.parse(discount.startsAt) > Date.parse(now)) discount.startsAt = now;
    discount.endsAt = now;
  }
  discount.updatedAt = now;
  shop.announceDiscount("discounts/update", discount);
  return discount;
}

function statusAt(shop: Shop, discount: Pick<Discount, "startsAt" | "endsAt">): "ACTIVE" | "EXPIRED" | "SCHEDULED" {
  const now = shop.now().getTime();
  if (discount.endsAt !== null && Date.parse(discount.endsAt) <= now) return "EXPIRED";
  return Date.parse(discount.startsAt) > now ? "SCHEDULED" : "ACTIVE";
}

export function discountStatus(shop: Shop, discount: Discount): "ACTIVE" | "EXPIRED" | "SCHEDULED" {
  return statusAt(shop, discount);
}

/** When a job that begins now will be done. */
export function jobEnd(shop: Shop): string {
  return isoSeconds(new Date(shop.now().getTime() + (shop.options.jobMilliseconds ?? 1000)));
}

/** Begins to add codes to a discount: they exist once the job is done. */
export function addCodesInBulk(shop: Shop, discountId: Id, codes: string[]): BulkCodes {
  const discount = requireDiscount(shop, discountId);
  if (discount.method !== "code") throw new Refusal("INVALID", ["discountId"], "Discount does not take codes");
  if (codes.length === 0) throw new Refusal("BLANK", ["codes"], "Codes can't be blank");
  if (codes.length > MOST_CODES_A_CALL)
    throw new Refusal("EXCEEDED_MAX", ["codes"], `Codes exceed the maximum of ${MOST_CODES_A_CALL}`);
  const bulk: BulkCodes = {
    id: nextId(shop.state),
    discountId,
    codes: codes.map((code) => ({ code, refused: null, redeemCodeId: null })),
    createdAt: shop.moment(),
    doneAt: jobEnd(shop),
    finished: false,
  };
  shop.state.bulkCodes[bulk.id] = bulk;
  return bulk;
}

/** Finishes the jobs whose time has come. Whoever reads codes or bulk operations calls it first. */
export function settleJobs(shop: Shop): void {
  const now = shop.now().getTime();
  for (const operation of Object.values(shop.state.bulkOperations)) {
    if (operation.told || Date.parse(operation.doneAt) > now) continue;
    operation.told = true;
    shop.announceBulkOperation(operation);
  }
  for (const bulk of Object.values(shop.state.bulkCodes)) {
    if (bulk.finished || Date.parse(bulk.doneAt) > now) continue;
    bulk.finished = true;
    const discount = shop.state.discounts[bulk.discountId];
    for (const one of bulk.codes) {
      const problem = discount ? codeProblem(shop, one.code) : { code: "INVALID", text: "Discount does not exist" };
      if (problem) one.refused = { code: problem.code, message: problem.text };
      else if (discount) one.redeemCodeId = addCode(shop, discount, one.code).id;
    }
    shop.announceJobs();
  }
}

/** Removes codes of a discount; the last one stays, as a code discount has at least one. */
export function removeCodes(shop: Shop, discountId: Id, ids: Id[]): Job {
  const discount = requireDiscount(shop, discountId);
  for (const id of ids) {
    const index = discount.codes.findIndex((one) => one.id === id);
    const code = discount.codes[index];
    if (!code || discount.codes.length === 1) continue;
    discount.codes.splice(index, 1);
    shop.unindexCode(code.code);
  }
  return startJob(shop);
}

/** A job that is done after a moment. */
export function startJob(shop: Shop): Job {
  const job = { id: nextId(shop.state), doneAt: jobEnd(shop) };
  shop.state.jobs[job.id] = job;
  return job;
}
