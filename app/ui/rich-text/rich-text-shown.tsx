import { Fragment, type ReactNode } from "react";
import { richTextOf, type RichBlock, type RichInline, type RichText, type RichWords } from "../../domain/rich-text.ts";

/** A text as the editor will show it, in the same place and size, to be looked at only. */
export function RichTextShown({ text }: { text: string | RichText | undefined }) {
  const rich = typeof text === "object" ? text : richTextOf(text ?? "");
  const blocks = rich.children.length === 0 ? [EMPTY] : rich.children;
  return (
    <div className="laurel-editor laurel-editor--waiting" aria-hidden="true">
      {blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

/** An editor without words has one empty line. */
const EMPTY: RichBlock = { type: "paragraph", children: [] };

function Block({ block }: { block: RichBlock }) {
  if (block.type === "paragraph") return <p>{inline(block.children)}</p>;
  if (block.type === "heading") return <h3>{inline(block.children)}</h3>;
  const items = block.children.map(({ children }, index) => (
    <li key={index}>
      <p>{inline(children)}</p>
    </li>
  ));
  return block.listType === "ordered" ? <ol>{items}</ol> : <ul>{items}</ul>;
}

/** An empty line is as high as one with words. */
function inline(children: readonly RichInline[]): ReactNode {
  if (children.every((child) => child.type === "text" && child.value === "")) return <br />;
  return children.map((child, index) =>
    child.type === "text" ? (
      <Words key={index} words={child} />
    ) : (
      <u key={index}>
        {child.children.map((words, place) => (
          <Words key={place} words={words} />
        ))}
      </u>
    ),
  );
}

function Words({ words: { value, bold, italic } }: { words: RichWords }) {
  const lines = value.split("\n").map((line, index) => (
    <Fragment key={index}>
      {index === 0 ? null : <br />}
      {line}
    </Fragment>
  ));
  const text = italic === true ? <em>{lines}</em> : lines;
  return bold === true ? <strong>{text}</strong> : <>{text}</>;
}
