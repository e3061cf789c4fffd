import { useEffect, useState } from "preact/hooks";
import { type AccountApi, askAboutOrder, type OrderAnswer, type Refusal } from "./api.ts";
import { ProgressToNext } from "./Overview.tsx";
import { Sentences } from "./Sentences.tsx";
import { type Words, wordsOf } from "./words.ts";

/** After so long each, an order that is not known yet is asked for again: it comes to Laurel a moment after it was placed. */
const WAITS_MS = [1500, 2500, 4000, 8000];

type Answer = ({ ok: true } & OrderAnswer) | Refusal;
/** `isPatient`: the page that thanks, which an order reaches before Laurel hears of it. */
type Props = { api: AccountApi; orderId: string; isPatient: boolean; waits?: readonly number[] };

/** What an order earned, from when on it can be used, and the way to the next tier. */
export function OrderPoints({ api, orderId, isPatient, waits = WAITS_MS }: Props) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [tries, setTries] = useState(0);
  /** How often somebody pressed "Try again". */
  const [beginnings, setBeginnings] = useState(0);
  const wait = isPatient ? waits[tries - 1] : undefined;
  useEffect(() => {
    const timer = setTimeout(
      () => {
        void askAboutOrder(api, { id: orderId }).then((next) => {
          setAnswer(next);
          const isOver = !next.ok || next.order !== null || !isPatient || tries >= waits.length;
          if (!isOver) setTries(tries + 1);
        });
      },
      tries === 0 ? 0 : (wait ?? 0),
    );
    return () => clearTimeout(timer);
  }, [api, orderId, isPatient, tries, beginnings, wait, waits.length]);
  const retry = () => {
    setAnswer(null);
    setTries(0);
    setBeginnings(beginnings + 1);
  };
  const words = wordsOf(api, answer?.ok === true ? answer.currency : null);
  return (
    <s-section heading={words.t("title")}>
      <Told answer={answer} words={words} retry={retry} />
    </s-section>
  );
}

function Told({ answer, words, retry }: { answer: Answer | null; words: Words; retry: () => void }) {
  if (answer === null) return <s-spinner accessibilityLabel={words.t("loading")} />;
  if (!answer.ok) {
    if (answer.reason === "signedOut") return <s-text>{words.t("guest")}</s-text>;
    return (
      <s-stack gap="small-100">
        <s-text>{answer.message ?? words.t("failed")}</s-text>
        <s-stack direction="inline">
          <s-button onClick={retry}>{words.t("retry")}</s-button>
        </s-stack>
      </s-stack>
    );
  }
  if (answer.order === null) return <s-text>{words.t("waiting")}</s-text>;
  const { order, balance, next } = answer;
  return (
    <s-stack gap="base">
      <s-text type="strong">{pointsText(order, words)}</s-text>
      {order.sentences.length > 0 && (
        <s-details>
          <s-summary>{words.t("why")}</s-summary>
          <Sentences sentences={order.sentences} />
        </s-details>
      )}
      <s-text>{words.counted("balance", balance)}</s-text>
      {next !== null && <ProgressToNext words={words} next={next} />}
    </s-stack>
  );
}

function pointsText({ points, usableFrom }: NonNullable<OrderAnswer["order"]>, words: Words): string {
  if (points === 0) return words.t("none");
  if (usableFrom === null) return words.counted("earned", points);
  return words.counted("pending", points, { date: words.day(usableFrom) });
}
