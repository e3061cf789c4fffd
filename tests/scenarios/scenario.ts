import { z } from "zod";

/** Scenarios as data (scenarios/README.md): every key and every type is checked, so that nothing is skipped silently. */

const moment = z.iso.datetime({ offset: true });
const amount = z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/, "should be a decimal amount");
const name = z.string().min(1);
const at = { at: moment.optional() };

const line = z.strictObject({
  product: name,
  vendor: name.default("house"),
  price: amount,
  compareAt: amount.nullable().default(null),
  quantity: z.number().int().min(1).default(1),
  discount: amount.default("0.00"),
  giftCard: z.boolean().default(false),
  collections: z.array(name).default([]),
  tags: z.array(name).default([]),
});
const payment = z.strictObject({ gateway: name, amount });
const changedLine = z.strictObject({ line: z.number().int().min(0), quantity: z.number().int().min(0) });
const words = z.array(z.string());

const customer = z.strictObject({
  customer: name,
  ...at,
  email: z.string().optional(),
  tags: words.default([]),
  birthday: z
    .string()
    .regex(/^[0-9]{2}-[0-9]{2}$/)
    .optional(),
});
const order = z.strictObject({
  order: name,
  ...at,
  customer: name.nullable().default(null),
  lines: z.array(line).min(1),
  status: z.enum(["paid", "pending", "authorized", "partiallyPaid"]).default("paid"),
  payments: z.array(payment).optional(),
  shipping: amount.default("0.00"),
  tip: amount.default("0.00"),
  taxRate: amount.default("0"),
  taxesIncluded: z.boolean().default(false),
  discount: amount.default("0.00"),
  code: name.optional(),
  test: z.boolean().default(false),
  fulfilled: z.boolean().default(false),
});
const pay = z.strictObject({ pay: name, ...at, payments: z.array(payment).optional() });
const fulfil = z.strictObject({ fulfil: name, ...at });
const refund = z.strictObject({
  refund: name,
  ...at,
  lines: z.array(changedLine).default([]),
  shipping: amount.default("0.00"),
  amount: amount.optional(),
  to: z.enum(["original", "storeCredit"]).default("original"),
});
const cancel = z.strictObject({ cancel: name, ...at, refund: z.boolean().default(false) });
const voided = z.strictObject({ void: name, ...at });
const edit = z.strictObject({ edit: name, ...at, set: z.array(changedLine).default([]), add: z.array(line).default([]) });
const attach = z.strictObject({ attach: name, ...at, customer: name });
const exchange = z.strictObject({
  exchange: name,
  ...at,
  reward: name,
  times: z.number().int().default(1),
  as: name.optional(),
  refused: name.optional(),
});
const undo = z.strictObject({ undo: name, ...at, by: z.enum(["customer", "staff"]).default("customer"), refused: name.optional() });
const adjust = z.strictObject({ adjust: name, ...at, points: z.number().int(), reason: z.string().default("") });
const setTier = z.strictObject({
  setTier: name,
  ...at,
  tier: name.nullable(),
  until: moment.nullable().default(null),
  lock: z.boolean().default(false),
});
const tag = z.strictObject({ tag: name, ...at, tags: words });
const untag = z.strictObject({ untag: name, ...at, tags: words });
const merge = z.strictObject({ merge: name, ...at, into: name });
const publish = z.strictObject({ publish: z.record(z.string(), z.unknown()), ...at });
const advance = z.strictObject({ advance: z.literal(true), ...at, to: moment });
const redeliver = z.strictObject({
  redeliver: name,
  ...at,
  times: z.number().int().min(1).default(1),
  stale: z.boolean().default(false),
});
const points = z.number().int();
const day = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
const expectMember = z.strictObject({
  expect: name,
  ...at,
  available: points.optional(),
  pending: points.optional(),
  reserved: points.optional(),
  debt: points.optional(),
  tier: name.nullable().optional(),
  spentTotal: points.optional(),
  tierUntil: day.nullable().optional(),
  tags: words.optional(),
  notices: words.optional(),
});
const expectCode = z.strictObject({
  expectCode: name,
  ...at,
  status: z.enum(["open", "used", "expired", "undone"]).optional(),
  value: amount.optional(),
});
const expectLots = z.strictObject({
  expectLots: name,
  ...at,
  lots: z.array(z.strictObject({ points, expires: day.nullable() })),
});
const expectProof = z.strictObject({ expectProof: z.literal(true), ...at });

const STEPS = {
  customer,
  order,
  pay,
  fulfil,
  refund,
  cancel,
  void: voided,
  edit,
  attach,
  exchange,
  undo,
  adjust,
  setTier,
  tag,
  untag,
  merge,
  publish,
  advance,
  redeliver,
  expect: expectMember,
  expectCode,
  expectLots,
  expectProof,
} as const;

export type StepType = keyof typeof STEPS;
/** A step with its type beside it; defaults are filled in. */
export type Step = { [Type in StepType]: { readonly type: Type; readonly step: z.output<(typeof STEPS)[Type]> } }[StepType];
export type StepOf<Type extends StepType> = Extract<Step, { type: Type }>["step"];
export type ScenarioLine = z.output<typeof line>;

export type Scenario = {
  readonly name: string;
  readonly program: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
};

const scenario = z.strictObject({
  name: z.string().min(1),
  rule: z.array(z.number().int().min(1).max(25)).optional(),
  program: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(z.record(z.string(), z.unknown())).min(1),
});

/** What is wrong with a scenario's text; the message names the place. */
export class ScenarioError extends Error {
  override name = "ScenarioError";
}

/** Reads one scenario. A step's type is its first key other than `at`; anything unknown is refused. */
export function readScenario(json: unknown): Scenario {
  const read = scenario.safeParse(json);
  if (!read.success) throw new ScenarioError(firstIssue(read.error));
  return { name: read.data.name, program: read.data.program, steps: read.data.steps.map(readStep) };
}

function readStep(json: Record<string, unknown>, index: number): Step {
  const type = Object.keys(json).find((key) => key !== "at");
  if (type === undefined || !(type in STEPS)) {
    throw new ScenarioError(`step ${index + 1} is of the unknown type "${type ?? "at"}"`);
  }
  const read = STEPS[type as StepType].safeParse(json);
  if (!read.success) throw new ScenarioError(`step ${index + 1} (${type}): ${firstIssue(read.error)}`);
  return { type, step: read.data } as Step;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const where = issue?.path.map(String).join(".");
  return `${where ? `${where}: ` : ""}${issue?.message ?? "is not a scenario"}`;
}
