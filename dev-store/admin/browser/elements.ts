/** App Bridge's own elements: what they hold is shown by the outer page, so they are not seen inside the frame. */
import type { Bridge } from "./bridge.ts";
import type { BarButton } from "./messages.ts";

const STYLE = "ui-nav-menu,s-app-nav,ui-title-bar,ui-save-bar{display:none}";

/** Defines the elements. An adopted style sheet hides them: inline styles or an element in the head would upset React's hydration. */
export function defineElements(bridge: Bridge): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
  define("ui-nav-menu", navMenu(bridge));
  define("s-app-nav", navMenu(bridge));
  define("ui-title-bar", titleBar(bridge));
  define("ui-save-bar", saveBar(bridge));
  define("ui-modal", Modal);
}

function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

const SAVE = "button[variant=primary]";
const DISCARD = "button:not([variant=primary])";
const WATCHED = { childList: true, subtree: true, characterData: true, attributes: true };

function navMenu(bridge: Bridge): CustomElementConstructor {
  return class extends HTMLElement {
    readonly #observer = new MutationObserver(() => this.#tell());
    connectedCallback(): void {
      this.#observer.observe(this, WATCHED);
      queueMicrotask(() => this.#tell());
    }
    disconnectedCallback(): void {
      this.#observer.disconnect();
    }
    #tell(): void {
      const links = [...this.querySelectorAll("a, s-link")].filter((link) => link.getAttribute("rel") !== "home");
      const items = links.map((link) => ({ href: link.getAttribute("href") ?? "", text: link.textContent.trim() }));
      bridge.post({ type: "nav", items, path: location.pathname });
    }
  };
}

function titleBar(bridge: Bridge): CustomElementConstructor {
  return class extends HTMLElement {
    static readonly observedAttributes = ["title"];
    connectedCallback(): void {
      this.#tell();
    }
    attributeChangedCallback(): void {
      if (this.isConnected) this.#tell();
    }
    #tell(): void {
      // A modal's own title bar is no title of the page.
      if (!this.closest("ui-modal")) bridge.post({ type: "title", title: this.getAttribute("title") ?? "" });
    }
  };
}

function saveBar(bridge: Bridge): CustomElementConstructor {
  return class extends HTMLElement {
    #isShown = false;
    readonly #observer = new MutationObserver(() => this.#tell());
    get showing(): boolean {
      return this.#isShown;
    }
    connectedCallback(): void {
      this.#observer.observe(this, WATCHED);
    }
    disconnectedCallback(): void {
      this.#observer.disconnect();
      this.#set(false);
    }
    show(): Promise<void> {
      this.#set(true);
      return Promise.resolve();
    }
    hide(): Promise<void> {
      this.#set(false);
      return Promise.resolve();
    }
    toggle(): Promise<void> {
      this.#set(!this.#isShown);
      return Promise.resolve();
    }
    #set(isShown: boolean): void {
      if (this.#isShown === isShown) return;
      this.#isShown = isShown;
      this.#tell();
      this.dispatchEvent(new Event(isShown ? "show" : "hide"));
    }
    #tell(): void {
      const [save, discard] = [buttonOf(this, SAVE), buttonOf(this, DISCARD)];
      bridge.post({ type: "saveBar", bar: { id: this.id, isShown: this.#isShown, save, discard } });
    }
  };
}

function buttonOf(bar: HTMLElement, selector: string): BarButton | null {
  const button = bar.querySelector(selector);
  if (!button) return null;
  const loading = button.getAttribute("loading");
  return {
    label: button.textContent.trim(),
    disabled: button.hasAttribute("disabled"),
    loading: loading !== null && loading !== "false",
  };
}

/** The outer page's click on a bar's button is a click on the app's own button. */
export function clickSaveBar(id: string, button: "save" | "discard"): void {
  const bar = document.getElementById(id);
  bar?.querySelector<HTMLButtonElement>(button === "save" ? SAVE : DISCARD)?.click();
}

/** A modal stays inside the frame: a dialog with the content, its title bar's title and buttons. */
class Modal extends HTMLElement {
  readonly content = document.createElement("div");
  readonly #dialog = document.createElement("dialog");
  connectedCallback(): void {
    this.#dialog.append(this.content);
    this.#dialog.addEventListener("close", () => this.dispatchEvent(new Event("hide")));
    document.body.append(this.#dialog);
  }
  disconnectedCallback(): void {
    this.#dialog.remove();
  }
  show(): Promise<void> {
    if (!this.#dialog.open) {
      this.#dialog.showModal();
      this.dispatchEvent(new Event("show"));
    }
    return Promise.resolve();
  }
  hide(): Promise<void> {
    if (this.#dialog.open) this.#dialog.close();
    return Promise.resolve();
  }
  toggle(): Promise<void> {
    return this.#dialog.open ? this.hide() : this.show();
  }
}
