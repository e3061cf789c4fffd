import { z } from "zod";
import type { Fields } from "./read-fields.ts";
import { type Refused, refuse } from "./refusals.ts";

/** An id of PostgreSQL's bigint, as the metafield gave it. */
const id = z.string().regex(/^[1-9][0-9]{0,17}$/);
/** What every form carries beside its own fields; `return` and `locale` are read by return-path.ts and words.ts. */
const common = { return: z.string().optional(), locale: z.string().optional() };

export const exchangeRequest = z.strictObject({
  reward: z.string().min(1).max(64),
  times: z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/)
    .default("1")
    .transform(Number),
  /** The idempotency key: the same key again is the same exchange. */
  key: z.string().regex(/^[\x21-\x7e]{8,64}$/),
  /** The second in which the page was drawn, since 1970; Liquid knows no less. Nobody exchanges and undoes within one: its end counts. */
  drawn: z
    .string()
    .regex(/^[0-9]{1,11}$/)
    .transform((second) => new Date((Number(second) + 1) * 1000))
    .optional(),
  ...common,
});
export const undoRequest = z.strictObject({ code: id, ...common });
export const dismissRequest = z.strictObject({ notice: id, ...common });

/** Checks the fields against one of the shapes above. */
export function parseRequest<Shape extends z.ZodType>(
  shape: Shape,
  fields: Fields,
): { ok: true; value: z.output<Shape> } | Refused {
  const parsed = shape.safeParse({ ...fields });
  return parsed.success ? { ok: true, value: parsed.data } : refuse("malformed");
}
