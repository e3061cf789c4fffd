import { BlockStack, InlineError, Label, Text } from "@shopify/polaris";
import { EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useEffect, useId, useRef } from "react";
import { isBlank, isLink, richTextOf, type RichText } from "../../domain/rich-text.ts";
import { fromEditor, HEADING_LEVEL, toEditor } from "./editor-text.ts";
import type { RichTextProps } from "./rich-text-field.tsx";
import { RichTextShown } from "./rich-text-shown.tsx";
import { Toolbar } from "./toolbar.tsx";

/** What Shopify's rich text can say; everything else that is pasted becomes plain words. */
const EXTENSIONS = [
  StarterKit.configure({
    heading: { levels: [HEADING_LEVEL] },
    ...{ blockquote: false, code: false, codeBlock: false, horizontalRule: false, strike: false, underline: false },
    link: { openOnClick: false, autolink: true, isAllowedUri: (url) => isLink(url) },
  }),
];

/** The editor of rich-text-field.tsx, which is fetched after the page is there: it is the largest thing of all. */
export default function RichTextEditor({ label, helpText, value, error, onChange }: RichTextProps) {
  const id = useId();
  const typed = useRef(value);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: documentOf(value),
    // The server draws the page without the editor, which needs the browser's document.
    immediatelyRender: false,
    editorProps: {
      attributes: {
        "aria-multiline": "true",
        "aria-labelledby": `${id}-label`,
        class: "laurel-editor",
        role: "textbox",
      },
    },
    onUpdate: ({ editor: edited }) => {
      const rich = fromEditor(edited.getJSON());
      typed.current = isBlank(rich) ? undefined : rich;
      change.current(typed.current);
    },
  });
  useEffect(() => {
    if (editor === null || JSON.stringify(value) === JSON.stringify(typed.current)) return;
    typed.current = value;
    editor.commands.setContent(documentOf(value), { emitUpdate: false });
  }, [editor, value]);
  useEffect(() => {
    editor?.view.dom.classList.toggle("laurel-editor--wrong", error !== undefined);
    editor?.view.dom.setAttribute("aria-invalid", String(error !== undefined));
    editor?.view.dom.setAttribute("aria-describedby", error === undefined ? `${id}-help` : `${id}-error`);
  }, [editor, error, id]);
  return (
    <BlockStack gap="100">
      <Label id={`${id}-field`}>
        <span id={`${id}-label`}>{label}</span>
      </Label>
      <Toolbar editor={editor} label={label} />
      {editor === null ? <RichTextShown text={value} /> : <EditorContent editor={editor} />}
      {error === undefined ? null : <InlineError message={error} fieldID={id} />}
      {helpText === undefined ? null : (
        <Text as="span" tone="subdued" id={`${id}-help`}>
          {helpText}
        </Text>
      )}
    </BlockStack>
  );
}

function documentOf(value: string | RichText | undefined) {
  return toEditor(typeof value === "object" ? value : richTextOf(value ?? ""));
}
