import { Button, ButtonGroup, InlineStack, Modal, TextField, Tooltip } from "@shopify/polaris";
import {
  LinkIcon,
  ListBulletedIcon,
  ListNumberedIcon,
  TextBoldIcon,
  TextItalicIcon,
  TextTitleIcon,
} from "@shopify/polaris-icons";
import { useEditorState, type Editor } from "@tiptap/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isLink } from "../../domain/rich-text.ts";
import { HEADING_LEVEL } from "./editor-text.ts";

/** What can be done with the words that are chosen, each button pressed where it has been done. */
const TOOLS = [
  { name: "bold", icon: TextBoldIcon, run: (editor: Editor) => editor.chain().focus().toggleBold().run() },
  { name: "italic", icon: TextItalicIcon, run: (editor: Editor) => editor.chain().focus().toggleItalic().run() },
  {
    name: "heading",
    icon: TextTitleIcon,
    run: (editor: Editor) => editor.chain().focus().toggleHeading({ level: HEADING_LEVEL }).run(),
  },
  {
    name: "bulletList",
    icon: ListBulletedIcon,
    run: (editor: Editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: "orderedList",
    icon: ListNumberedIcon,
    run: (editor: Editor) => editor.chain().focus().toggleOrderedList().run(),
  },
] as const;

export function Toolbar({ editor, label }: { editor: Editor | null; label: string }) {
  const { t } = useTranslation();
  const [linking, setLinking] = useState(false);
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      ...Object.fromEntries(TOOLS.map(({ name }) => [name, now?.isActive(name) ?? false])),
      link: now?.isActive("link") ?? false,
    }),
  }) as Readonly<Record<string, boolean>> | null;
  return (
    <div role="toolbar" aria-label={t("common:richText.toolbar", { field: label })}>
      <InlineStack>
        <ButtonGroup variant="segmented">
          {TOOLS.map(({ name, icon, run }) => (
            <Tooltip key={name} content={t(`common:richText.${name}`)}>
              <Button
                icon={icon}
                pressed={active?.[name] ?? false}
                disabled={editor === null}
                accessibilityLabel={t(`common:richText.${name}`)}
                onClick={() => editor !== null && run(editor)}
              />
            </Tooltip>
          ))}
          <Tooltip content={t("common:richText.link")}>
            <Button
              icon={LinkIcon}
              pressed={active?.["link"] ?? false}
              disabled={editor === null}
              accessibilityLabel={t("common:richText.link")}
              onClick={() => setLinking(true)}
            />
          </Tooltip>
        </ButtonGroup>
      </InlineStack>
      {linking && editor !== null ? <LinkModal editor={editor} onClose={() => setLinking(false)} /> : null}
    </div>
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
