/** The page around frames of extensions: answers what they ask, does what they want, and gives each the height that it has. */
import type { FrameMessage, PageMessage } from "./messages.ts";

export type Answer = { status: number; body: string };
type Host = {
  /** The frames that are there by now: a frame may ask as soon as it is, so that whoever hosts it listens before. */
  frames: () => NodeListOf<HTMLIFrameElement>;
  /** Where this page gives out session tokens. */
  tokenPath: string;
  /** Where this page asks the shop's API for an extension. */
  queryPath: string;
  navigate: (url: string) => void;
  toast: (text: string) => void;
};

/** Listens to the frames for as long as the page is there. */
export function hostFrames(host: Host): void {
  window.addEventListener("message", (event) => {
    const frame = [...host.frames()].find((one) => one.contentWindow === event.source);
    // A sandboxed frame's origin is "null"; which frame it is, its window says.
    if (frame && event.origin === "null") void receive(host, frame, event.data as FrameMessage);
  });
}

async function receive(host: Host, frame: HTMLIFrameElement, message: FrameMessage): Promise<void> {
  if (message.type === "height") frame.style.height = `${String(Math.ceil(message.height))}px`;
  if (message.type === "toast") host.toast(message.text);
  if (message.type === "copy") await navigator.clipboard.writeText(message.text);
  if (message.type === "navigate") host.navigate(message.url);
  if (message.type !== "ask") return;
  const value = message.question === "token" ? await readToken(host) : await query(host, message.body ?? "");
  const answer: PageMessage = { type: "answer", call: message.call, value };
  frame.contentWindow?.postMessage(answer, "*");
}

async function readToken({ tokenPath }: Host): Promise<unknown> {
  const response = await fetch(tokenPath);
  return ((await response.json()) as { token?: string }).token ?? null;
}

/** Shopify's API that is not there answers as one that fails, so that an extension hears of it. */
async function query({ queryPath }: Host, body: string): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(queryPath, { method: "POST", headers, body }).catch(() => null);
  if (response === null) return { status: 503, body: "" };
  return { status: response.status, body: await response.text() };
}
