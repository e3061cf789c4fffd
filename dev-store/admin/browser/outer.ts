/** The outer page around the app's frame: answers the stand-in, shows what the app announces, keeps the address. */
import { MARK, readMessage } from "./messages.ts";
import type { BarButton, FrameMessage, NavItem, OuterMessage, SaveBarState } from "./messages.ts";
import { pickResources } from "./picker.ts";

const frame = requireElement("app-frame") as HTMLIFrameElement;
const appOrigin = frame.dataset.origin ?? "";
const appPath = frame.dataset.path ?? "";
/** What the admin adds to the app's address; the outer address does not show it. */
const OWN = ["id_token", "hmac", "session", "timestamp", "embedded", "shop", "host", "locale", "shopify-reload"];
let bar: SaveBarState | null = null;
let toastTimer = 0;

function requireElement(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element ${id}`);
  return element;
}

const send = (message: OuterMessage) => frame.contentWindow?.postMessage({ mark: MARK, message }, appOrigin);

window.addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.origin !== appOrigin) return;
  const message = readMessage(event.data) as FrameMessage | null;
  if (message) receive(message);
});

function receive(message: FrameMessage): void {
  if (message.type === "ask") void answer(message);
  if (message.type === "toast") showToast(message);
  if (message.type === "loading") requireElement("loading").hidden = !message.isLoading;
  if (message.type === "nav") showNavigation(message.items, message.path);
  if (message.type === "title" && message.title) document.title = `${message.title} – ${appPath}`;
  if (message.type === "saveBar") showSaveBar(message.bar);
  if (message.type === "location") followLocation(message.path);
  if (message.type === "redirect") location.href = outerAddress(message.url);
}

async function answer(message: Extract<FrameMessage, { type: "ask" }>): Promise<void> {
  const reply = (value: unknown) => send({ type: "answer", call: message.call, value });
  if (message.question === "idToken") reply(((await readJson("/admin/session-token")) as { token: string }).token);
  if (message.question === "extensions") reply(await readJson("/admin/app-extensions"));
  if (message.question === "resourcePicker") reply(await pickResources(message.options as Record<string, unknown>));
  if (message.question === "leave") {
    const mayLeave = !bar?.isShown || window.confirm(requireElement("save-bar").dataset.leave);
    if (mayLeave) reply(null);
  }
}

async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address);
  return response.json();
}

function showToast({ id, message, isError, duration, action }: Extract<FrameMessage, { type: "toast" }>): void {
  const toast = requireElement("toast");
  const hide = () => (toast.hidden = true);
  toast.replaceChildren(message);
  if (action !== null) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action });
    button.addEventListener("click", () => {
      hide();
      send({ type: "toastAction", id });
    });
    toast.append(" ", button);
  }
  toast.classList.toggle("toast--error", isError);
  toast.hidden = false;
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(hide, duration);
}

function showNavigation(items: NavItem[], path: string): void {
  const links = items.map((item) => {
    const link = document.createElement("a");
    link.textContent = item.text;
    link.href = appPath + item.href;
    link.dataset.appHref = item.href;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      send({ type: "navigate", href: item.href });
    });
    return link;
  });
  requireElement("app-nav").replaceChildren(...links);
  markCurrent(path);
}

/** The link whose path is the longest beginning of the app's path is where we are. */
function markCurrent(path: string): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#app-nav a")];
  const here = links
    .filter(({ dataset: { appHref = "" } }) => path === appHref || path.startsWith(`${appHref}/`))
    .toSorted((a, b) => (b.dataset.appHref ?? "").length - (a.dataset.appHref ?? "").length)[0];
  for (const link of links) {
    if (link === here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function showSaveBar(state: SaveBarState): void {
  // A bar that hides must not take away another one that is shown meanwhile.
  if (!state.isShown && bar && bar.id !== state.id) return;
  bar = state;
  requireElement("save-bar").hidden = !state.isShown;
  drawButton("save", state.save);
  drawButton("discard", state.discard);
}

function drawButton(id: "save" | "discard", button: BarButton | null): void {
  const element = requireElement(id) as HTMLButtonElement;
  element.hidden = !button;
  element.disabled = button ? button.disabled || button.loading : true;
  if (button?.label) element.textContent = button.label;
}
for (const id of ["save", "discard"] as const)
  requireElement(id).addEventListener("click", () => {
    if (bar) send({ type: "saveBarClick", id: bar.id, button: id });
  });

function followLocation(path: string): void {
  const url = new URL(path, location.origin);
  if (url.pathname.startsWith("/auth")) return;
  for (const name of OWN) url.searchParams.delete(name);
  history.replaceState(null, "", appPath + url.pathname + url.search);
  markCurrent(url.pathname);
}

/** An address of Shopify's admin or of the shop, as this store has it. */
function outerAddress(url: string): string {
  return url
    .replace(/^https:\/\/admin\.shopify\.com\/store\/[^/]+/, "/admin")
    .replace(/^https:\/\/[\w-]+\.myshopify\.com/, "")
    .replace(/^shopify:\/*admin/, "/admin");
}
