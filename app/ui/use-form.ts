import { useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";

type Form<Answer> = Pick<ReturnType<typeof useFetcher<Answer>>, "submit"> & {
  /** A request is on its way, or the page is being read anew after it. */
  busy: boolean;
  /** What was answered last; undefined until then, and while busy. */
  answer: Answer | undefined;
};

/**
 * A form that stays on its page: what it was answered, and how it is sent. Each answer is told once, when the page has been read anew:
 * to go on before would end that as an error.
 */
export function useForm<Answer>(onAnswer?: (answer: Answer) => void): Form<Answer> {
  const fetcher = useFetcher<Answer>();
  const busy = fetcher.state !== "idle";
  // With single fetch, data arrive as they were sent: Remix' own type would turn moments into texts.
  const answer = busy ? undefined : (fetcher.data as Answer | undefined);
  useOnce(answer, onAnswer);
  return { submit: fetcher.submit, busy, answer };
}

/** Calls back once for each answer, with the callback of the newest drawing. */
function useOnce<Answer>(answer: Answer | undefined, onAnswer: ((answer: Answer) => void) | undefined): void {
  const told = useRef<Answer | undefined>(undefined);
  const tell = useRef(onAnswer);
  useEffect(() => {
    tell.current = onAnswer;
  });
  useEffect(() => {
    if (answer === undefined || told.current === answer) return;
    told.current = answer;
    tell.current?.(answer);
  }, [answer]);
}
