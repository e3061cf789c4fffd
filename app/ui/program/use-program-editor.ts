import { useNavigate } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Program, ProgramError } from "../../domain/program.ts";
import type { Typed } from "../fields.tsx";
import { useErrorAt, type ErrorAt } from "../problems.ts";
import { useForm } from "../use-form.ts";

/** The parts of the program document that a form sends; everything else stays as it is in the draft. */
export type ProgramSections = Partial<Typed<Program>>;

/** What the program pages send to be saved. `revision` is the draft that the form was opened with. */
export type ProgramSubmission = { intent: "save" | "publish"; revision: string; sections: ProgramSections };

/** What is answered: saved, or what is wrong, or that somebody else has changed the draft meanwhile. */
export type ProgramSaveAnswer =
  | { ok: true; published: boolean; review?: true }
  | { ok: false; reason: "problems"; problems: ProgramError[] }
  | { ok: false; reason: "changedMeanwhile" };

export type ProgramEditor<Values> = {
  values: Values;
  change: (values: Values) => void;
  dirty: boolean;
  saving: boolean;
  problems: readonly ProgramError[];
  changedMeanwhile: boolean;
  errorAt: ErrorAt;
  save: () => void;
  publish: () => void;
  discard: () => void;
};

type Options<Values> = {
  stored: Values;
  revision: string;
  /** What to send for the values; called only when something is saved. */
  sectionsOf: (values: Values) => ProgramSections;
  onSaved?: () => void;
};

/**
 * What has been typed, after which answer, and over which revision: a refusal loads the newest program, but what was typed
 * over an older one must not be saved over it.
 */
type Typing<Values> = { values: Values; afterAnswer: ProgramSaveAnswer | undefined; revision: string };

/**
 * The state of a form over a part of the program's draft: what is typed, whether it differs from what is stored,
 * and what the program's own validation said about it. Errors stay until the next answer, success is a toast.
 */
export function useProgramEditor<Values>(options: Options<Values>): ProgramEditor<Values> {
  const { stored, revision, sectionsOf } = options;
  const { answer, busy, submit } = useForm<ProgramSaveAnswer>(useSavedToast(options.onSaved));
  const [typing, setTyping] = useState<Typing<Values> | null>(null);
  const [dismissed, setDismissed] = useState<ProgramSaveAnswer | undefined>(undefined);
  const savedSince = answer?.ok === true && answer !== typing?.afterAnswer;
  const typed = typing === null || savedSince ? null : typing.values;
  const values = typed ?? stored;
  const openedWith = typed === null || typing === null ? revision : typing.revision;

  const send = (intent: ProgramSubmission["intent"]) => {
    // Sent as text, because the sections' optional keys, which JSON leaves out, don't fit the type of JSON values.
    const body = JSON.stringify({
      intent,
      revision: openedWith,
      sections: sectionsOf(values),
    } satisfies ProgramSubmission);
    submit(body, { method: "post", action: "/app/program/save", encType: "application/json" });
  };
  const refused = answer?.ok === false && answer !== dismissed ? answer : null;
  const problems = refused?.reason === "problems" ? refused.problems : [];
  return {
    values,
    change: (changed) => setTyping({ values: changed, afterAnswer: answer, revision: openedWith }),
    dirty: typed !== null && JSON.stringify(typed) !== JSON.stringify(stored),
    saving: busy,
    problems,
    changedMeanwhile: refused?.reason === "changedMeanwhile",
    errorAt: useErrorAt(problems),
    save: () => send("save"),
    publish: () => send("publish"),
    discard: () => {
      setTyping(null);
      setDismissed(answer);
    },
  };
}

/** Tells a success, and lets the page go on. */
function useSavedToast(onSaved: (() => void) | undefined): (answer: ProgramSaveAnswer) => void {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const navigate = useNavigate();
  return (answer) => {
    if (!answer.ok) return;
    shopify.toast.show(answer.published ? t("program:saved.published") : t("program:saved.draft"));
    if (answer.review) navigate("/app/program/review");
    else onSaved?.();
  };
}
