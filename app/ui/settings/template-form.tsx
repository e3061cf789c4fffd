import { Checkbox, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { type MailTemplate, TEMPLATE_LENGTHS } from "../../domain/mail.ts";
import { SectionCard } from "../program/section-card.tsx";
import type { TemplateProblem } from "./mails-shown.ts";
import { problemAt } from "./problem-at.ts";
import { TextField } from "../text-field.tsx";

type Props = {
  template: MailTemplate;
  change: (template: MailTemplate) => void;
  problems: readonly TemplateProblem[];
  variables: readonly string[];
};

/** The frame for whoever writes the whole HTML: what has to stand in it. */
const STARTING_HTML = `<h1>{{ heading }}</h1>
{% for paragraph in paragraphs %}<p>{% for line in paragraph %}{{ line }}<br>{% endfor %}</p>{% endfor %}
<p><a href="{{ shop.account_url }}">{{ button }}</a></p>
<p>{{ why }} <a href="{{ unsubscribe_url }}">{{ unsubscribe }}</a></p>
`;

/** The parts that a merchant writes. */
export function TemplateForm({ template, change, problems, variables }: Props) {
  const { t } = useTranslation();
  const field = (key: "subject" | "heading" | "message" | "button", lines: number) => (
    <TextField
      label={t(`settings:template.${key}`)}
      value={template[key]}
      multiline={lines > 1 ? lines : false}
      maxLength={TEMPLATE_LENGTHS[key]}
      autoComplete="off"
      error={problemAt(problems, key, t)}
      onChange={(text) => change({ ...template, [key]: text })}
    />
  );
  return (
    <SectionCard title={t("settings:template.words")} text={t("settings:template.wordsText")}>
      {field("subject", 1)}
      {field("heading", 1)}
      {field("message", 9)}
      {field("button", 1)}
      <Text as="p" tone="subdued" breakWord>
        {t("settings:template.variables", { names: variables.map((name) => `{{ ${name} }}`).join("  ") })}
      </Text>
      <Checkbox
        label={t("settings:template.ownHtml")}
        helpText={t("settings:template.ownHtmlHelp")}
        checked={template.html !== null}
        onChange={(own) => change({ ...template, html: own ? STARTING_HTML : null })}
      />
      {template.html === null ? null : (
        <TextField
          label={t("settings:template.html")}
          value={template.html}
          multiline={14}
          maxHeight={480}
          monospaced
          maxLength={TEMPLATE_LENGTHS.html}
          autoComplete="off"
          error={problemAt(problems, "html", t)}
          onChange={(html) => change({ ...template, html })}
        />
      )}
    </SectionCard>
  );
}
