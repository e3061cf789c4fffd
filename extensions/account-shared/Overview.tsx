import type { LoyaltyCard, LoyaltyMetafield, NextTier } from "../../app/domain/loyalty-metafield.ts";
import { pictureAt } from "./api.ts";
import type { Words } from "./words.ts";

type OverviewProps = {
  words: Words;
  loyalty: LoyaltyMetafield;
  isNew: boolean;
  /** Left out where the page itself is so called. */
  heading?: string | undefined;
};

/** Balance and what surrounds it, card, progress. */
export function Overview({ words, loyalty, isNew, heading }: OverviewProps) {
  const lines = [
    loyalty.pending > 0 && words.counted("balance.pending", loyalty.pending),
    loyalty.reserved > 0 && words.counted("balance.reserved", loyalty.reserved),
    loyalty.debt > 0 && words.counted("balance.debt", loyalty.debt),
    loyalty.expires !== null &&
      words.counted("balance.expires", loyalty.expires.points, { date: words.day(loyalty.expires.on) }),
  ].filter((line) => line !== false);
  return (
    <s-section {...(heading === undefined ? {} : { heading })}>
      <s-stack gap="base">
        <s-stack gap="small-100">
          <s-heading>{words.counted("balance.points", loyalty.balance)}</s-heading>
          {Number(loyalty.worth) > 0 && (
            <s-text>{words.t("balance.worth", { amount: words.money(loyalty.worth) })}</s-text>
          )}
          {(isNew || (loyalty.balance === 0 && loyalty.history.length === 0)) && (
            <s-text>{words.t("balance.empty")}</s-text>
          )}
          {lines.map((line) => (
            <s-text key={line} color="subdued">
              {line}
            </s-text>
          ))}
        </s-stack>
        {loyalty.card !== null && <TierCard words={words} card={loyalty.card} />}
        {loyalty.next !== null && <ProgressToNext words={words} next={loyalty.next} />}
        {/* What an older version wrote has neither, until the member is next written. */}
        {loyalty.keep && <s-text>{words.keep(loyalty.keep)}</s-text>}
        {loyalty.countedFrom && (
          <s-text color="subdued">{words.t("keep.since", { date: words.day(loyalty.countedFrom) })}</s-text>
        )}
      </s-stack>
    </s-section>
  );
}

/** The merchant's picture, or the card that Laurel draws: these pages have no colours of their own, so that it comes as a picture. */
function TierCard({ words, card }: { words: Words; card: LoyaltyCard }) {
  const until = card.until === null ? [] : [words.t("card.until", { date: words.day(card.until) })];
  const dates = [words.t("card.since", { date: words.day(card.since) }), ...until].join(" · ");
  const { name, background, text, pattern, image } = card;
  return (
    <s-box border="base" borderRadius="base" padding="base" maxInlineSize="320px">
      <s-stack gap="small-100">
        <s-image
          src={image ?? pictureAt("card.svg", { name, background, text, pattern, dates })}
          alt={image === null ? `${name}, ${dates}` : card.alt || name}
          aspectRatio="640/404"
          inlineSize="fill"
        />
        {/* What Laurel draws says both itself. */}
        {image !== null && <s-text type="strong">{name}</s-text>}
        {image !== null && <s-text color="subdued">{dates}</s-text>}
      </s-stack>
    </s-box>
  );
}

export function ProgressToNext({ words, next }: { words: Words; next: NextTier }) {
  const text = words.progress(next);
  return (
    <s-stack gap="small-100">
      <s-text>{text}</s-text>
      <s-progress value={next.percent} max={100} accessibilityLabel={text} />
    </s-stack>
  );
}
