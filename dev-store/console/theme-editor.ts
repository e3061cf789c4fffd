/** The theme editor's part: which app block stands on which page, and its settings. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { textOf } from "../html.ts";
import { THEMES } from "../pages-state.ts";
import type { Placement } from "../pages-state.ts";
import { Refusal } from "../shop/refusal.ts";
import type { Store } from "../store.ts";
import { listBlocks } from "../storefront/blocks.ts";
import type { Block, BlockSetting } from "../storefront/blocks.ts";
import { attributes } from "../html.ts";
import { actionForm, Html, html } from "../ui/page.ts";

/** The theme's pages that can hold app blocks; "layout" is every page, for app embeds. */
export const TEMPLATES = [
  "account",
  "page.rewards",
  "index",
  "product",
  "collection",
  "cart",
  "page.about",
  "layout",
] as const;

/** What Shopify's deep links call these pages. */
const LINKED: Record<string, string> = { "customers/account": "account", page: "page.rewards" };

const blocksOf = (store: Store) => listBlocks(join(store.config.extensionsDir, "storefront"));

/** Puts a block on a page, with its schema's own settings. */
export function placeBlock(store: Store, name: string, template: string): Placement {
  const block = blocksOf(store).find((one) => one.name === name);
  if (!block) throw new Refusal("NOT_FOUND", ["block"], `The app has no block named "${name}".`);
  const isEmbed = block.schema.target !== "section";
  if (!TEMPLATES.some((known) => known === template) || isEmbed !== (template === "layout"))
    throw new Refusal(
      "INVALID",
      ["template"],
      isEmbed ? "An app embed stands on the layout." : `No block can stand on "${template}".`,
    );
  const placement = { id: `${name}-${randomBytes(3).toString("hex")}`, block: name, template, settings: {} };
  store.pages.placements.push(placement);
  store.pagesChanged();
  return placement;
}

/** Puts the other theme on. */
export function chooseTheme(store: Store, name: string): void {
  const theme = THEMES.find((known) => known === name);
  if (!theme) throw new Refusal("INVALID", ["theme"], `There is no theme named "${name}".`);
  store.pages.theme = theme;
  store.pagesChanged();
}

/** Takes a block away. */
export function removeBlock(store: Store, id: string): void {
  requirePlacement(store, id);
  store.pages.placements = store.pages.placements.filter((placement) => placement.id !== id);
  store.pagesChanged();
}

/** Saves a block's settings; each is checked against its schema and refused by its name. A missing checkbox is off. */
export function saveSettings(store: Store, id: string, fields: Record<string, unknown>): Placement {
  const placement = requirePlacement(store, id);
  const block = blocksOf(store).find((one) => one.name === placement.block);
  for (const setting of block?.schema.settings ?? []) {
    if (!setting.id || (fields[setting.id] === undefined && setting.type !== "checkbox")) continue;
    placement.settings[setting.id] = readSetting(setting, fields[setting.id]);
  }
  store.pagesChanged();
  return placement;
}

function requirePlacement(store: Store, id: string): Placement {
  const placement = store.pages.placements.find((one) => one.id === id);
  if (!placement) throw new Refusal("NOT_FOUND", ["id"], "No such block stands anywhere.");
  return placement;
}

function readSetting(setting: BlockSetting, value: unknown): string | number | boolean {
  if (setting.type === "checkbox") return value === true || value === "1" || value === "true" || value === "on";
  if (setting.type === "range" || setting.type === "number") {
    const number = Number(value);
    const { min = -Infinity, max = Infinity } = setting;
    if (!Number.isFinite(number) || number < min || number > max)
      throw new Refusal("INVALID", [setting.id ?? ""], `${setting.id ?? ""} must be a number from ${min} to ${max}.`);
    return number;
  }
  const text = textOf(value);
  const options = setting.options?.map((option) => option.value);
  if (options && !options.includes(text))
    throw new Refusal("INVALID", [setting.id ?? ""], `${setting.id ?? ""} must be one of ${options.join(", ")}.`);
  return text;
}

/** The editor's page. A deep link of Shopify's form (`addAppBlockId=<key>/<block>`, `template`) chooses what to add. */
export function themeEditor(store: Store, link: { block: string; template: string }): Html {
  const blocks = blocksOf(store);
  const cards = store.pages.placements.map((placement) => placementCard(blocks, placement));
  const wanted = link.block.split("/").at(-1) ?? "";
  const options = (values: readonly string[], chosen: string) =>
    values.map(
      (value) =>
        html`<option value="${value}" ${new Html(attributes({ selected: value === chosen }))}>${value}</option>`,
    );
  const add = html`<label class="field"
      ><span>Block</span
      ><select name="block">
        ${options(
          blocks.map((block) => block.name),
          wanted,
        )}
      </select></label
    >
    <label class="field"
      ><span>Page</span
      ><select name="template">
        ${options(TEMPLATES, LINKED[link.template] ?? link.template)}
      </select></label
    >`;
  return html`<h1>Theme blocks</h1>
    <p>Where the app’s blocks stand in the theme, and their settings, as in the theme editor.</p>
    <section class="card">
      <h2>Add a block</h2>
      ${actionForm("/_dev/theme/add", "Add", add, "action--row")}
    </section>
    <section class="card">
      <h2>Theme</h2>
      ${actionForm(
        "/_dev/theme/choose",
        "Wear",
        html`<label class="field"
          ><span>Theme</span
          ><select name="theme">
            ${options(THEMES, store.pages.theme)}
          </select></label
        >`,
        "action--row",
      )}
    </section>
    ${cards}`;
}

function placementCard(blocks: Block[], placement: Placement): Html {
  const block = blocks.find((one) => one.name === placement.block);
  const inputs = (block?.schema.settings ?? []).map((setting) => settingInput(setting, placement));
  const hidden = html`<input type="hidden" name="placement" value="${placement.id}" />`;
  return html`<section class="card">
    <h2>${block?.schema.name ?? placement.block} <span class="muted">on ${placement.template}</span></h2>
    ${actionForm("/_dev/theme/save", `Save settings of ${placement.block}`, html`${hidden}${inputs}`)}
    ${actionForm("/_dev/theme/remove", `Remove ${placement.block}`, hidden)}
  </section>`;
}

function settingInput(setting: BlockSetting, placement: Placement): Html {
  if (!setting.id) return html`<p class="muted"><strong>${setting.content ?? ""}</strong></p>`;
  const value = placement.settings[setting.id] ?? setting.default ?? "";
  const label = `${setting.label ?? setting.id}${setting.unit ? ` (${setting.unit})` : ""}`;
  const info = setting.info ? html`<small class="muted">${setting.info}</small>` : html``;
  if (setting.type === "checkbox")
    return html`<label class="field"
      ><input type="checkbox" name="${setting.id}" value="1" ${new Html(attributes({ checked: value === true }))} />
      ${label} ${info}</label
    >`;
  if (setting.options)
    return html`<label class="field"
      ><span>${label}</span
      ><select name="${setting.id}">
        ${setting.options.map(
          (option) =>
            html`<option value="${option.value}" ${new Html(attributes({ selected: option.value === value }))}>
              ${option.label}
            </option>`,
        )}
      </select>
      ${info}</label
    >`;
  if (/textarea|richtext|html|liquid/.test(setting.type))
    return html`<label class="field"
      ><span>${label}</span><textarea name="${setting.id}" rows="3">${value}</textarea> ${info}</label
    >`;
  const type = setting.type === "range" || setting.type === "number" ? "number" : "text";
  const { min, max, step } = setting;
  const rest = new Html(
    attributes({
      name: setting.id,
      type,
      min,
      max,
      step,
      value,
      placeholder: setting.type === "color" ? "#rrggbb" : null,
    }),
  );
  return html`<label class="field"><span>${label}</span><input${rest}> ${info}</label>`;
}
