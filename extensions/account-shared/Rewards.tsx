import { useState } from "preact/hooks";
import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield, ShownReward } from "../../app/domain/program-metafield.ts";
import type { Report } from "./LoyaltyAccount.tsx";
import { type AccountApi, askApp, type Balance } from "./api.ts";
import { reasonAgainst, type Words } from "./words.ts";

type Props = {
  api: AccountApi;
  words: Words;
  loyalty: LoyaltyMetafield;
  program: ProgramMetafield;
  onReport: (report: Report) => void;
};
/**
 * `credited`: the money that was given as store credit; then there is no code. `limited`: it cannot be taken again, for how long the account says when it
 * is next read.
 */
type Exchanged = { code: string; codeId: string; value: string | null; points: number; until: string } & Balance & {
    credited?: string;
    limited?: boolean;
  };

/** What points buy, each with its button; what cannot be had says why. */
export function Rewards(props: Props) {
  const { words, program } = props;
  if (program.exchange.rewards.length === 0) return null;
  return (
    <s-section heading={words.t("exchange.title")}>
      <s-stack gap="base">
        {program.exchange.rewards.filter(isStillOffered).map((reward) => (
          <RewardLine key={reward.id} {...props} reward={reward} />
        ))}
      </s-stack>
    </s-section>
  );
}

function isStillOffered({ until }: ShownReward): boolean {
  return !until || new Date(until) >= new Date();
}

function RewardLine({ api, words, loyalty, program, reward, onReport }: Props & { reward: ShownReward }) {
  const [busy, setBusy] = useState(false);
  const [times, setTimes] = useState(1);
  // The key of the exchange that would come next. It stays until that exchange is done, or has failed for certain: after a
  // lost answer, and while the code is being made, trying again asks for the same exchange, and not for a second one.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const reason = reasonAgainst(words, reward, program, loyalty);
  const most = reward.multiples ? Math.min(100, Math.floor(loyalty.balance / reward.points)) : 1;
  const name = words.rewardName(reward);

  const exchange = async () => {
    if (busy) return;
    setBusy(true);
    const wanted = { reward: reward.id, times: String(Math.min(times, Math.max(most, 1))), key };
    const answer = await askApp<Exchanged>(api, "exchange", wanted);
    setBusy(false);
    if (answer.ok || answer.reason === "unavailable") setKey(crypto.randomUUID());
    if (!answer.ok) {
      onReport({ text: answer.message ?? words.t("unreachable"), tone: "critical" });
      return;
    }
    const { code, codeId: id, value, points, until, credited } = answer;
    const after = accountAfter(loyalty, answer, reward.id);
    if (credited !== undefined) {
      const text = words.t("exchange.credited", { amount: words.money(credited) });
      onReport({ loyalty: after, text, tone: "success" });
      return;
    }
    const made = { id, code, reward: reward.id, type: reward.type, points, value, until };
    const codes = [made, ...loyalty.codes.filter((one) => one.id !== id)];
    onReport({
      loyalty: { ...after, codes },
      text: words.t("exchange.done", { code }),
      tone: "success",
    });
  };

  return (
    <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
      <s-stack gap="small-100">
        {reward.image && <s-image src={reward.image} alt="" loading="lazy" />}
        <s-text type="strong">{name}</s-text>
        <s-text>{words.counted("balance.points", reward.points)}</s-text>
        <s-text color="subdued">{reason ?? words.rewardTerms(reward)}</s-text>
        {most > 1 && (
          <s-number-field
            label={words.t("exchange.times")}
            min={1}
            max={most}
            step={1}
            value={String(times)}
            onInput={(event) => setTimes(wholeNumberIn(event.currentTarget))}
          />
        )}
      </s-stack>
      <s-button
        variant="primary"
        disabled={reason !== null}
        loading={busy}
        accessibilityLabel={`${words.t("exchange.button")}: ${name}`}
        onClick={() => void exchange()}
      >
        {words.t("exchange.button")}
      </s-button>
    </s-grid>
  );
}

/** Which points end next is known again when the account is next read. */
function accountAfter(loyalty: LoyaltyMetafield, answer: Exchanged, reward: string): LoyaltyMetafield {
  const { balance, worth, reserved } = answer;
  const limited = answer.limited === true ? [...loyalty.limited, { reward, again: null }] : loyalty.limited;
  return { ...loyalty, balance, worth, reserved, limited, expires: null };
}

/** What a number field says, as a whole number of at least one. */
function wholeNumberIn(field: EventTarget | null): number {
  const value = field !== null && "value" in field ? Number(field.value) : 1;
  return Number.isFinite(value) ? Math.max(1, Math.floor(value)) : 1;
}
