import { z } from "zod";
import { askErasure } from "../commands/ask-erasure.ts";
import { importProgram } from "../commands/import-program.ts";
import { db } from "../db.server.ts";
import { readDraft, readProgram } from "../queries/program-in-force.ts";
import type { EraseAnswer, ProgramFileAnswer } from "../ui/settings/settings-shown.ts";
import { loadMailSettings } from "./mails.server.ts";
import { requireAdmin } from "./request.server.ts";

/** Everything that the page of settings shows. */
export async function loadSettings(request: Request) {
  const { shop } = await requireAdmin(request);
  const [mails, draft] = await Promise.all([loadMailSettings(request), readDraft(db, { programId: shop.programId })]);
  return { mails, shop: shop.domain, hasDraft: draft !== null };
}

/** Asks for everything of the shop to be deleted, with its name as it was typed. */
export async function eraseEverything(request: Request): Promise<EraseAnswer> {
  const { shop, author } = await requireAdmin(request);
  const name = (await request.formData()).get("name");
  const typed = typeof name === "string" ? name.slice(0, 255) : "";
  const asked = await askErasure(db, { shopId: shop.id, programId: shop.programId, typed, author, now: new Date() });
  return asked.ok ? { ok: true } : { ok: false, problem: asked.reason };
}

/** The program in force as the document that `program import` and another shop read. */
export async function programFile(request: Request): Promise<Response> {
  const { shop } = await requireAdmin(request);
  const { program, version } = await readProgram(db, { programId: shop.programId, now: new Date() });
  return new Response(`${JSON.stringify(program, null, 2)}\n`, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="program-${version}.json"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** A program is a few hundred kilobytes at most. */
const FILE_MOST = 1_000_000;
const sent = z.strictObject({ file: z.string().max(FILE_MOST) });

/** Makes a file the draft, or says what is wrong with it. */
export async function takeProgramFile(request: Request): Promise<ProgramFileAnswer> {
  const { shop, author } = await requireAdmin(request);
  const wish = sent.safeParse(await request.json().catch(() => null));
  if (!wish.success) return { ok: false, problem: "notJson", problems: [] };
  return importProgram(db, { programId: shop.programId, text: wish.data.file, author, now: new Date() });
}
