/** The app's theme blocks: what the extension offers, and each placed block as a theme renders it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Placement } from "../pages-state.ts";
import type { Engine } from "./liquid/engine.ts";
import type { Drop } from "./drops.ts";

export type BlockSetting = {
  type: string;
  id?: string;
  label?: string;
  info?: string;
  content?: string;
  default?: string | number | boolean;
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  options?: { value: string; label: string }[];
};

export type BlockSchema = {
  name: string;
  target: "section" | "head" | "body" | "compliance_head";
  stylesheet?: string;
  javascript?: string;
  enabled_on?: { templates?: string[] };
  disabled_on?: { templates?: string[] };
  settings?: BlockSetting[];
};

export type Block = { name: string; source: string; schema: BlockSchema };

const SCHEMA = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/;

/** Every block of the extension; one without a schema is refused by its name, as Shopify does. */
export function listBlocks(extension: string): Block[] {
  const folder = join(extension, "blocks");
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith(".liquid"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const texts = readSchemaTexts(extension);
  return files.toSorted().map((file) => {
    const source = readFileSync(join(folder, file), "utf8");
    const text = SCHEMA.exec(source)?.[1];
    if (!text) throw new Error(`blocks/${file} has no schema`);
    const schema = nameTexts(JSON.parse(text), texts) as BlockSchema;
    return { name: file.replace(/\.liquid$/, ""), source, schema };
  });
}

/** The words of the theme editor, which schemas name as "t:key". */
function readSchemaTexts(extension: string): unknown {
  try {
    return JSON.parse(readFileSync(join(extension, "locales", "en.default.schema.json"), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

function nameTexts(value: unknown, texts: unknown): unknown {
  if (typeof value === "string") return value.startsWith("t:") ? lookUp(texts, value.slice(2)) : value;
  if (Array.isArray(value)) return value.map((item) => nameTexts(item, texts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nameTexts(item, texts)]));
}

function lookUp(texts: unknown, key: string): unknown {
  const step = (node: unknown, part: string): unknown =>
    typeof node === "object" && node !== null ? (node as Record<string, unknown>)[part] : undefined;
  return key.split(".").reduce(step, texts) ?? key;
}

/** A placed block's settings: what the merchant set over the schema's defaults. */
export function settingsOf(schema: BlockSchema, placement: Placement): Drop {
  const settings: Drop = {};
  for (const setting of schema.settings ?? [])
    if (setting.id) settings[setting.id] = placement.settings[setting.id] ?? setting.default ?? null;
  return settings;
}

/** The HTML of blocks, with the style sheets and scripts that their schemas name, each once for a page. */
export type RenderedBlocks = { html: string; stylesheets: string[]; scripts: string[] };

/** Renders the placed blocks in their order. Unknown blocks (removed from the extension since) leave a comment. */
export async function renderBlocks(
  engine: Engine,
  blocks: Block[],
  placements: Placement[],
  globals: Drop,
): Promise<RenderedBlocks> {
  const parts: string[] = [];
  const stylesheets = new Set<string>();
  const scripts = new Set<string>();
  for (const placement of placements) {
    const block = blocks.find((one) => one.name === placement.block);
    if (!block) {
      parts.push(`<!-- the app has no block named ${placement.block.replaceAll("--", "")} -->`);
      continue;
    }
    const { stylesheet, javascript } = block.schema;
    if (stylesheet) stylesheets.add(stylesheet);
    if (javascript) scripts.add(javascript);
    parts.push(await renderBlock(engine, block, placement, globals));
  }
  return { html: parts.join("\n"), stylesheets: [...stylesheets], scripts: [...scripts] };
}

async function renderBlock(engine: Engine, block: Block, placement: Placement, globals: Drop): Promise<string> {
  const data = {
    id: placement.id,
    type: `shopify://apps/laurel/blocks/${block.name}/${placement.id}`,
    settings: settingsOf(block.schema, placement),
    shopify_attributes: `data-shopify-editor-block="${placement.id.replaceAll(/[^\w-]/g, "")}"`,
  };
  const context = { ...globals, block: data, section: { id: "apps", settings: {} } };
  const html = (await engine.liquid.parseAndRender(block.source, context, { globals })) as string;
  return `<div id="shopify-block-${placement.id}" class="shopify-block shopify-app-block">${html}</div>`;
}
