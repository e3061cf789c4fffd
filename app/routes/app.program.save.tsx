import { data, type ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireAdmin } from "../admin/request.server.ts";
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
  return saveProgramSections(db, {
    programId: shop.programId,
    sections: sent.data.sections,
    revision: sent.data.revision,
    publish: sent.data.intent === "publish",
    author,
    now: new Date(),
  });
}
