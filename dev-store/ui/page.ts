/** The frame of the owner's pages and the console: plain HTML with one style sheet, a look of its own. */
import { attributes, escapeHtml } from "../html.ts";
import type { Store } from "../store.ts";

/** Text that is HTML already; everything else that goes into `html` is escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** HTML with its values escaped; lists are run together, null and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  const parts = strings.map((text, index) => (index < values.length ? text + render(values[index]) : text));
  return new Html(parts.join(""));
}

function render(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join("");
  return value === false || value === null ? "" : escapeHtml(value);
}

const SECTIONS: readonly { href: string; text: string }[] = [
  { href: "/admin", text: "Overview" },
  { href: "/admin/orders", text: "Orders" },
  { href: "/admin/customers", text: "Customers" },
  { href: "/admin/products", text: "Products" },
  { href: "/admin/discounts", text: "Discounts" },
];

export type OwnerPage = {
  title: string;
  path: string;
  body: Html;
  /** What the last action did. */
  said?: { text: string; isError: boolean } | null;
  /** Things after the navigation and in the head, for the page around the app. */
  side?: Html;
  head?: Html;
  bodyClass?: string;
};

/** A whole page. */
export function ownerPage(store: Store, page: OwnerPage): string {
  const { said } = page;
  const isCurrent = (href: string) => page.path === href || (href !== "/admin" && page.path.startsWith(`${href}/`));
  const link = ({ href, text }: { href: string; text: string }) =>
    html`<a href="${href}" ${new Html(attributes({ "aria-current": isCurrent(href) ? "page" : null }))}>${text}</a>`;
  const app = { href: `/admin/apps/${store.config.appHandle}/app`, text: "Laurel" };
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} – ${store.shop.state.info.name}</title>
        <link rel="icon" href="/cdn/theme/leaf.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/cdn/owner/owner.css" />
        ${page.head ?? ""}
      </head>
      <body class="${page.bodyClass ?? ""}">
        <header class="top">
          <a class="top__name" href="/admin">${store.shop.state.info.name}</a>
          <span class="top__what">pretend store</span>
          <span class="top__links"><a href="/">Shop</a> <a href="/_dev">Console</a></span>
        </header>
        <nav class="side" aria-label="Owner">
          ${SECTIONS.map(link)}
          <p class="side__head">Apps</p>
          ${link(app)} ${page.side ?? ""}
        </nav>
        <main class="content" id="content">
          ${said ? html`<p class="said${said.isError ? " said--error" : ""}" role="${said.isError ? "alert" : "status"}">${said.text}</p>` : ""}
          ${page.body}
        </main>
      </body>
    </html>`.text;
}

/** A table with a heading for each column; the first cell of a row names it. */
export function table(caption: string, columns: string[], rows: Html[][]): Html {
  if (rows.length === 0) return html`<p class="quiet">Nothing here yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A form that posts, with one button. */
export function actionForm(action: string, button: string, fields: Html = html``, className = ""): Html {
  return html`<form class="action ${className}" method="post" action="${action}">
    ${fields}<button type="submit">${button}</button>
  </form>`;
}

/** An input with its label. */
export function field(label: string, name: string, values: Record<string, unknown> = {}): Html {
  return html`<label class="field"
    ><span>${label}</span><input name="${name}" ${new Html(attributes(values))}
  /></label>`;
}
