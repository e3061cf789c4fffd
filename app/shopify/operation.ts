import type { z } from "zod";

/**
 * One GraphQL operation of ours. `document` is checked against Shopify's schema by a test, `answer` checks at run time that what came back
 * has the shape that the rest of the app relies on.
 */
export type Operation<Variables extends Readonly<Record<string, unknown>>, Answer> = {
  readonly name: string;
  readonly document: string;
  /** Points that the operation usually costs; the queue waits until as much is available. */
  readonly usualCost: number;
  readonly answer: z.ZodType<Answer>;
  /** Sending it twice would do it twice: it is sent again only where Shopify says that it was not carried out. */
  readonly unrepeatable?: true;
  /** Never set: it only carries the type of the variables to whoever calls the operation. */
  readonly variables?: Variables;
};

/** Declares an operation; the variables' type is given, the answer's type follows from its schema. */
export function operation<Variables extends Readonly<Record<string, unknown>>>() {
  return <Answer>(definition: {
    name: string;
    document: string;
    usualCost: number;
    answer: z.ZodType<Answer>;
    unrepeatable?: true;
  }): Operation<Variables, Answer> => definition;
}
