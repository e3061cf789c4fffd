/** The theme: a template with the app's blocks inside the layout. */
import { join } from "node:path";
import type { Visitor } from "../pages-state.ts";
import type { Store } from "../store.ts";
import { listBlocks, renderBlocks } from "./blocks.ts";
import { cartJson } from "./cart.ts";
import { customerDrop, gid, localizationDrop, metafieldsDrop, shopDrop } from "./drops.ts";
import type { Audience, Drop } from "./drops.ts";
import { createEngine } from "./liquid/engine.ts";
import type { Engine } from "./liquid/engine.ts";
import { customerOf } from "./visitor.ts";

export const THEME_FOLDER = join(import.meta.dirname, "..", "theme");
export const THEME_ASSETS = "/cdn/theme";
export const EXTENSION_ASSETS = "/cdn/extensions/storefront";

/** A page to render: which template, for whom, with which objects of its own. */
export type Page = {
  /** The template's name; a suffix follows a full stop: "page.rewards". */
  template: string;
  /** The page type of Shopify's `request.page_type`. */
  type: string;
  title: string;
  path: string;
  data?: Drop;
  /** States of forms by type: what to say about the last attempt. */
  forms?: Record<string, Drop>;
};

export type Theme = {
  renderPage: (visitor: Visitor, page: Page) => Promise<string>;
  /** Liquid that the app's proxy answered, within the layout unless it says otherwise. */
  renderLiquid: (visitor: Visitor, source: string, path: string) => Promise<string>;
  translate: (visitor: Visitor, key: string, values?: Record<string, unknown>) => string;
};

/** The names under which the theme's routes are known to Liquid. */
const ROUTES = {
  root_url: "/",
  account_url: "/account",
  account_login_url: "/account/login",
  account_logout_url: "/account/logout",
  account_register_url: "/account/register",
  cart_url: "/cart",
  cart_add_url: "/cart/add",
  cart_change_url: "/cart/change",
  cart_update_url: "/cart/update",
  collections_url: "/collections",
  all_products_collection_url: "/collections/all",
  search_url: "/search",
};

/** Makes the theme and the app's extension ready to render. */
export function createTheme(store: Store): Theme {
  const engine = createEngine({ folder: THEME_FOLDER, templates: ["layout", "templates"], assets: THEME_ASSETS });
  const folder = join(store.config.extensionsDir, "storefront");
  // The extension's locale files are read for each page, so that its author only reloads.
  const extension = () => createEngine({ folder, templates: ["blocks"], assets: EXTENSION_ASSETS });
  return {
    renderPage: (visitor, page) => renderPage(store, engine, extension(), visitor, page),
    renderLiquid: async (visitor, source, path) => {
      const page: Page = { template: "proxy", type: "app_proxy", title: store.shop.state.info.name, path };
      const globals = globalsFor(store, visitor, page, "app");
      const body = (await extension().liquid.parseAndRender(
        source.replace(/\{%-?\s*layout\s+none\s*-?%\}/, ""),
        globals,
      )) as string;
      if (/\{%-?\s*layout\s+none\s*-?%\}/.test(source)) return body;
      return renderLayout(store, engine, extension(), visitor, page, `<div class="page-width prose">${body}</div>`);
    },
    translate: (visitor, key, values = {}) => engine.translations.translate(visitor.language, key, values),
  };
}

async function renderPage(
  store: Store,
  engine: Engine,
  extension: Engine,
  visitor: Visitor,
  page: Page,
): Promise<string> {
  const placements = store.pages.placements.filter((placement) => placement.template === page.template);
  const appGlobals = globalsFor(store, visitor, page, "app");
  const blocks = await renderBlocks(
    extension,
    listBlocks(join(store.config.extensionsDir, "storefront")),
    placements,
    appGlobals,
  );
  const globals = { ...globalsFor(store, visitor, page, "theme"), ...page.data, content_for_apps: blocks.html };
  const content = (await engine.liquid.renderFile(`${page.template}.liquid`, globals, { globals })) as string;
  return renderLayout(store, engine, extension, visitor, page, content, blocks);
}

async function renderLayout(
  store: Store,
  engine: Engine,
  extension: Engine,
  visitor: Visitor,
  page: Page,
  content: string,
  blocks: { stylesheets: string[]; scripts: string[] } = { stylesheets: [], scripts: [] },
): Promise<string> {
  const placements = store.pages.placements.filter((placement) => placement.template === "layout");
  const offered = listBlocks(join(store.config.extensionsDir, "storefront"));
  const embeds = await renderBlocks(extension, offered, placements, globalsFor(store, visitor, page, "app"));
  const stylesheets = new Set([...blocks.stylesheets, ...embeds.stylesheets]);
  const scripts = new Set([...blocks.scripts, ...embeds.scripts]);
  const header = [
    ...[...stylesheets].map((file) => `<link rel="stylesheet" href="${EXTENSION_ASSETS}/${file}" media="all">`),
    ...[...scripts].map((file) => `<script src="${EXTENSION_ASSETS}/${file}" defer></script>`),
  ].join("\n");
  const globals = globalsFor(store, visitor, page, "theme");
  const layout = {
    ...globals,
    ...page.data,
    content_for_header: header,
    content_for_layout: content,
    content_for_embeds: embeds.html,
  };
  return (await engine.liquid.renderFile("theme", layout, { globals })) as string;
}

/** The objects that every template and block can read. */
function globalsFor(store: Store, visitor: Visitor, page: Page, audience: Audience): Drop {
  const customer = customerOf(store, visitor);
  const [name, suffix] = page.template.split(".");
  const localization = localizationDrop(visitor);
  const installation = gid("AppInstallation", store.config.appId);
  return {
    shop: shopDrop(store, audience),
    customer: customer ? customerDrop(store, customer, audience) : null,
    cart: { ...cartJson(store, visitor), taxes_included: store.shop.state.info.taxesIncluded },
    localization,
    routes: ROUTES,
    template: { name, suffix: suffix ?? null, directory: null },
    request: {
      locale: localization.language,
      page_type: page.type,
      path: page.path,
      host: new URL(store.config.storeUrl).host,
      origin: store.config.storeUrl,
      design_mode: false,
    },
    page_title: page.title,
    settings: { theme: store.pages.theme },
    form_states: page.forms ?? {},
    ...(audience === "app" ? { app: { metafields: metafieldsDrop(store, installation, audience) } } : {}),
    ...(audience === "app" ? page.data : {}),
  };
}
