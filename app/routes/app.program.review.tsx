import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData, useNavigation, useSubmit } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { requireAdmin } from "../admin/request.server.ts";
import { publishDraft } from "../commands/publish-draft.ts";
import { recordChange } from "../commands/record-change.ts";
import { discardDraft } from "../commands/save-draft.ts";
import { db } from "../db.server.ts";
import { diffPrograms } from "../domain/program-diff.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { ReviewPage } from "../ui/program/review-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, editor } = await loadProgramPage(request);
  const published = await readProgram(db, { programId: shop.programId, now: new Date() });
  return {
    before: published.program,
    after: editor.program,
    changes: diffPrograms(published.program, editor.program),
    revision: editor.revision,
    hasDraft: editor.hasDraft,
  };
}

/** Publishes exactly the draft that was reviewed, or discards it. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop, author } = await requireAdmin(request);
  const form = await request.formData();
  if (form.get("intent") === "discard") {
    const { programId } = shop;
    await discardDraft(db, { programId });
    await recordChange(db.pool, {
      programId,
      actor: author,
      action: "discardDraft",
      subject: "program",
      now: new Date(),
    });
    return redirect("/app/program");
  }
  const revision = z.string().catch("").parse(form.get("revision"));
  const outcome = await publishDraft(db, { programId: shop.programId, revision, author, now: new Date() });
  return outcome.ok ? redirect("/app/program?published=1") : outcome;
}

/** What publishing would change, in sentences. */
export default function Review() {
  const loaded = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const submit = useSubmit();
  const { t } = useTranslation();
  const send = (intent: string) => submit({ intent, revision: loaded.revision }, { method: "post" });
  return (
    <ReviewPage
      before={loaded.before}
      after={loaded.after}
      changes={loaded.changes}
      hasDraft={loaded.hasDraft}
      busy={busy}
      refusal={refusal === undefined ? null : t("program:changedMeanwhile.text")}
      onPublish={() => send("publish")}
      onDiscard={() => send("discard")}
    />
  );
}
