import { useState } from "preact/hooks";
import type { HistoryLine } from "../../app/domain/loyalty-metafield.ts";
import { type AccountApi, addressOf, askAboutOrder, askApp, type Sentence } from "./api.ts";
import { Sentences } from "./Sentences.tsx";
import type { Words } from "./words.ts";

type Props = { api: AccountApi; words: Words; history: HistoryLine[] };

/** The newest lines of the account, how an order's points were counted, and everything as a file; `folded`: opened by whoever wants it. */
export function History({ api, words, history, folded }: Props & { folded: boolean }) {
  if (history.length === 0) return null;
  const lines = (
    <s-stack gap="small-100">
      {history.map((line) => (
        <Line key={`${line.at} ${line.kind} ${line.label}`} api={api} words={words} line={line} />
      ))}
      <Download api={api} words={words} />
    </s-stack>
  );
  const title = words.t("history.title");
  if (!folded) return <s-section heading={title}>{lines}</s-section>;
  return (
    <s-section>
      <s-details>
        <s-summary>{title}</s-summary>
        {lines}
      </s-details>
    </s-section>
  );
}

function Line({ api, words, line }: Omit<Props, "history"> & { line: HistoryLine }) {
  return (
    <s-stack gap="small-200">
      <s-grid gridTemplateColumns="1fr auto" gap="base">
        <s-text>
          {words.entry(line)}
          {" · "}
          {words.day(line.at)}
        </s-text>
        <s-text>{words.signed(line.points)}</s-text>
      </s-grid>
      {line.kind === "order" && line.label !== "" && <Why api={api} words={words} name={line.label} />}
    </s-stack>
  );
}

/** How the points of an order were counted, asked for when somebody wants to know. */
function Why({ api, words, name }: Omit<Props, "history"> & { name: string }) {
  const [told, setTold] = useState<Sentence[] | string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    const answer = await askAboutOrder(api, { name });
    setBusy(false);
    if (!answer.ok) setFailure(answer.message ?? words.t("failed"));
    else setTold(answer.order?.sentences ?? words.t("history.unknown"));
  };
  if (typeof told === "string") return <s-text color="subdued">{told}</s-text>;
  if (told !== null) return <Sentences sentences={told} />;
  const label = `${words.t("history.why")}: ${name}`;
  return (
    <s-stack direction="inline" gap="small-100">
      {failure !== null && <s-text color="subdued">{failure}</s-text>}
      <s-link accessibilityLabel={label} onClick={() => void (busy || ask())}>
        {words.t("history.why")}
      </s-link>
    </s-stack>
  );
}

const FORMATS = ["csv", "json"] as const;

/** A file is downloaded by the browser, which sends no session token: a link of some minutes is asked for first. */
function Download({ api, words }: Omit<Props, "history">) {
  const [state, setState] = useState<"idle" | "busy" | "failed" | { path: string }>("idle");
  const ask = async () => {
    setState("busy");
    const answer = await askApp<{ path: string }>(api, "statement");
    setState(answer.ok ? { path: answer.path } : "failed");
  };
  if (typeof state === "object")
    return (
      <s-stack direction="inline" gap="base">
        {FORMATS.map((format) => (
          <s-link key={format} href={addressOf(`${state.path}?format=${format}`)} target="_blank">
            {words.t("history.downloadAs", { format: format.toUpperCase() })}
          </s-link>
        ))}
      </s-stack>
    );
  return (
    <s-stack gap="small-200">
      {state === "failed" && <s-text>{words.t("failed")}</s-text>}
      <s-stack direction="inline">
        <s-button loading={state === "busy"} onClick={() => void ask()}>
          {words.t("history.download")}
        </s-button>
      </s-stack>
    </s-stack>
  );
}
