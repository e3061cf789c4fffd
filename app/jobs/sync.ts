import { recordCustomers } from "../commands/record-customer.ts";
import type { Database } from "../database.ts";
import { readLoyaltyView, tierTagsAmong } from "../queries/loyalty-view.ts";
import type { LoyaltyView } from "../queries/loyalty-view.ts";
import type { Gateway } from "../shopify/gateway.ts";
import { METAFIELDS_PER_CALL } from "../shopify/operations/metafields.ts";
import { slices } from "../shopify/slices.ts";
import type { JobContext } from "./context.ts";
import { collectEarned } from "./mails/collect.ts";

/** Members that are claimed at once. */
const BATCH_MEMBERS_MAX = 200;
/** How long a claimed member is another worker's business; a worker that crashed loses its members after that. */
const LEASE_SECONDS = 120;
const BACKOFF_SECONDS = 5;
const BACKOFF_SECONDS_MAX = 3_600;

/** A member whose metafield (and, with `tags`, tier tag) is out of date in Shopify, as of the version `wanted`. */
type Outdated = { programId: string; memberId: string; wanted: string; tags: boolean; tries: number };

/** One customer of such a member in one shop. */
type Target = {
  readonly outdated: Outdated;
  readonly domain: string;
  readonly shopId: string;
  readonly customerId: string;
  readonly tags: readonly string[];
  readonly view: LoyaltyView;
};

/** What a pass wrote; `failures` will be tried again. */
export type Synced = { readonly members: number; readonly failures: readonly { memberId: string; error: unknown }[] };

/** Writes to Shopify what is out of date there: 25 members a call, tags only where they have to change. */
export async function syncMembers(context: JobContext): Promise<Synced> {
  let members = 0;
  const failures: { memberId: string; error: unknown }[] = [];
  for (;;) {
    const claimed = await claim(context.db, context.now());
    if (claimed.length === 0) return { members, failures };
    await collectEarned(context.db, claimed, context.now());
    const targets = await targetsOf(context, claimed);
    const failed = new Map<Outdated, unknown>();
    for (const [domain, ofShop] of Map.groupBy(targets, (target) => target.domain)) {
      await syncShop(context, context.gatewayOf(domain), ofShop, failed);
    }
    await finish(
      context,
      claimed.filter((outdated) => !failed.has(outdated)),
    );
    for (const [outdated, error] of failed) await putBack(context, outdated, error);
    members += claimed.length - failed.size;
    failures.push(...[...failed].map(([outdated, error]) => ({ memberId: outdated.memberId, error })));
  }
}

async function claim(db: Database, now: Date): Promise<Outdated[]> {
  const { rows } = await db.pool.query<Outdated>(
    `UPDATE sync_queue SET due_at = $2, tries = tries + 1
     WHERE (program_id, member_id) IN (
       SELECT program_id, member_id FROM sync_queue WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING program_id::text AS "programId", member_id::text AS "memberId", wanted::text, tags, tries`,
    [now, new Date(now.getTime() + LEASE_SECONDS * 1000), BATCH_MEMBERS_MAX],
  );
  return rows;
}

type CustomerRow = {
  programId: string;
  memberId: string;
  domain: string;
  shopId: string;
  customerId: string;
  tags: string[];
};

/** Every customer of every member in every shop that has Laurel installed, with what is to stand there. */
async function targetsOf(context: JobContext, claimed: readonly Outdated[]): Promise<Target[]> {
  const { rows } = await context.db.pool.query<CustomerRow>(
    `SELECT c.program_id::text AS "programId", c.member_id::text AS "memberId", s.domain, s.id::text AS "shopId",
            c.customer_id::text AS "customerId", c.tags
     FROM unnest($1::bigint[], $2::bigint[]) AS m (program_id, member_id)
     JOIN member_customers c ON (c.program_id, c.member_id) = (m.program_id, m.member_id) AND c.gone_at IS NULL
     JOIN shops s ON s.id = c.shop_id AND s.uninstalled_at IS NULL`,
    [claimed.map((outdated) => outdated.programId), claimed.map((outdated) => outdated.memberId)],
  );
  const customers = Map.groupBy(rows, (row) => `${row.programId}/${row.memberId}`);
  const targets: Target[] = [];
  for (const outdated of claimed) {
    const { programId, memberId } = outdated;
    const own = customers.get(`${programId}/${memberId}`) ?? [];
    const view = own.length > 0 ? await readLoyaltyView(context.db, { programId, memberId, now: context.now() }) : null;
    if (!view) continue;
    for (const { domain, shopId, customerId, tags } of own)
      targets.push({ outdated, domain, shopId, customerId, tags, view });
  }
  return targets;
}

async function syncShop(
  context: JobContext,
  gateway: Gateway,
  targets: readonly Target[],
  failed: Map<Outdated, unknown>,
): Promise<void> {
  for (const slice of slices(targets, METAFIELDS_PER_CALL)) {
    try {
      await writeMetafields(gateway, slice, failed);
    } catch (error) {
      for (const target of slice) failed.set(target.outdated, error);
    }
  }
  for (const target of targets) {
    if (!target.outdated.tags || failed.has(target.outdated)) continue;
    try {
      await writeTags(context, gateway, target);
    } catch (error) {
      failed.set(target.outdated, error);
    }
  }
}

/** A call is atomic: whoever Shopify refuses is taken out, and the others are sent again. A customer who is gone is no failure. */
async function writeMetafields(
  gateway: Gateway,
  targets: readonly Target[],
  failed: Map<Outdated, unknown>,
): Promise<void> {
  let sending = [...targets];
  while (sending.length > 0) {
    const outcome = await gateway.writeLoyalty(
      sending.map(({ customerId, view }) => ({ customerId, json: view.json })),
    );
    if (outcome.ok) return;
    const refused = new Map(outcome.refused.map((each) => [each.customerId, each.message]));
    const others = sending.filter((target) => !refused.has(target.customerId));
    if (others.length === sending.length)
      throw new Error(`Shopify refused metafields: ${outcome.refused[0]?.message ?? ""}`);
    const gone = await missingCustomers(
      gateway,
      sending.filter((target) => refused.has(target.customerId)),
    );
    for (const target of sending) {
      const message = refused.get(target.customerId);
      if (message !== undefined && !gone.has(target.customerId)) failed.set(target.outdated, new Error(message));
    }
    sending = others;
  }
}

async function missingCustomers(gateway: Gateway, targets: readonly Target[]): Promise<Set<string>> {
  const ids = targets.map((target) => target.customerId);
  const found = await gateway.listCustomersById(ids);
  return new Set(ids.filter((id) => !found.has(id)));
}

/** Rule 20: this program's other tier tags go, the tier's own comes; all other tags are left alone. */
async function writeTags(context: JobContext, gateway: Gateway, target: Target): Promise<void> {
  const { customerId, shopId, view } = target;
  const removed = tierTagsAmong(view, shopId, target.tags).filter((tag) => tag !== view.tierTag);
  const added = view.tierTag !== null && !target.tags.includes(view.tierTag) ? [view.tierTag] : [];
  if (removed.length > 0) await gateway.removeTags(customerId, removed);
  if (added.length > 0) await gateway.addTags(customerId, added);
  if (removed.length + added.length === 0) return;
  const now = context.now();
  await recordCustomers(context.db, {
    customers: [{ shopId, customerId, tagsAdded: added, tagsRemoved: removed, at: now }],
    now,
  });
}

/** Takes members off the list that haven't changed since they were claimed; those that have are due again at once. */
async function finish(context: JobContext, written: readonly Outdated[]): Promise<void> {
  const keys = [
    written.map((outdated) => outdated.programId),
    written.map((outdated) => outdated.memberId),
    written.map((outdated) => outdated.wanted),
  ];
  await context.db.pool.query(
    `DELETE FROM sync_queue q USING unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS w (program_id, member_id, wanted)
     WHERE (q.program_id, q.member_id, q.wanted) = (w.program_id, w.member_id, w.wanted)`,
    keys,
  );
  await context.db.pool.query(
    `UPDATE sync_queue q SET due_at = LEAST(q.due_at, $4), tries = 0, error = NULL
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS w (program_id, member_id, wanted)
     WHERE (q.program_id, q.member_id) = (w.program_id, w.member_id)`,
    [...keys, context.now()],
  );
}

async function putBack(context: JobContext, outdated: Outdated, error: unknown): Promise<void> {
  const waitSeconds = Math.min(BACKOFF_SECONDS * 2 ** Math.min(outdated.tries - 1, 20), BACKOFF_SECONDS_MAX);
  const text = error instanceof Error ? error.message : String(error);
  await context.db.pool.query(
    `UPDATE sync_queue SET due_at = $3, error = $4 WHERE program_id = $1 AND member_id = $2`,
    [
      outdated.programId,
      outdated.memberId,
      new Date(context.now().getTime() + waitSeconds * 1000),
      text.slice(0, 2_000),
    ],
  );
  context.log.warn(
    { err: error, member: outdated.memberId, tries: outdated.tries },
    "a member could not be written to Shopify",
  );
}

/** Puts members on the list, because what stands in Shopify was found to be wrong. */
export async function markOutdated(
  db: Database,
  input: { programId: string; memberIds: readonly string[]; now: Date },
): Promise<void> {
  await db.pool.query(
    `INSERT INTO sync_queue (program_id, member_id, wanted, tags, due_at)
     SELECT program_id, id, version, true, $3 FROM members WHERE program_id = $1 AND id = ANY($2::bigint[]) ORDER BY id
     ON CONFLICT (program_id, member_id) DO UPDATE SET tags = true, due_at = LEAST(sync_queue.due_at, $3)`,
    [input.programId, input.memberIds, input.now],
  );
}
