import { useCallback, useEffect, useState } from "preact/hooks";
import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import { History } from "./History.tsx";
import { Overview } from "./Overview.tsx";
import { Codes } from "./Codes.tsx";
import { Mails } from "./Mails.tsx";
import { Notices } from "./Notices.tsx";
import { Rewards } from "./Rewards.tsx";
import type { AccountApi } from "./api.ts";
import { type Account, loadAccount, NEWCOMER } from "./load-account.ts";
import { wordsOf } from "./words.ts";

/** What an action leaves behind: the account as it is now, and a sentence about it. */
export type Report = { loyalty?: LoyaltyMetafield; text: string; tone: "success" | "critical" };
type State = "loading" | "failed" | Account;

/** The whole loyalty account; a "block" among others keeps the history and the mails folded. */
export function LoyaltyAccount({ api, extent }: { api: AccountApi; extent: "block" | "page" }) {
  const [state, setState] = useState<State>("loading");
  const [report, setReport] = useState<Report | null>(null);
  const load = useCallback(() => {
    setState("loading");
    void loadAccount(api).then((account) => setState(account ?? "failed"));
  }, [api]);
  useEffect(load, [load]);

  const account = typeof state === "string" ? null : state;
  const words = wordsOf(api, account?.program?.currency ?? null);
  if (account === null)
    return state === "loading" ? <Loading label={words.t("loading")} /> : <Failed words={words} retry={load} />;

  const loyalty = account.loyalty ?? NEWCOMER;
  const onReport = (next: Report) => {
    setReport(next);
    if (next.loyalty !== undefined) setState({ ...account, loyalty: next.loyalty });
  };
  if (!loyalty.participates) {
    return (
      <s-section heading={words.t("title")}>
        <s-text>{words.t("apart")}</s-text>
      </s-section>
    );
  }
  const shared = { api, words, loyalty, onReport };
  const folded = extent === "block";
  return (
    <s-stack gap="base">
      <Notices {...shared} />
      {report !== null && (
        <s-banner tone={report.tone}>
          <s-text>{report.text}</s-text>
        </s-banner>
      )}
      <Overview
        words={words}
        loyalty={loyalty}
        isNew={account.loyalty === null}
        heading={extent === "block" ? words.t("title") : undefined}
      />
      <Codes {...shared} program={account.program} storeUrl={account.storeUrl} />
      {account.program === null ? (
        <s-banner tone="info">
          <s-text>{words.t("noExchange")}</s-text>
        </s-banner>
      ) : (
        <Rewards {...shared} program={account.program} />
      )}
      {account.program?.mails === true && <Mails {...shared} folded={folded} />}
      <History {...shared} history={loyalty.history} folded={folded} />
    </s-stack>
  );
}

function Loading({ label }: { label: string }) {
  return <s-spinner accessibilityLabel={label} />;
}

function Failed({ words, retry }: { words: ReturnType<typeof wordsOf>; retry: () => void }) {
  return (
    <s-banner tone="critical">
      <s-stack gap="small-100">
        <s-text>{words.t("failed")}</s-text>
        <s-stack direction="inline">
          <s-button onClick={retry}>{words.t("retry")}</s-button>
        </s-stack>
      </s-stack>
    </s-banner>
  );
}
