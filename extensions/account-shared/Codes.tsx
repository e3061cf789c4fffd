import { useState } from "preact/hooks";
import type { LoyaltyMetafield, OpenCode } from "../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield } from "../../app/domain/program-metafield.ts";
import type { Report } from "./LoyaltyAccount.tsx";
import { type AccountApi, askApp, type Balance } from "./api.ts";
import type { Words } from "./words.ts";

type Props = {
  api: AccountApi;
  words: Words;
  loyalty: LoyaltyMetafield;
  program: ProgramMetafield | null;
  storeUrl: string | null;
  onReport: (report: Report) => void;
};

/** Open codes: to copy, to take along to the cart, and to turn back into points. */
export function Codes(props: Props) {
  const { words, loyalty } = props;
  if (loyalty.codes.length === 0) return null;
  return (
    <s-section heading={words.t("codes.title")}>
      <s-stack gap="base">
        {loyalty.codes.map((code) => (
          <CodeLine key={code.id} {...props} code={code} />
        ))}
      </s-stack>
    </s-section>
  );
}

function CodeLine({ api, words, loyalty, program, storeUrl, code, onReport }: Props & { code: OpenCode }) {
  const names = program?.exchange.rewards.find((reward) => reward.id === code.reward)?.names;
  const [busy, setBusy] = useState(false);
  const clipboardId = `laurel-code-${code.id}`;

  const undo = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await askApp<Balance>(api, "undo", { code: code.id });
    setBusy(false);
    if (!answer.ok) {
      onReport({ text: answer.message ?? words.t("unreachable"), tone: "critical" });
      return;
    }
    const codes = loyalty.codes.filter((one) => one.id !== code.id);
    const { balance, worth, reserved } = answer;
    onReport({
      loyalty: { ...loyalty, balance, worth, reserved, codes, expires: null },
      text: words.t("codes.undone"),
      tone: "success",
    });
  };

  return (
    <s-stack gap="small-100">
      <s-text type="strong">{words.rewardName({ ...code, names })}</s-text>
      <s-text dir="ltr">{code.code}</s-text>
      <s-text color="subdued">{words.t("codes.until", { date: words.day(code.until) })}</s-text>
      <s-stack direction="inline" gap="small-100">
        <s-button
          commandFor={clipboardId}
          command="--copy"
          accessibilityLabel={`${words.t("codes.copy")}: ${code.code}`}
        >
          {words.t("codes.copy")}
        </s-button>
        {storeUrl !== null && (
          <s-button
            href={`${storeUrl.replace(/\/+$/, "")}/discount/${encodeURIComponent(code.code)}?redirect=/cart`}
            accessibilityLabel={`${words.t("codes.apply")}: ${code.code}`}
          >
            {words.t("codes.apply")}
          </s-button>
        )}
        <s-button
          loading={busy}
          accessibilityLabel={`${words.t("codes.undo")}: ${code.code}`}
          onClick={() => void undo()}
        >
          {words.t("codes.undo")}
        </s-button>
      </s-stack>
      <s-clipboard-item id={clipboardId} text={code.code} />
    </s-stack>
  );
}
