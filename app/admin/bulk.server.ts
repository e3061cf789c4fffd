import { z } from "zod";
import { type BulkProblem, type BulkSelection, startBulkJob, undoBulkJob } from "../commands/bulk-jobs.ts";
import { db } from "../db.server.ts";
import { worthOf } from "../domain/loyalty-metafield.ts";
import { findLevel, type Program } from "../domain/program.ts";
import {
  type BulkChange,
  type BulkLine,
  listBulkJobs,
  listSkipped,
  previewBulk,
  readBulkJob,
} from "../queries/bulk-jobs.ts";
import { readMemberFilter, writeMemberQuery } from "../queries/member-filter.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { listStaffNames } from "../queries/staff-names.ts";
import type { BulkJobShown, BulkPreviewShown } from "../ui/members/bulk-shown.ts";
import type { MemberProblem } from "../ui/members/member-shown.ts";
import { parseMemberChange } from "./member-changes.ts";
import { requireAdmin } from "./request.server.ts";

const JOBS_SHOWN = 20;
const SKIPPED_SHOWN = 50;
const CHOSEN_MOST = 1_000;

const selectionForm = z.object({
  /** "chosen": the members of `members`; "filter": all of `query`. */
  scope: z.enum(["chosen", "filter"]),
  members: z.string().max(20_000).default(""),
  query: z.string().max(500).default(""),
});

export type BulkAnswer = { ok: true; job: string } | { ok: false; problem: BulkProblem | MemberProblem };

/** Begins a change for many members; null when the form is none of ours. */
export async function startBulk(request: Request): Promise<BulkAnswer | null> {
  const { shop, author } = await requireAdmin(request);
  const now = new Date();
  const data = await request.formData();
  const { program } = await readProgram(db, { programId: shop.programId, now });
  const selection = selectionOf(Object.fromEntries(data));
  const key = z.uuid().safeParse(data.get("key"));
  const parsed = parseMemberChange(withoutSelection(data), { now, timeZone: program.timeZone });
  if (selection === null || !key.success || parsed === null) return null;
  if (!parsed.ok) return parsed;
  const change = changeOf(parsed.change);
  if (change === null) return null;
  const started = await startBulkJob(db, { programId: shop.programId, change, selection, author, key: key.data, now });
  return started.ok ? { ok: true, job: started.jobId } : { ok: false, problem: started.reason };
}

function selectionOf(fields: Record<string, unknown>): BulkSelection | null {
  const parsed = selectionForm.safeParse(fields);
  if (!parsed.success) return null;
  const { scope, members, query } = parsed.data;
  if (scope === "filter") return { filter: writeMemberQuery(readMemberFilter(new URLSearchParams(query)), "newest") };
  const memberIds = members.split(",").filter((id) => id !== "");
  const areIds = memberIds.length <= CHOSEN_MOST && memberIds.every((id) => /^\d{1,18}$/.test(id));
  return areIds ? { memberIds: [...new Set(memberIds)] } : null;
}

/** The change's own fields: the same as those of one member's page, so that the same checks hold. */
function withoutSelection(data: FormData): FormData {
  const own = new FormData();
  for (const name of ["intent", "points", "reason", "key", "tier", "stay", "until"]) {
    const value = data.get(name);
    if (typeof value === "string") own.set(name, value);
  }
  return own;
}

type OneChange = Extract<NonNullable<ReturnType<typeof parseMemberChange>>, { ok: true }>["change"];

function changeOf(change: OneChange): BulkChange | null {
  if (change.intent === "adjust")
    return { kind: "adjust", params: { points: change.points.toString(), reason: change.reason } };
  if (change.intent !== "setTier") return null;
  const { tier, until, lock } = change;
  return { kind: "setTier", params: { tier, until: until?.toISOString() ?? null, lock } };
}

/** What a change would meet among the chosen members, or among all of a filter; null when the address is none of ours. */
export async function loadBulkPreview(request: Request): Promise<BulkPreviewShown | null> {
  const { shop } = await requireAdmin(request);
  const parameters = Object.fromEntries(new URL(request.url).searchParams);
  const selection = selectionOf(parameters);
  if (selection === null) return null;
  const now = new Date();
  const points = /^-?\d{1,9}$/.test(parameters["points"] ?? "") ? BigInt(parameters["points"] ?? "0") : 0n;
  const { program } = await readProgram(db, { programId: shop.programId, now });
  const taking = points < 0n ? -points : 0n;
  const preview = await previewBulk(db, { programId: shop.programId, selection, taking, now });
  const total = points * BigInt(preview.members);
  return {
    ...preview,
    tiers: preview.tiers.map(({ tier, members }) => ({ name: levelName(program, tier), members })),
    points: Number(total),
    worth: worthOf(total < 0n ? -total : total, program, null, now),
    debtCarries: program.debt === "carry",
  };
}

/** The newest changes of many members. */
export async function loadBulkJobs(request: Request): Promise<{ jobs: BulkJobShown[] }> {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const [jobs, names, { program }] = await Promise.all([
    listBulkJobs(db, { programId, limit: JOBS_SHOWN }),
    listStaffNames(db, { programId }),
    readProgram(db, { programId, now: new Date() }),
  ]);
  return { jobs: jobs.map((job) => shownJob(job, names, program)) };
}

/** One change of many members and whom it left as they were; null where there is none. */
export async function loadBulkJob(request: Request, jobId: string) {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  if (!/^\d{1,18}$/.test(jobId)) return null;
  const [job, skipped, names, { program }] = await Promise.all([
    readBulkJob(db, { programId, jobId }),
    listSkipped(db, { programId, jobId, limit: SKIPPED_SHOWN }),
    listStaffNames(db, { programId }),
    readProgram(db, { programId, now: new Date() }),
  ]);
  return job && { job: shownJob(job, names, program), skipped };
}

/** Undoes a change of many members; null when the address is none of ours. */
export async function undoBulk(
  request: Request,
  jobId: string,
): Promise<{ ok: true; job: string } | { ok: false; problem: BulkProblem } | null> {
  const { shop, author } = await requireAdmin(request);
  if (!/^\d{1,18}$/.test(jobId)) return null;
  const undone = await undoBulkJob(db, { programId: shop.programId, jobId, author, now: new Date() });
  return undone.ok ? { ok: true, job: undone.jobId } : { ok: false, problem: undone.reason };
}

function shownJob(job: BulkLine, names: ReadonlyMap<string, string>, program: Program): BulkJobShown {
  const { jobId, status, total, changed, skipped, undoes, undoneBy } = job;
  const change =
    job.kind === "adjust"
      ? { kind: job.kind, points: Number(job.params.points), reason: job.params.reason }
      : { kind: job.kind, tierName: levelName(program, job.params.tier) };
  return {
    ...{ jobId, status, total, changed, skipped, undoes, undoneBy, change },
    author: names.get(job.author) ?? job.author,
    at: job.at.toISOString(),
  };
}

function levelName(program: Program, tier: string | null): string | null {
  return tier === null ? null : (findLevel(program, tier)?.name ?? tier);
}
