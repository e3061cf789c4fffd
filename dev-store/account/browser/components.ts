/** Stand-ins for the `s-*` components that the extensions use. Their look is the box's own, not Shopify's. */

type Doors = { copy: (text: string) => void; navigate: (url: string) => void };

/** How much a gap's or padding's name is. */
const GAPS: Record<string, string> = {
  none: "0",
  "small-500": "2px",
  "small-400": "4px",
  "small-300": "4px",
  "small-200": "6px",
  "small-100": "8px",
  small: "10px",
  base: "16px",
  large: "22px",
  "large-100": "28px",
};
const gapOf = (element: Element, name: string) => GAPS[element.getAttribute(name) ?? ""] ?? "0";

/** Colours reach into the components as custom properties; a page in the dark theme has others. */
const DAY =
  "--ink:#2a2521;--muted:#665d52;--card:#fffdf8;--line:#e1d6c3;--field:#9b8f7c;--badge:#e9e8d8;--sand:#f3efe4;--leaf:#3f5b45;--leaf-ink:#2f4635;--on-leaf:#fff;--focus:#7d9a6f;--radius:14px";
const NIGHT =
  "--ink:#f0f4fa;--muted:#a9b6c6;--card:#161c26;--line:#33404f;--field:#6b7c91;--badge:#1d2734;--sand:#14263a;--leaf:#8fc7ff;--leaf-ink:#a9d4ff;--on-leaf:#0d1117;--focus:#ffd166;--radius:0";

const PAGE_STYLE = `:root{color-scheme:light;${DAY}}:root[data-theme=night]{color-scheme:dark;${NIGHT}}
body{margin:0;padding:1px;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:transparent}
*{box-sizing:border-box}:not(:defined){outline:2px dashed #a3341f}`;

/** Defines all of them. */
export function defineComponents(doors: Doors): void {
  document.head.append(Object.assign(document.createElement("style"), { textContent: PAGE_STYLE }));
  const plain = (name: string, style: (element: Element) => string, content?: (element: Element) => string) =>
    customElements.define(name, component(style, content ?? (() => "<slot></slot>")));
  const title = (tag: string) => (element: Element) =>
    `${element.getAttribute("heading") ? `<${tag}>${escapeText(element.getAttribute("heading"))}</${tag}>` : ""}<slot></slot>`;
  const heading = "h2,h3{font:600 1.25em/1.25 Georgia,serif;margin:0 0 12px}h2{font-size:1.6em}";

  plain(
    "s-admin-block",
    () => `:host{display:block;background:#fff;border:1px solid #e3dacb;border-radius:8px;padding:18px}${heading}`,
    title("h3"),
  );
  plain("s-page", () => `:host{display:block}${heading}`, title("h2"));
  plain(
    "s-section",
    () =>
      `:host{display:block;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:20px}${heading}`,
    title("h3"),
  );
  plain(
    "s-heading",
    () => ":host{display:block;font:600 1.25em/1.3 Georgia,serif}",
    () => '<span role="heading" aria-level="3"><slot></slot></span>',
  );
  plain("s-stack", stackStyle);
  plain("s-grid", gridStyle);
  plain("s-box", boxStyle);
  plain("s-text", textStyle);
  plain("s-paragraph", (element) => `:host{display:block;margin:0}${textStyle(element)}`);
  plain("s-badge", () => ":host{display:inline-block;background:var(--badge);border-radius:6px;padding:0 9px}");
  plain("s-divider", () => ":host{display:block;border-top:1px solid var(--line)}");
  plain("s-banner", bannerStyle, bannerContent);
  plain("s-image", imageStyle, imageContent);
  plain("s-progress", () => "progress{width:100%;height:10px;accent-color:var(--leaf)}", progressContent);
  plain(
    "s-spinner",
    () => ":host{display:block;padding:20px;color:var(--muted)}",
    (element) => `<span role="status">${escapeText(element.getAttribute("accessibilitylabel"))}</span>`,
  );
  plain(
    "s-details",
    () => ":host{display:block}summary{cursor:pointer}::slotted(s-summary){display:inline}",
    () => '<details><summary><slot name="summary"></slot></summary><slot></slot></details>',
  );
  customElements.define("s-summary", summary());
  plain(
    "s-unordered-list",
    () => ":host{display:block}div{margin:6px 0;padding-inline-start:20px}",
    () => '<div role="list"><slot></slot></div>',
  );
  customElements.define("s-list-item", listItem());
  customElements.define("s-button", buttonElement(doors, BUTTON_STYLE));
  customElements.define("s-link", buttonElement(doors, LINK_STYLE));
  customElements.define("s-number-field", numberField());
  customElements.define("s-checkbox", checkbox());
  customElements.define("s-clipboard-item", clipboardItem(doors));
}

/** What has no stand-in is told by its name. */
export function requireKnownComponents(): void {
  const unknown = [...document.querySelectorAll(":not(:defined)")].map((element) => element.localName);
  if (unknown.length > 0) throw new Error(`dev store: no stand-in for ${[...new Set(unknown)].join(", ")}`);
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeText = (text: string | null) =>
  (text ?? "").replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
const isOn = (element: Element, name: string) => {
  const value = element.getAttribute(name);
  return value !== null && value !== "false";
};

/** An element that is drawn again whenever one of its attributes changes. */
function component(
  style: (element: Element) => string,
  content: (element: Element) => string,
): CustomElementConstructor {
  return class extends HTMLElement {
    readonly #root = this.attachShadow({ mode: "open" });
    connectedCallback(): void {
      new MutationObserver(() => this.#draw()).observe(this, { attributes: true });
      this.#draw();
    }
    #draw(): void {
      this.#root.innerHTML = `<style>${style(this)}</style>${content(this)}`;
    }
  };
}

const stackStyle = (element: Element) =>
  `:host{display:flex;flex-wrap:wrap;flex-direction:${element.getAttribute("direction") === "inline" ? "row" : "column"};gap:${gapOf(element, "gap")};${alignment(element)}}`;
const alignment = (element: Element) => {
  const items = element.getAttribute("alignitems");
  return items && /^[a-z-]+$/.test(items) ? `align-items:${items}` : "";
};
const gridStyle = (element: Element) => {
  const columns = element.getAttribute("gridtemplatecolumns") ?? "1fr";
  return `:host{display:grid;grid-template-columns:${columns.replaceAll(/[^\w\s().,%-]/g, "")};gap:${gapOf(element, "gap")};${alignment(element)}}`;
};
const boxStyle = (element: Element) => {
  const border = element.hasAttribute("border") ? "border:1px solid var(--line);" : "";
  const radius = element.hasAttribute("borderradius") ? "border-radius:12px;" : "";
  const size = (element.getAttribute("maxinlinesize") ?? "").replaceAll(/[^\w.%]/g, "");
  return `:host{display:block;${border}${radius}padding:${gapOf(element, "padding")};${size ? `max-inline-size:${size};` : ""}}`;
};
const textStyle = (element: Element) =>
  `:host{${element.getAttribute("color") === "subdued" ? "color:var(--muted);" : ""}${element.getAttribute("type") === "strong" ? "font-weight:650;" : ""}overflow-wrap:anywhere}`;

const TONES: Record<string, string> = { critical: "#a3341f", warning: "#9a6a12", success: "#2f6a3c", info: "#56775d" };
const bannerStyle = (element: Element) =>
  `:host{display:block;border-left:4px solid ${TONES[element.getAttribute("tone") ?? ""] ?? "#56775d"};background:var(--sand);padding:12px 16px;border-radius:6px}strong{display:block}`;
const bannerContent = (element: Element) => {
  const heading = element.getAttribute("heading");
  const role = element.getAttribute("tone") === "critical" ? "alert" : "status";
  return `<div role="${role}">${heading ? `<strong>${escapeText(heading)}</strong>` : ""}<slot></slot></div>`;
};
const imageStyle = (element: Element) => {
  const ratio = (element.getAttribute("aspectratio") ?? "auto").replaceAll(/[^\w/.\s]/g, "");
  return `:host{display:block}img{display:block;width:100%;aspect-ratio:${ratio};object-fit:cover;border-radius:10px}`;
};
const imageContent = (element: Element) =>
  `<img src="${escapeText(element.getAttribute("src"))}" alt="${escapeText(element.getAttribute("alt"))}">`;
const progressContent = (element: Element) =>
  `<progress value="${escapeText(element.getAttribute("value"))}" max="${escapeText(element.getAttribute("max") ?? "1")}" aria-label="${escapeText(element.getAttribute("accessibilitylabel"))}"></progress>`;

const BUTTON_STYLE = `:host{display:inline-block}button{font:inherit;font-weight:600;padding:8px 18px;border-radius:999px;border:1px solid var(--leaf);background:transparent;color:var(--leaf-ink);cursor:pointer}
:host([variant=primary]) button{background:var(--leaf);color:var(--on-leaf)}button:disabled{opacity:.55;cursor:default}:focus-visible{outline:3px solid var(--focus);outline-offset:2px}`;

const LINK_STYLE = `:host{display:inline-block}button{font:inherit;padding:0;border:0;background:transparent;color:var(--leaf-ink);text-decoration:underline;cursor:pointer}
button:disabled{opacity:.55;cursor:default}:focus-visible{outline:3px solid var(--focus);outline-offset:2px}`;

/** Buttons and links: a disabled or waiting one passes no click on; `command="--copy"` copies what `commandFor` names. */
function buttonElement(doors: Doors, style: string): CustomElementConstructor {
  return class extends HTMLElement {
    readonly #root = this.attachShadow({ mode: "open", delegatesFocus: true });
    constructor() {
      super();
      this.addEventListener(
        "click",
        (event) => {
          if (isOn(this, "disabled") || isOn(this, "loading")) event.stopImmediatePropagation();
          else this.#follow();
        },
        { capture: true },
      );
    }
    connectedCallback(): void {
      new MutationObserver(() => this.#draw()).observe(this, { attributes: true });
      this.#draw();
    }
    #draw(): void {
      const label = this.getAttribute("accessibilitylabel");
      const off = isOn(this, "disabled") || isOn(this, "loading") ? " disabled" : "";
      const busy = isOn(this, "loading") ? ' aria-busy="true"' : "";
      this.#root.innerHTML = `<style>${style}</style><button type="button"${label ? ` aria-label="${escapeText(label)}"` : ""}${off}${busy}><slot></slot></button>`;
    }
    #follow(): void {
      const href = this.getAttribute("href");
      if (href) doors.navigate(href);
      const target = document.getElementById(this.getAttribute("commandfor") ?? "");
      if (this.getAttribute("command") === "--copy") target?.dispatchEvent(new Event("dev-store-copy"));
    }
  };
}

function clipboardItem(doors: Doors): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback(): void {
      this.hidden = true;
      this.addEventListener("dev-store-copy", () => {
        doors.copy(this.getAttribute("text") ?? "");
        this.dispatchEvent(new Event("copy"));
      });
    }
  };
}

/** A line of a list, to those who hear the page as well. */
function listItem(): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback(): void {
      this.role = "listitem";
      this.attachShadow({ mode: "open" }).innerHTML =
        "<style>:host{display:list-item;overflow-wrap:anywhere}</style><slot></slot>";
    }
  };
}

/** The line that opens `s-details`: it goes to the place that its parent keeps for it. */
function summary(): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback(): void {
      this.slot = "summary";
    }
  };
}

/** A number field; its `value` is a string, as in Shopify's. */
function numberField(): CustomElementConstructor {
  return class extends HTMLElement {
    readonly #root = this.attachShadow({ mode: "open", delegatesFocus: true });
    #value = "";
    get value(): string {
      return this.#value;
    }
    set value(value: string) {
      this.#value = value;
      const input = this.#root.querySelector("input");
      if (input && input.value !== value) input.value = value;
    }
    connectedCallback(): void {
      const limits = ["min", "max", "step"].map((name) => ` ${name}="${escapeText(this.getAttribute(name))}"`).join("");
      this.#root.innerHTML = `<style>label{display:block;font-size:.9em}input{font:inherit;width:6em;padding:6px 10px;border:1px solid var(--field);border-radius:8px;background:transparent;color:inherit}</style>
<label>${escapeText(this.getAttribute("label"))} <input type="number" inputmode="numeric"${limits} value="${escapeText(this.#value)}"></label>`;
      const input = this.#root.querySelector("input");
      input?.addEventListener("input", () => (this.#value = input.value));
    }
  };
}

/** A checkbox; a change of it is told once it is there in `checked`, as in Shopify's. */
function checkbox(): CustomElementConstructor {
  return class extends HTMLElement {
    readonly #root = this.attachShadow({ mode: "open", delegatesFocus: true });
    #checked = false;
    get checked(): boolean {
      return this.#checked;
    }
    set checked(checked: boolean) {
      this.#checked = checked;
      const input = this.#root.querySelector("input");
      if (input) input.checked = checked;
    }
    connectedCallback(): void {
      this.#root.innerHTML = `<style>label{display:flex;gap:10px;align-items:baseline;cursor:pointer}input{inline-size:1.1em;block-size:1.1em;accent-color:var(--leaf)}</style>
<label><input type="checkbox"${this.#checked ? " checked" : ""}> <span>${escapeText(this.getAttribute("label"))}</span></label>`;
      const input = this.#root.querySelector("input");
      input?.addEventListener("change", () => {
        this.#checked = input.checked;
        this.dispatchEvent(new Event("change"));
      });
    }
  };
}
