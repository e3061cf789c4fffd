import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData, useNavigation, useSubmit } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { requireAdmin } from "../admin/request.server.ts";
import { storeCreditProblems } from "../admin/store-credit.server.ts";
import { loadWaiting, readNumbers, readWhen, timeChoice } from "../admin/versions.server.ts";
import { publishDraft } from "../commands/publish-draft.ts";
import { recordChange } from "../commands/record-change.ts";
import { discardDraft } from "../commands/save-draft.ts";
import { db } from "../db.server.ts";
import { diffPrograms } from "../domain/program-diff.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { ReviewPage } from "../ui/program/review-page.tsx";
import { AT_ONCE, type When } from "../ui/program/when-fields.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  const now = new Date();
  const { shop, editor } = await loadProgramPage(request);
  const published = await readProgram(db, { programId: shop.programId, now });
  return {
    waiting: await loadWaiting(shop, now),
    ...timeChoice(published.program, now),
    before: published.program,
    after: editor.program,
    changes: diffPrograms(published.program, editor.program),
    revision: editor.revision,
    hasDraft: editor.hasDraft,
  };
}

/** Publishes exactly the draft that was reviewed, at once or for later, or discards it. */
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
  const now = new Date();
  const { programId } = shop;
  const { program } = await readProgram(db, { programId, now });
  const when = readWhen(Object.fromEntries(form), program.timeZone, now);
  if (!when.ok) return when;
  const problems = await storeCreditProblems(shop, undefined, now);
  if (problems.length > 0) return { ok: false as const, reason: "problems" as const, problems };
  const outcome = await publishDraft(db, {
    ...{ programId, author, now },
    revision: z.string().catch("").parse(form.get("revision")),
    takeBack: readNumbers(form.get("takeBack")),
    ...(when.effectiveAt === null ? {} : { effectiveAt: when.effectiveAt }),
  });
  if (!outcome.ok) return outcome;
  return redirect(`/app/program?published=${when.effectiveAt === null ? "1" : "later"}`);
}

/** What publishing would change, in sentences. */
export default function Review() {
  const loaded = useLoaderData<typeof loader>();
  const refusal = useActionData<typeof action>();
  const busy = useNavigation().state !== "idle";
  const submit = useSubmit();
  const { t } = useTranslation();
  const [when, setWhen] = useState<When>(AT_ONCE);
  const [takeBack, setTakeBack] = useState(false);
  const numbers = takeBack ? loaded.waiting.map(({ version }) => version).join(",") : "";
  const send = (intent: string) =>
    submit({ intent, revision: loaded.revision, takeBack: numbers, ...when }, { method: "post" });
  const timeIsWrong = refusal?.reason === "past" || refusal?.reason === "notATime";
  return (
    <ReviewPage
      before={loaded.before}
      after={loaded.after}
      changes={loaded.changes}
      hasDraft={loaded.hasDraft}
      busy={busy}
      refusal={refusal === undefined || timeIsWrong ? null : t("program:changedMeanwhile.text")}
      waiting={loaded.waiting}
      takeBack={takeBack}
      onTakeBack={setTakeBack}
      when={when}
      onWhen={setWhen}
      today={loaded.today}
      timeZone={loaded.timeZone}
      whenProblem={timeIsWrong ? t(`program:when.problem.${refusal.reason}`) : undefined}
      onPublish={() => send("publish")}
      onDiscard={() => send("discard")}
    />
  );
}
