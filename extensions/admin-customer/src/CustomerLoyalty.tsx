import { useCallback, useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../account-shared/words.ts";
import { type CustomerApi, type CustomerLoyaltyFacts, customerOf, loadCustomer } from "./load-customer.ts";
import { Summary } from "./Summary.tsx";

type State = "loading" | "failed" | CustomerLoyaltyFacts;

/** The block on Shopify's page of a customer: what the member's page in Laurel begins with, and the way there. */
export function CustomerLoyalty({ api }: { api: CustomerApi }) {
  const [state, setState] = useState<State>("loading");
  const load = useCallback(() => {
    setState("loading");
    void loadCustomer(api).then((facts) => setState(facts ?? "failed"));
  }, [api]);
  useEffect(load, [load]);

  const facts = typeof state === "string" ? null : state;
  const words = wordsOf(api, facts?.program?.currency ?? null);
  const balance = facts?.loyalty ? words.counted("balance.points", facts.loyalty.balance) : undefined;
  return (
    <s-admin-block heading={words.t("title")} {...(balance === undefined ? {} : { collapsedSummary: balance })}>
      {state === "loading" && <s-spinner accessibilityLabel={words.t("loading")} />}
      {state === "failed" && (
        <s-banner tone="critical">
          <s-stack gap="small-200">
            <s-text>{words.t("failed")}</s-text>
            <s-stack direction="inline">
              <s-button onClick={load}>{words.t("retry")}</s-button>
            </s-stack>
          </s-stack>
        </s-banner>
      )}
      {facts !== null && <Known facts={facts} words={words} customer={customerOf(api)} />}
    </s-admin-block>
  );
}

type KnownProps = { facts: CustomerLoyaltyFacts; words: ReturnType<typeof wordsOf>; customer: string };

function Known({ facts: { loyalty, program }, words, customer }: KnownProps) {
  if (loyalty === null) {
    const reason = program === null ? "unpublished" : "notYet";
    return (
      <s-stack gap="small-200">
        <s-text>{words.t(`${reason}.text`)}</s-text>
        <s-link href={program === null ? "app:app" : "app:app/members"}>{words.t(`${reason}.action`)}</s-link>
      </s-stack>
    );
  }
  return (
    <s-stack gap="base">
      <Summary words={words} loyalty={loyalty} />
      <s-link href={`app:app/customers/${customer.replace(/^.*\//, "")}`}>{words.t("open")}</s-link>
    </s-stack>
  );
}
