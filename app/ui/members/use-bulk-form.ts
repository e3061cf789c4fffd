import { useFetcher, useNavigate } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { BulkPreviewShown, BulkScope } from "./bulk-shown.ts";

export type BulkProblem =
  | "zero"
  | "notWhole"
  | "reasonMissing"
  | "dateMissing"
  | "datePast"
  | "endsBeforeNow"
  | "unknownTier"
  | "nobody"
  | "unknownMember"
  | "unknownCode"
  | "used"
  | "expired"
  | "shopify"
  | "alreadyUndone"
  | "notFinished"
  | "unknownJob";

type Answer = { ok: true; job: string } | { ok: false; problem: BulkProblem };

type BulkForm = {
  busy: boolean;
  problem: BulkProblem | null;
  preview: BulkPreviewShown | null;
  send: (fields: Record<string, string>) => void;
};

/** Sends a change of many members; its page follows. What it would meet is asked when the form opens and when `points` change. */
export function useBulkForm(scope: BulkScope, points: string): BulkForm {
  const navigate = useNavigate();
  const fetcher = useFetcher<Answer>();
  // One key for each opening: a second click, or a retry after a lost answer, is the same change.
  const [key] = useState(() => crypto.randomUUID());
  const address = new URLSearchParams({ ...scope, ...(/^[+-]?\d{1,9}$/.test(points) ? { points } : {}) }).toString();
  const preview = usePreview(address);
  const answer = fetcher.data;
  const idle = fetcher.state === "idle";
  useEffect(() => {
    // Not while the list is still being read anew: a page that follows would end that, with the error told of below.
    if (idle && answer?.ok === true) navigate(`/app/member-changes/${answer.job}`);
  }, [idle, answer, navigate]);
  return {
    busy: !idle || answer?.ok === true,
    problem: idle && answer?.ok === false ? answer.problem : null,
    preview,
    send: (fields) =>
      fetcher.submit({ ...fields, ...scope, key }, { method: "post", action: "/app/member-changes?index" }),
  };
}

/**
 * What the change would meet, asked anew for each address; the last one that was asked for counts. Not by a fetcher: Remix ends its former
 * question when the next one begins, and where the answer is on its way just then it takes that for an error of the page.
 */
function usePreview(address: string): BulkPreviewShown | null {
  const [preview, setPreview] = useState<BulkPreviewShown | null>(null);
  useEffect(() => {
    let counts = true;
    const ask = async () => {
      const response = await fetch(`/app/member-changes/preview?${address}`);
      const answer = response.ok ? ((await response.json()) as BulkPreviewShown) : null;
      if (counts && answer !== null) setPreview(answer);
    };
    // Without an answer the form goes on without figures; what is sent is checked anew in any case.
    ask().catch(() => undefined);
    return () => {
      counts = false;
    };
  }, [address]);
  return preview;
}
