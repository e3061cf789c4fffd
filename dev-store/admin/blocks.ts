/** The app's blocks on the owner's pages: admin UI extensions, each in a frame without an origin. */
import { Router } from "express";
import { bundleExtension, listExtensions, readWords } from "../account/extensions.ts";
import type { UiExtension } from "../account/extensions.ts";
import { browserScript } from "../browser-script.ts";
import { fieldsOf, handler } from "../handler.ts";
import { attributes, escapeHtml, textOf } from "../html.ts";
import { findToken, issueOnline } from "../oauth/tokens.ts";
import type { Store } from "../store.ts";
import { gid } from "../storefront/drops.ts";
import { html } from "../ui/page.ts";
import type { Html } from "../ui/page.ts";
import { ownerLanguage } from "./embedded.ts";

const CUSTOMER_TARGET = "admin.customer-details.block.render";

const listBlocks = (store: Store) => listExtensions(store.config.extensionsDir, "admin-", [CUSTOMER_TARGET]);

/** The blocks of a customer's page; none where the app isn't installed. */
export function customerBlocks(store: Store, customerId: string): Html {
  if (!store.pages.installed) return html``;
  const frames = listBlocks(store).map(
    ({ id }) =>
      html`<iframe
        class="block"
        title="Laurel"
        sandbox="allow-scripts"
        src="/admin/blocks/${id}?customer=${customerId}"
        data-admin-block
        data-app="/admin/apps/${store.config.appHandle}"
      ></iframe>`,
  );
  // The script comes first: a frame asks the page around it as soon as it is there.
  return html`<script src="/admin/blocks/host.js"></script>
    ${frames}`;
}

/** /admin/blocks and below: frames, scripts, and the Admin API for a block. */
export function blockRoutes(store: Store): Router {
  const router = Router();
  const script = (path: string, file: string) =>
    router.get(
      path,
      handler(async (_request, response) => {
        response.type("text/javascript").send(await browserScript(file));
      }),
    );
  script("/admin/blocks/host.js", "admin/browser/blocks.ts");
  script("/admin/blocks/frame.js", "admin/browser/block-frame.ts");
  router.post(
    "/admin/blocks/query",
    handler(async (request, response) => {
      const { status, body } = await store.api.handle(appToken(store), fieldsOf(request));
      response.status(status).json(body);
    }),
  );
  router.get(
    "/admin/blocks/:file",
    handler(async (request, response) => {
      const [id, ending] = String(request.params.file).split(".");
      const block = listBlocks(store).find((one) => one.id === id);
      if (!block) response.status(404).type("text").send("The app has no such block.\n");
      else if (ending === "js") response.type("text/javascript").send(await bundleExtension(block, store.config));
      else response.type("html").send(frameDocument(block, ownerLanguage(request), textOf(request.query.customer)));
    }),
  );
  return router;
}

const tokens = new WeakMap<Store, string>();

/** What a block asks is asked with the app's rights, as Shopify does for whoever looks at the page. */
function appToken(store: Store): string {
  if (!store.pages.installed) return "";
  const known = tokens.get(store);
  if (known !== undefined && findToken(store, known)) return known;
  const token = issueOnline(store).access_token;
  tokens.set(store, token);
  return token;
}

function frameDocument(block: UiExtension, language: string, customerId: string): string {
  const data = {
    target: block.target,
    language,
    words: readWords(block, language),
    selected: gid("Customer", customerId),
  };
  const script = (src: string) => `<script${attributes({ src })}></script>`;
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(block.handle)}</title></head>
<body data-extension="${escapeHtml(JSON.stringify(data))}">${script("/admin/blocks/frame.js")}${script(`/admin/blocks/${block.id}.js`)}<script>startExtension(extension.default)</script></body></html>`;
}
