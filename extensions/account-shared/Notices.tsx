import type { LoyaltyMetafield, LoyaltyNotice } from "../../app/domain/loyalty-metafield.ts";
import type { Report } from "./LoyaltyAccount.tsx";
import { type AccountApi, askApp } from "./api.ts";
import type { Words } from "./words.ts";

type Props = { api: AccountApi; words: Words; loyalty: LoyaltyMetafield; onReport: (report: Report) => void };

/** What the shopper has not been told yet, until it is put away. */
export function Notices({ api, words, loyalty, onReport }: Props) {
  const dismiss = async (notice: LoyaltyNotice) => {
    const answer = await askApp(api, "dismiss", { notice: notice.id });
    // A message that was put away elsewhere is gone here as well.
    if (!answer.ok && answer.message === null) onReport({ text: words.t("unreachable"), tone: "critical" });
    else onReport({ loyalty: withoutNotice(loyalty, notice), text: words.t("notices.dismissed"), tone: "success" });
  };
  return (
    <>
      {loyalty.notices.map((notice) => (
        <s-banner key={notice.id} tone="info">
          <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
            <s-text>{noticeText(notice, loyalty.tier, words)}</s-text>
            <s-button onClick={() => void dismiss(notice)}>{words.t("notices.dismiss")}</s-button>
          </s-grid>
        </s-banner>
      ))}
    </>
  );
}

function withoutNotice(loyalty: LoyaltyMetafield, notice: LoyaltyNotice): LoyaltyMetafield {
  return { ...loyalty, notices: loyalty.notices.filter((one) => one.id !== notice.id) };
}

function noticeText(notice: LoyaltyNotice, held: string | null, words: Words): string {
  if (notice.kind !== "codeEnds") return words.t(noticeKey(notice, held), { tier: notice.name });
  return words.t("notices.codeEnds", { code: notice.name, date: words.day(notice.until ?? "") });
}

/** A lost tier is announced by the one that took its place, or by itself where none did (rule 22). */
function noticeKey(notice: LoyaltyNotice, held: string | null): string {
  if (notice.kind === "reached") return "notices.reached";
  return notice.tier === held ? "notices.lowered" : "notices.lost";
}
