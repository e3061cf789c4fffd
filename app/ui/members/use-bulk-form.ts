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
  const { data: preview, load } = useFetcher<BulkPreviewShown>();
  // One key for each opening: a second click, or a retry after a lost answer, is the same change.
  const [key] = useState(() => crypto.randomUUID());
  const address = new URLSearchParams({ ...scope, ...(/^[+-]?\d{1,9}$/.test(points) ? { points } : {}) }).toString();
  useEffect(() => {
    load(`/app/member-changes/preview?${address}`);
  }, [load, address]);
  const answer = fetcher.data;
  useEffect(() => {
    if (answer?.ok === true) navigate(`/app/member-changes/${answer.job}`);
  }, [answer, navigate]);
  return {
    busy: fetcher.state !== "idle" || answer?.ok === true,
    problem: fetcher.state === "idle" && answer?.ok === false ? answer.problem : null,
    preview: preview ?? null,
    send: (fields) =>
      fetcher.submit({ ...fields, ...scope, key }, { method: "post", action: "/app/member-changes?index" }),
  };
}
