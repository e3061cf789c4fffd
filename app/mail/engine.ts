import { Liquid, LiquidError } from "liquidjs";

/** Limits of one rendering: far beyond any mail, far below what would hold up the process. */
const PARSE_CHARACTERS = 200_000;
const RENDER_STEPS = 50_000;
const RENDER_MILLISECONDS = 2_000;
const MEMORY_UNITS = 2_000_000;
const OUTPUT_CHARACTERS = 300_000;

/** No template is looked up anywhere: `include`, `render` and `layout` find nothing. */
const CLOSED = {
  templates: {},
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: PARSE_CHARACTERS,
  memoryLimit: MEMORY_UNITS,
  renderLimit: RENDER_MILLISECONDS,
  timezoneOffset: 0,
  locale: "en",
} as const;

const asText = new Liquid(CLOSED);
const asHtml = new Liquid({ ...CLOSED, outputEscape: "escape" });
// Every value is escaped in HTML, whatever a template says: a customer's name must not become markup by a merchant's slip.
asHtml.registerFilter("raw", (value: unknown) => value);

export type RenderOptions = { html?: boolean; strict?: boolean };

/** A template could not be rendered; the message says where and why, in Liquid's words. */
export class TemplateError extends Error {
  override name = "TemplateError";
}

/**
 * Renders a template with values. Values are only ever values: Liquid in a name stays text. `html` escapes every value; `strict`
 * refuses variables that there are not, for whoever edits the template.
 */
export function render(template: string, values: object, { html = false, strict = false }: RenderOptions = {}): string {
  const engine = html ? asHtml : asText;
  try {
    const options = { strictVariables: strict, templateLimit: RENDER_STEPS };
    const text: unknown = engine.parseAndRenderSync(template, values, options);
    const rendered = String(text);
    if (rendered.length > OUTPUT_CHARACTERS) throw new TemplateError("the result is too long");
    return rendered;
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(messageOf(error));
  }
}

/** The first line of Liquid's message: what follows repeats the template. */
function messageOf(error: unknown): string {
  if (!(error instanceof LiquidError) && !(error instanceof Error)) return String(error);
  return (error.message.split("\n")[0] ?? "").replace(/, file:[^,]*/, "");
}
