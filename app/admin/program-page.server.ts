import { db } from "../db.server.ts";
import { readProgramEditor } from "../queries/program-editor.ts";
import { requireAdmin } from "./request.server.ts";

/** What every page that edits the program loads: the program as edited, and the shop that asks. */
export async function loadProgramPage(request: Request) {
  const { shop } = await requireAdmin(request);
  const editor = await readProgramEditor(db, { programId: shop.programId, now: new Date() });
  return { shop, editor };
}
