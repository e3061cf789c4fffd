/** Bulk queries: everything at once, as a file of one JSON object a line. */
import { executeSync, getOperationAST, parse, validate } from "graphql";
import { jobEnd } from "../../shop/discounts.ts";
import { Refusal } from "../../shop/refusal.ts";
import { nextId } from "../../shop/state.ts";
import type { BulkOperation } from "../../shop/types.ts";
import { attempt, type Context, type View } from "../answers.ts";
import { queries } from "../queries.ts";
import { resolverCounting } from "../resolver.ts";
import { adminSchema } from "../schema.ts";
import { bulkOperationView } from "../views/bulk.ts";

/** Shopify runs five of an app at once. */
const MOST_AT_ONCE = 5;

type Json = { [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The items of a connection as it was answered, by `nodes` or by `edges`; null for anything else. */
function itemsOf(value: unknown): Json[] | null {
  if (!isObject(value)) return null;
  if (Array.isArray(value.nodes)) return value.nodes.filter(isObject);
  if (!Array.isArray(value.edges)) return null;
  return value.edges.filter(isObject).flatMap((edge) => (isObject(edge.node) ? [edge.node] : []));
}

/** Writes an object as a line, and the lists within it as lines after it that name it as their parent. */
function writeLines(lines: string[], item: Json, parent: string | null): void {
  const own: Json = {};
  const children: Json[] = [];
  for (const [key, value] of Object.entries(item)) {
    const items = itemsOf(value);
    if (items) children.push(...items);
    else own[key] = value;
  }
  lines.push(JSON.stringify(parent === null ? own : { ...own, __parentId: parent }));
  for (const child of children) writeLines(lines, child, typeof item.id === "string" ? item.id : null);
}

const invalid = (message: string): Refusal => new Refusal("INVALID", ["query"], message);

/** Runs a query over whole lists. */
function runQuery(context: Context, query: string): { lines: string[]; roots: number } {
  const document = readQuery(query);
  const result = executeSync({
    schema: adminSchema(),
    document,
    rootValue: queries,
    contextValue: { ...context, unpaged: true },
    fieldResolver: resolverCounting({ objects: 0 }),
  });
  const [problem] = result.errors ?? [];
  if (problem) throw problem;
  const lists = Object.values((result.data ?? {}) as Json).map(itemsOf);
  const [items] = lists;
  if (!items || lists.length > 1) throw invalid("Bulk queries must contain exactly one connection at their root.");
  const lines: string[] = [];
  for (const item of items) writeLines(lines, item, null);
  return { lines, roots: items.length };
}

function readQuery(query: string): ReturnType<typeof parse> {
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query);
  } catch (error) {
    throw invalid(`Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`);
  }
  const [problem] = validate(adminSchema(), document);
  if (problem) throw invalid(`Invalid bulk query: ${problem.message}`);
  if (getOperationAST(document)?.operation !== "query") throw invalid("Bulk queries must be queries.");
  return document;
}

function start(context: Context, query: string): BulkOperation {
  const { shop } = context;
  const now = shop.now().getTime();
  const running = Object.values(shop.state.bulkOperations).filter((one) => Date.parse(one.doneAt) > now);
  if (running.length >= MOST_AT_ONCE)
    throw new Refusal("TOO_MANY", null, "The limit of bulk operations that run at once is reached.");
  const { lines, roots } = runQuery(context, query);
  const operation: BulkOperation = {
    id: nextId(shop.state),
    query,
    createdAt: shop.moment(),
    doneAt: jobEnd(shop),
    told: false,
    objects: lines.length,
    roots,
    lines: lines.map((line) => `${line}\n`).join(""),
  };
  shop.state.bulkOperations[operation.id] = operation;
  shop.announceJobs();
  return operation;
}

export const bulkMutations = {
  bulkOperationRunQuery: ({ query }: { query: string }, context: Context): View =>
    attempt(() => ({ bulkOperation: bulkOperationView(context, start(context, query)) })),
  /** Flow is not in the box: a trigger is taken, and nothing is listening. */
  flowTriggerReceive: (_args: unknown, _context: Context): View => attempt(() => ({})),
};
