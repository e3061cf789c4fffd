import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MemberAnswer, MemberProblem } from "./member-shown.ts";

type MemberForm = { busy: boolean; problem: MemberProblem | null; send: (fields: Record<string, string>) => void };

/** Sends a change of a member to the page's action; success is a toast, a refusal stays until the next try. */
export function useMemberForm(onDone: () => void): MemberForm {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const fetcher = useFetcher<MemberAnswer>();
  const handled = useRef<MemberAnswer | undefined>(undefined);
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  useEffect(() => {
    if (answer === undefined || handled.current === answer) return;
    handled.current = answer;
    if (!answer.ok) return;
    shopify.toast.show(t(`members:done.${answer.done}`));
    onDone();
  }, [answer, shopify, t, onDone]);
  return {
    busy: fetcher.state !== "idle",
    problem: answer?.ok === false ? answer.problem : null,
    send: (fields) => fetcher.submit(fields, { method: "post" }),
  };
}
