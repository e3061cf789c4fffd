import { data, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireAdmin } from "../admin/request.server.ts";
import { storeCreditProblems } from "../admin/store-credit.server.ts";
import { saveProgramSections } from "../commands/save-program-sections.ts";
import { db } from "../db.server.ts";

const SECTIONS = ["earning", "exchange", "expiry", "debt", "tiers", "excludeCustomers", "texts"] as const;

const submission = z.strictObject({
  intent: z.enum(["save", "publish"]),
  revision: z.string().max(100),
  sections: z.partialRecord(z.enum(SECTIONS), z.unknown()),
});

/** Where every form of the program's pages sends what it changed. Currency and time zone are the shop's and not sent. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop, author } = await requireAdmin(request);
  const sent = submission.safeParse(await request.json().catch(() => null));
  if (!sent.success) throw data(null, { status: 400 });
  const now = new Date();
  const publish = sent.data.intent === "publish";
  const problems = publish ? await storeCreditProblems(shop, sent.data.sections.exchange, now) : [];
  if (problems.length > 0) return { ok: false as const, reason: "problems" as const, problems };
  return saveProgramSections(db, {
    programId: shop.programId,
    sections: sent.data.sections,
    revision: sent.data.revision,
    publish,
    author,
    now,
  });
}
