import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import type { BulkJobShown } from "./bulk-shown.ts";

/** What a change of many members does, in a few words. */
export function useBulkWords(): (job: BulkJobShown) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ change, undoes }) => {
    if (undoes !== null) return t("members:bulk.what.undo", { job: undoes });
    if (change.kind === "setTier") {
      return change.tierName === null
        ? t("members:bulk.what.clear")
        : t("members:bulk.what.tier", { name: change.tierName });
    }
    const points = format.points(Math.abs(change.points));
    return change.points > 0 ? t("members:bulk.what.give", { points }) : t("members:bulk.what.take", { points });
  };
}
