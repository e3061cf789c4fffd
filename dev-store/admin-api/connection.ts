import { GraphQLError } from "graphql";

export type PageArgs = {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
};

const LARGEST_PAGE = 250;

/** Marks the arguments of a list that is wanted whole. */
export const UNPAGED = Symbol("unpaged");

/** Where an item stands in its list: what it is sorted by, then its id, so that equal ones have an order too. */
export type Place = readonly [value: string | bigint, id: bigint];
type Listed<T> = { item: T; place: Place };

function compare(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] === b[1] ? 0 : a[1] < b[1] ? -1 : 1;
}

function cursorOf([value, id]: Place): string {
  return Buffer.from(
    JSON.stringify({ last_id: String(id), last_value: String(value), big: typeof value === "bigint" }),
  ).toString("base64");
}

function placeOf(cursor: string): Place {
  try {
    const read = JSON.parse(Buffer.from(cursor, "base64").toString("utf8")) as {
      last_id: string;
      last_value: string;
      big: boolean;
    };
    return [read.big ? BigInt(read.last_value) : read.last_value, BigInt(read.last_id)];
  } catch {
    throw new GraphQLError(`Invalid cursor for current pagination sort.`, { extensions: { code: "BAD_REQUEST" } });
  }
}

function checkPage(args: PageArgs): number {
  if ((args as { [UNPAGED]?: boolean })[UNPAGED]) return Infinity;
  const size = args.first ?? args.last;
  if (size === undefined || size === null) {
    throw new GraphQLError("you must provide one of first or last", { extensions: { code: "BAD_REQUEST" } });
  }
  if (size < 0 || size > LARGEST_PAGE) {
    throw new GraphQLError(`The limit must be between 0 and ${LARGEST_PAGE}`, { extensions: { code: "BAD_REQUEST" } });
  }
  return size;
}

/**
 * One page of a list as Relay connections have it. A cursor says where its item stood, not at which index, so that pages neither
 * skip nor repeat when the list grows in between.
 */
export function connection<T>(
  items: readonly T[],
  args: PageArgs,
  place: (item: T) => Place,
  view: (item: T) => unknown,
): object {
  const size = checkPage(args);
  const turn = args.reverse ? -1 : 1;
  const sorted = items
    .map((item): Listed<T> => ({ item, place: place(item) }))
    .sort((a, b) => turn * compare(a.place, b.place));
  const after = args.after ? placeOf(args.after) : null;
  const before = args.before ? placeOf(args.before) : null;
  const between = sorted.filter(
    (one) => (!after || turn * compare(one.place, after) > 0) && (!before || turn * compare(one.place, before) < 0),
  );
  const fromEnd = size !== Infinity && (args.first === undefined || args.first === null);
  const page = fromEnd ? between.slice(Math.max(0, between.length - size)) : between.slice(0, size);
  const first = page[0];
  const last = page.at(-1);
  const more = between.length > page.length;
  return {
    nodes: () => page.map((one) => view(one.item)),
    edges: () => page.map((one) => ({ node: () => view(one.item), cursor: cursorOf(one.place) })),
    pageInfo: {
      hasNextPage: fromEnd ? before !== null : more,
      hasPreviousPage: fromEnd ? more : after !== null,
      startCursor: first ? cursorOf(first.place) : null,
      endCursor: last ? cursorOf(last.place) : null,
    },
  };
}

/** A list in the order of its ids. */
export function byId<T extends { id: string }>(
  items: readonly T[],
  args: PageArgs,
  view: (item: T) => unknown,
): object {
  return connection(items, args, (item) => [BigInt(item.id), BigInt(item.id)], view);
}

/** A list in the order in which it is given. */
export function asGiven<T>(items: readonly T[], args: PageArgs, view: (item: T) => unknown): object {
  const listed = items.map((item, index) => ({ item, index: BigInt(index) }));
  return connection(
    listed,
    args,
    (one) => [one.index, one.index],
    (one) => view(one.item),
  );
}
