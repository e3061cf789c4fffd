import { z } from "zod";
import { changeMemberView, removeMemberView, saveMemberView, type ViewProblem } from "../commands/member-views.ts";
import { db } from "../db.server.ts";
import { readMemberFilter, readMemberSort, writeMemberQuery } from "../queries/member-filter.ts";
import { requireAdmin } from "./request.server.ts";

const viewId = z.string().regex(/^\d{1,18}$/);
const name = z.string().max(200);
const query = z.string().max(500);

const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), name, query }),
  z.object({ intent: z.literal("rename"), view: viewId, name }),
  z.object({ intent: z.literal("update"), view: viewId, query }),
  z.object({ intent: z.literal("remove"), view: viewId }),
]);

export type ViewAnswer = { ok: true; view: string } | { ok: false; problem: ViewProblem };

/** Saves, renames, updates or removes a named filter; null when the form is none of ours. */
export async function changeViews(request: Request): Promise<ViewAnswer | null> {
  const { shop, author } = await requireAdmin(request);
  const { programId } = shop;
  const parsed = form.safeParse(Object.fromEntries(await request.formData()));
  if (!parsed.success) return null;
  const sent = parsed.data;
  switch (sent.intent) {
    case "save": {
      const saved = { programId, name: sent.name, query: cleanQuery(sent.query), author, now: new Date() };
      return answer(await saveMemberView(db, saved));
    }
    case "rename":
      return answer(await changeMemberView(db, { programId, viewId: sent.view, name: sent.name }));
    case "update":
      return answer(await changeMemberView(db, { programId, viewId: sent.view, query: cleanQuery(sent.query) }));
    case "remove":
      await removeMemberView(db, { programId, viewId: sent.view });
      return { ok: true, view: sent.view };
  }
}

/** What is kept is what the list understands, never a text as it was sent. */
function cleanQuery(text: string): string {
  const parameters = new URLSearchParams(text);
  return writeMemberQuery(readMemberFilter(parameters), readMemberSort(parameters.get("sort")));
}

function answer(result: { ok: true; viewId: string } | { ok: false; reason: ViewProblem }): ViewAnswer {
  return result.ok ? { ok: true, view: result.viewId } : { ok: false, problem: result.reason };
}
