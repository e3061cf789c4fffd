import { useFetcher, useLocation } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useUndoToast } from "../use-undo-toast.ts";
import type { MemberAnswer, MemberProblem } from "./member-shown.ts";

type MemberForm = { busy: boolean; problem: MemberProblem | null; send: (fields: Record<string, string>) => void };
type Done = Extract<MemberAnswer, { ok: true }>;

/** The fetcher of what is undone from a toast, one for each member: the page hears it, because the form is gone by then. */
const undoKey = (pathname: string) => `undo ${pathname}`;

/**
 * Sends a change of a member to the page's action; success is a toast, a refusal stays until the next try. `undo` says what the form
 * sends that takes the change back, where there is one: then the toast has a button for it.
 */
export function useMemberForm(onDone: () => void, undo?: (done: Done) => Record<string, string>): MemberForm {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const undoToast = useUndoToast();
  const { pathname } = useLocation();
  const fetcher = useFetcher<MemberAnswer>();
  const handled = useRef<MemberAnswer | undefined>(undefined);
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  useEffect(() => {
    if (answer === undefined || handled.current === answer) return;
    handled.current = answer;
    if (!answer.ok) return;
    const text = t(`members:done.${answer.done}`);
    if (undo === undefined) shopify.toast.show(text);
    else undoToast(text, { fields: undo(answer), action: `${pathname}?index`, fetcherKey: undoKey(pathname) });
    onDone();
  }, [answer, shopify, t, onDone, undo, undoToast, pathname]);
  return {
    busy: fetcher.state !== "idle",
    problem: answer?.ok === false ? answer.problem : null,
    send: (fields) => fetcher.submit(fields, { method: "post" }),
  };
}

/** Hears what became of an undo from a toast: success is a toast again, a refusal stays on the page. */
export function useMemberUndo(): MemberProblem | null {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const fetcher = useFetcher<MemberAnswer>({ key: undoKey(useLocation().pathname) });
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  useEffect(() => {
    if (answer?.ok === true) shopify.toast.show(t(`members:done.${answer.done}`));
  }, [answer, shopify, t]);
  return answer?.ok === false ? answer.problem : null;
}
