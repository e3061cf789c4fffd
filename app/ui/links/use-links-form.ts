import { useFetcher } from "@remix-run/react";
import type { LinkProblem, LinksAnswer } from "./links-shown.ts";

/** One form of the page: what it was answered, and how it is sent. */
export function useLinksForm(): {
  answer: LinksAnswer | undefined;
  problem: LinkProblem | null;
  busy: boolean;
  send: (fields: Record<string, string>) => void;
} {
  const fetcher = useFetcher<LinksAnswer>();
  const busy = fetcher.state !== "idle";
  const answer = busy ? undefined : fetcher.data;
  return {
    answer,
    problem: answer?.ok === false ? answer.problem : null,
    busy,
    send: (fields) => fetcher.submit(fields, { method: "post" }),
  };
}
