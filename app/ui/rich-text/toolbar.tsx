import { Modal, TextField } from "@shopify/polaris";
import { useEditorState, type Editor } from "@tiptap/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isLink } from "../../domain/rich-text.ts";
import { HEADING_LEVEL } from "./editor-text.ts";
import { ToolButtons, TOOLS, type Tool } from "./tool-buttons.tsx";

/** What each button does with the words that are chosen. */
const USES: Record<Exclude<Tool, "link">, (editor: Editor) => boolean> = {
  bold: (editor) => editor.chain().focus().toggleBold().run(),
  italic: (editor) => editor.chain().focus().toggleItalic().run(),
  heading: (editor) => editor.chain().focus().toggleHeading({ level: HEADING_LEVEL }).run(),
  bulletList: (editor) => editor.chain().focus().toggleBulletList().run(),
  orderedList: (editor) => editor.chain().focus().toggleOrderedList().run(),
};

export function Toolbar({ editor, label }: { editor: Editor | null; label: string }) {
  const [linking, setLinking] = useState(false);
  const pressed = useEditorState({
    editor,
    selector: ({ editor: now }) => Object.fromEntries(TOOLS.map((tool) => [tool, now?.isActive(tool) ?? false])),
  });
  const use = (tool: Tool) => {
    if (tool === "link") setLinking(true);
    else if (editor !== null) USES[tool](editor);
  };
  return (
    <>
      <ToolButtons label={label} pressed={pressed} onUse={editor === null ? null : use} />
      {linking && editor !== null ? <LinkModal editor={editor} onClose={() => setLinking(false)} /> : null}
    </>
  );
}

/** Asks where the chosen words lead; with nothing chosen, the address itself is written. */
function LinkModal({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { t } = useTranslation();
  const before: unknown = editor.getAttributes("link")["href"];
  const [url, setUrl] = useState(typeof before === "string" ? before : "https://");
  const [wrong, setWrong] = useState(false);
  const set = () => {
    if (!isLink(url)) {
      setWrong(true);
      return;
    }
    const chain = editor.chain().focus().extendMarkRange("link");
    if (editor.state.selection.empty && before === undefined) {
      chain.insertContent({ type: "text", text: url, marks: [{ type: "link", attrs: { href: url } }] }).run();
    } else chain.setLink({ href: url }).run();
    onClose();
  };
  const remove = () => {
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
    onClose();
  };
  return (
    <Modal
      open
      onClose={onClose}
      title={t("common:richText.link")}
      primaryAction={{ content: t("common:richText.setLink"), onAction: set }}
      secondaryActions={[
        ...(before === undefined ? [] : [{ content: t("common:richText.removeLink"), onAction: remove }]),
        { content: t("common:cancel"), onAction: onClose },
      ]}
    >
      <Modal.Section>
        <TextField
          label={t("common:richText.address")}
          value={url}
          autoComplete="off"
          error={wrong ? t("common:richText.wrongAddress") : undefined}
          onChange={setUrl}
        />
      </Modal.Section>
    </Modal>
  );
}
