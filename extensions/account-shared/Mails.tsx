import { useCallback, useEffect, useState } from "preact/hooks";
import type { Report } from "./LoyaltyAccount.tsx";
import { type AccountApi, askApp } from "./api.ts";
import type { Words } from "./words.ts";

/** Which mails there are, and which of them the member wants, as Laurel's server says it. */
type Choice = { category: "tier" | "points" | "reminders"; wanted: boolean };
type Answer = { mails: Choice[] };
type Props = { api: AccountApi; words: Words; onReport: (report: Report) => void };

/**
 * What a member wants to be told by mail. Nothing is kept before it is saved; where Laurel's server can't be reached nothing is shown.
 * `folded`: a button asks for it, and says if it can't be had.
 */
export function Mails({ folded, ...props }: Props & { folded: boolean }) {
  const [choices, setChoices] = useState<Choice[]>([]);
  const [busy, setBusy] = useState(false);
  const { api, words, onReport } = props;
  const load = useCallback(async () => {
    const answer = await askApp<Answer>(api, "mails");
    if (answer.ok) setChoices(answer.mails);
    return answer;
  }, [api]);
  useEffect(() => void (folded || load()), [folded, load]);
  if (choices.length > 0) return <Choices {...props} choices={choices} setChoices={setChoices} />;
  if (!folded) return null;
  const open = async () => {
    setBusy(true);
    const answer = await load();
    setBusy(false);
    if (!answer.ok) onReport({ text: answer.message ?? words.t("unreachable"), tone: "critical" });
  };
  return (
    <s-stack direction="inline">
      <s-button loading={busy} onClick={() => void open()}>
        {words.t("mails.title")}
      </s-button>
    </s-stack>
  );
}

type Chosen = { choices: Choice[]; setChoices: (choices: Choice[]) => void };

function Choices({ api, words, onReport, choices, setChoices }: Props & Chosen) {
  const [busy, setBusy] = useState(false);

  const choose = (chosen: Choice["category"], wanted: boolean) =>
    setChoices(choices.map((choice) => (choice.category === chosen ? { ...choice, wanted } : choice)));
  const save = async () => {
    setBusy(true);
    const wanted = choices.filter((choice) => choice.wanted).map(({ category }) => [category, "on"]);
    const answer = await askApp<Answer>(api, "mails", Object.fromEntries(wanted) as Record<string, string>);
    setBusy(false);
    if (answer.ok) {
      setChoices(answer.mails);
      onReport({ text: words.t("mails.saved"), tone: "success" });
    } else onReport({ text: answer.message ?? words.t("unreachable"), tone: "critical" });
  };
  return (
    <s-section heading={words.t("mails.title")}>
      <s-stack gap="base">
        {choices.map(({ category, wanted }) => (
          <s-checkbox
            key={category}
            name={category}
            label={words.t(`mails.${category}`)}
            checked={wanted}
            onChange={(event) => choose(category, (event.currentTarget as HTMLInputElement | null)?.checked === true)}
          />
        ))}
        <s-text color="subdued">{words.t("mails.remindersHint")}</s-text>
        <s-button loading={busy} onClick={() => void save()}>
          {words.t("mails.save")}
        </s-button>
      </s-stack>
    </s-section>
  );
}
