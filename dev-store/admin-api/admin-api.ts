import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type OperationDefinitionNode,
} from "graphql";
import type { Shop } from "../shop/shop.ts";
import type { Actor, Context } from "./answers.ts";
import { estimateCost, MUTATION_COST } from "./cost.ts";
import { mutations } from "./mutations/mutations.ts";
import { queries } from "./queries.ts";
import { resolverCounting } from "./resolver.ts";
import { adminSchema } from "./schema.ts";
import { Throttle, type ThrottleOptions, type ThrottleStatus } from "./throttle.ts";

/** The shop owner's own token, for scripts and tests. */
export const OWNER_TOKEN = "dev-store-owner";

export type AdminRequest = {
  query: string;
  variables?: Record<string, unknown> | null | undefined;
  operationName?: string | null | undefined;
};
export type AdminAnswer = {
  data?: Record<string, unknown> | null;
  errors?: unknown;
  extensions?: { cost: { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: ThrottleStatus } };
};

export type AdminApiOptions = {
  shop: Shop;
  /** The app's number: what `$app` stands for is `app--<id>`. */
  appId?: string;
  apiKey?: string;
  title?: string;
  handle?: string;
  /** Where the store is reached, for the addresses of uploads and pictures. */
  baseUrl?: string;
  /** Takes the app out of the shop, when it asks for it itself. */
  uninstallApp?: () => void;
  /** Which app a token belongs to; null where it is unknown or has expired. */
  findToken?: (token: string) => { scopes: string[] } | null;
  /** null: no limit. */
  throttle?: ThrottleOptions | null;
};

const INVALID_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)";
const MOST_DOCUMENTS = 500;

/** The Admin GraphQL API of the pretend shop, on Shopify's real schema. */
export class AdminApi {
  readonly shop: Shop;
  readonly #options: AdminApiOptions;
  readonly #throttles = new Map<string, Throttle>();
  readonly #documents = new Map<string, DocumentNode>();

  constructor(options: AdminApiOptions) {
    this.shop = options.shop;
    this.#options = options;
  }

  /** Who has this token, or null. */
  actorOf(token: string): Actor | null {
    const appId = this.#options.appId ?? "1";
    if (token === OWNER_TOKEN) return { kind: "owner", appId, scopes: [], token };
    const found = this.#options.findToken?.(token);
    return found ? { kind: "app", appId, scopes: found.scopes, token } : null;
  }

  /** Answers a request as HTTP would: 401 for a bad token, 400 for no query, else 200 with whatever came of it. */
  async handle(token: string, request: unknown): Promise<{ status: number; body: AdminAnswer }> {
    if (!this.actorOf(token)) return { status: 401, body: { errors: INVALID_TOKEN } };
    const { query, variables, operationName } = (request ?? {}) as Partial<AdminRequest>;
    if (typeof query !== "string")
      return { status: 400, body: { errors: { query: "Required parameter missing or invalid" } } };
    return { status: 200, body: await this.execute({ query, variables, operationName, token }) };
  }

  /** Runs one operation. A bad token throws: in-process callers have made a mistake. */
  async execute(request: AdminRequest & { token: string }): Promise<AdminAnswer> {
    const actor = this.actorOf(request.token);
    if (!actor) throw new Error(INVALID_TOKEN);
    const document = this.#document(request.query);
    if (!("kind" in document)) return document;
    const operation = getOperationAST(document, request.operationName);
    if (!operation) return { errors: [{ message: "No operation found", extensions: { code: "BAD_REQUEST" } }] };
    const variables = request.variables ?? {};
    const checked = getVariableValues(adminSchema(), operation.variableDefinitions ?? [], variables);
    if (checked.errors)
      return {
        errors: checked.errors.map((error) => ({ ...error.toJSON(), extensions: { code: "INVALID_VARIABLE" } })),
      };
    return this.#run(actor, document, operation, variables);
  }

  async #run(
    actor: Actor,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Record<string, unknown>,
  ): Promise<AdminAnswer> {
    const requested = estimateCost(adminSchema(), document, operation, variables);
    const throttle = this.#throttleOf(actor);
    const status = (): ThrottleStatus =>
      throttle?.status() ?? { maximumAvailable: 2000, currentlyAvailable: 2000, restoreRate: 100 };
    if (throttle && !throttle.admits(requested)) {
      const cost = { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: status() };
      const documentation = "https://shopify.dev/api/usage/rate-limits";
      return {
        errors: [{ message: "Throttled", extensions: { code: "THROTTLED", documentation } }],
        extensions: { cost },
      };
    }
    const counter = { objects: 0 };
    const result = await execute({
      schema: adminSchema(),
      document,
      operationName: operation.name?.value,
      variableValues: variables,
      rootValue: operation.operation === "mutation" ? mutations : queries,
      contextValue: this.#context(actor),
      fieldResolver: resolverCounting(counter),
    });
    const actual = operation.operation === "mutation" ? requested : Math.min(requested, Math.max(1, counter.objects));
    throttle?.charge(actual);
    const cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: status() };
    return {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
      extensions: { cost },
    };
  }

  /** The bucket of whoever asks; apps and the owner have one each. */
  #throttleOf(actor: Actor): Throttle | null {
    const options = this.#options.throttle;
    if (options === null) return null;
    const key = actor.kind === "owner" ? "owner" : `app ${actor.appId}`;
    let throttle = this.#throttles.get(key);
    if (!throttle) {
      throttle = new Throttle(options);
      this.#throttles.set(key, throttle);
    }
    return throttle;
  }

  /** Changes the app's pace, or empties its bucket: for the console. */
  configureThrottle(options: { restoreRate?: number; maximumAvailable?: number; empty?: boolean }): ThrottleStatus {
    const appId = this.#options.appId ?? "1";
    const throttle = this.#throttleOf({ kind: "app", appId, scopes: [], token: "" });
    if (!throttle) throw new Error("this store was started without a limit");
    throttle.configure(options);
    return throttle.status();
  }

  #context(actor: Actor): Context {
    const {
      appId = "1",
      apiKey = "",
      title = "Laurel",
      handle = "laurel",
      baseUrl = `https://${this.shop.state.info.domain}`,
      uninstallApp = () => undefined,
    } = this.#options;
    return { shop: this.shop, actor, app: { id: appId, title, handle, apiKey }, baseUrl, uninstallApp };
  }

  /** Parses and validates; a document that was seen before is taken from memory. */
  #document(query: string): DocumentNode | AdminAnswer {
    const known = this.#documents.get(query);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? error.toJSON() : { message: String(error) }] };
    }
    const problems = validate(adminSchema(), document);
    if (problems.length > 0) {
      return { errors: problems.map((problem) => ({ ...problem.toJSON(), extensions: { code: "undefinedField" } })) };
    }
    if (this.#documents.size >= MOST_DOCUMENTS) this.#documents.clear();
    this.#documents.set(query, document);
    return document;
  }
}

/** What a mutation costs, for whoever plans a budget. */
export { MUTATION_COST };
