import { Button, ButtonGroup, InlineStack, Tooltip } from "@shopify/polaris";
import {
  LinkIcon,
  ListBulletedIcon,
  ListNumberedIcon,
  TextBoldIcon,
  TextItalicIcon,
  TextTitleIcon,
} from "@shopify/polaris-icons";
import { useTranslation } from "react-i18next";

const ICONS = {
  bold: TextBoldIcon,
  italic: TextItalicIcon,
  heading: TextTitleIcon,
  bulletList: ListBulletedIcon,
  orderedList: ListNumberedIcon,
  link: LinkIcon,
} as const;
export type Tool = keyof typeof ICONS;
export const TOOLS = Object.keys(ICONS) as Tool[];

type Props = {
  label: string;
  /** Pressed where it has been done with the words that are chosen. */
  pressed: Readonly<Partial<Record<Tool, boolean>>> | null;
  /** Null while there is no editor yet. */
  onUse: ((tool: Tool) => void) | null;
};

/** The buttons above a text that can be formatted. */
export function ToolButtons({ label, pressed, onUse }: Props) {
  const { t } = useTranslation();
  return (
    <div role="toolbar" aria-label={t("common:richText.toolbar", { field: label })}>
      <InlineStack>
        <ButtonGroup variant="segmented">
          {TOOLS.map((tool) => (
            <Tooltip key={tool} content={t(`common:richText.${tool}`)}>
              <Button
                icon={ICONS[tool]}
                pressed={pressed?.[tool] ?? false}
                disabled={onUse === null}
                accessibilityLabel={t(`common:richText.${tool}`)}
                onClick={() => onUse?.(tool)}
              />
            </Tooltip>
          ))}
        </ButtonGroup>
      </InlineStack>
    </div>
  );
}
