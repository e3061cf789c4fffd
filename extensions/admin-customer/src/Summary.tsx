import type { HistoryLine, LoyaltyMetafield } from "../../../app/domain/loyalty-metafield.ts";
import type { Words } from "../../account-shared/words.ts";

/** A block is not a page: the newest lines, and the rest in Laurel. */
const LINES_SHOWN = 5;

type SummaryProps = { words: Words; loyalty: LoyaltyMetafield };

/** Balance and worth, what is not free to use, tier and the way to the next, what expires first, the newest entries. */
export function Summary({ words, loyalty }: SummaryProps) {
  return (
    <s-stack gap="base">
      {!loyalty.participates && (
        <s-banner tone="info">
          <s-text>{words.t("excluded")}</s-text>
        </s-banner>
      )}
      {loyalty.debt > 0 && (
        <s-banner tone="warning">
          <s-text>{words.counted("balance.debt", loyalty.debt)}</s-text>
        </s-banner>
      )}
      <Balance words={words} loyalty={loyalty} />
      <Tier words={words} loyalty={loyalty} />
      <Newest words={words} history={loyalty.history.slice(0, LINES_SHOWN)} />
    </s-stack>
  );
}

function Balance({ words, loyalty }: SummaryProps) {
  const { pending, reserved, expires, worth } = loyalty;
  const lines = [
    Number(worth) > 0 && words.t("balance.worth", { amount: words.money(worth) }),
    pending > 0 && words.counted("balance.pending", pending),
    reserved > 0 && words.counted("balance.reserved", reserved),
    expires !== null && words.counted("balance.expires", expires.points, { date: words.day(expires.on) }),
  ].filter((line) => line !== false);
  return (
    <s-stack gap="small-200">
      <s-heading>{words.counted("balance.points", loyalty.balance)}</s-heading>
      {lines.map((line) => (
        <s-text key={line}>{line}</s-text>
      ))}
    </s-stack>
  );
}

function Tier({ words, loyalty }: SummaryProps) {
  const { card, next, keep } = loyalty;
  if (card === null && next === null) return null;
  const dates =
    card === null
      ? ""
      : [
          words.t("tier.since", { date: words.day(card.since) }),
          ...(card.until === null ? [] : [words.t("tier.until", { date: words.day(card.until) })]),
        ].join(" · ");
  return (
    <s-stack gap="small-200">
      <s-stack direction="inline" gap="small-200" alignItems="center">
        <s-badge tone={card === null ? "neutral" : "info"}>{card?.name ?? words.t("tier.none")}</s-badge>
        {dates !== "" && <s-text color="subdued">{dates}</s-text>}
      </s-stack>
      {next !== null && (
        <s-text>{words.t("tier.progress", { way: words.progress(next), percent: words.number(next.percent) })}</s-text>
      )}
      {keep && <s-text>{words.keep(keep)}</s-text>}
    </s-stack>
  );
}

function Newest({ words, history }: { words: Words; history: readonly HistoryLine[] }) {
  if (history.length === 0) return <s-text color="subdued">{words.t("history.none")}</s-text>;
  return (
    <s-stack gap="small-200">
      <s-heading>{words.t("history.title")}</s-heading>
      {history.map((line) => (
        <s-grid key={`${line.at} ${line.kind} ${line.label}`} gridTemplateColumns="1fr auto" gap="base">
          <s-text>{`${words.entry(line)} · ${words.day(line.at)}`}</s-text>
          <s-text>{words.signed(line.points)}</s-text>
        </s-grid>
      ))}
    </s-stack>
  );
}
