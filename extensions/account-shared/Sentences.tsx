import type { Sentence } from "./api.ts";

/** Sentences, each with those that belong below it. */
export function Sentences({ sentences }: { sentences: Sentence[] }) {
  return (
    <s-unordered-list>
      {sentences.map(({ text, details }) => (
        <s-list-item key={text}>
          {text}
          {details.length > 0 && <Sentences sentences={details} />}
        </s-list-item>
      ))}
    </s-unordered-list>
  );
}
