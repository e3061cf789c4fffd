import { useForm } from "../use-form.ts";
import type { LinkProblem, LinksAnswer } from "./links-shown.ts";

/** One form of the page: what it was answered, and how it is sent. */
export function useLinksForm(): {
  answer: LinksAnswer | undefined;
  problem: LinkProblem | null;
  busy: boolean;
  send: (fields: Record<string, string>) => void;
} {
  const { answer, busy, submit } = useForm<LinksAnswer>();
  return {
    answer,
    problem: answer?.ok === false ? answer.problem : null,
    busy,
    send: (fields) => submit(fields, { method: "post" }),
  };
}
