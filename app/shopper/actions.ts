import type { Shopper, ShopperAbilities } from "./abilities.ts";
import type { Fields } from "./read-fields.ts";
import type { Refused } from "./refusals.ts";
import { dismissRequest, exchangeRequest, parseRequest, undoRequest } from "./requests.ts";
import { returnPath } from "./return-path.ts";

/** What was done, and where a browser without JavaScript goes to see it. */
export type Done = { ok: true; body: Record<string, unknown>; location: string };
export type Action = (
  abilities: ShopperAbilities,
  shopper: Shopper,
  fields: Fields,
  now: Date,
) => Promise<Done | Refused>;

/** A page of the classic and of the new customer accounts alike: Shopify redirects where the new ones are in use. */
const ACCOUNT = "/account";

/** Points for a code; a browser is led through Shopify's own discount link, which puts the code in the cart. */
export const exchange: Action = async (abilities, shopper, fields, now) => {
  const request = parseRequest(exchangeRequest, fields);
  if (!request.ok) return request;
  const { reward, times, key, drawn: drawnAt } = request.value;
  const result = await abilities.exchange(shopper, { reward, times, key, drawnAt }, now);
  if (!result.ok) return result;
  const { ok: _, ...body } = result;
  // Store credit is not for this cart alone: the account shows what was given for the points.
  if (result.credited !== undefined) return { ok: true, body, location: returnPath(request.value.return, ACCOUNT) };
  return { ok: true, body, location: `/discount/${encodeURIComponent(result.code)}?redirect=/cart` };
};

/** An open code back into points. */
export const undo: Action = async (abilities, shopper, fields, now) => {
  const request = parseRequest(undoRequest, fields);
  if (!request.ok) return request;
  const result = await abilities.undo(shopper, { code: request.value.code }, now);
  if (!result.ok) return result;
  const { ok: _, ...body } = result;
  return { ok: true, body, location: returnPath(request.value.return, ACCOUNT) };
};

/** A notice that has been read. */
export const dismiss: Action = async (abilities, shopper, fields, now) => {
  const request = parseRequest(dismissRequest, fields);
  if (!request.ok) return request;
  const result = await abilities.dismiss(shopper, { notice: request.value.notice }, now);
  if (!result.ok) return result;
  return { ok: true, body: {}, location: returnPath(request.value.return, ACCOUNT) };
};
