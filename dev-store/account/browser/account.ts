/** The page around the account extensions: tokens, the Customer Account API, toasts, the clipboard, and how high a frame is. */
import type { FrameMessage, PageMessage } from "./messages.ts";

const TOAST_MS = 4000;
const frames = [...document.querySelectorAll<HTMLIFrameElement>("iframe[data-account-frame]")];
const toast = document.getElementById("account-toast");

window.addEventListener("message", (event) => {
  const frame = frames.find((one) => one.contentWindow === event.source);
  // A sandboxed frame's origin is "null"; which frame it is, its window says.
  if (frame && event.origin === "null") void receive(frame, event.data as FrameMessage);
});

async function receive(frame: HTMLIFrameElement, message: FrameMessage): Promise<void> {
  if (message.type === "height") frame.style.height = `${String(Math.ceil(message.height))}px`;
  if (message.type === "toast") showToast(message.text);
  if (message.type === "copy") await navigator.clipboard.writeText(message.text);
  if (message.type === "navigate") location.assign(new URL(message.url, location.origin));
  if (message.type !== "ask") return;
  const value = message.question === "token" ? await readToken() : await query(message.body ?? "");
  const answer: PageMessage = { type: "answer", call: message.call, value };
  frame.contentWindow?.postMessage(answer, "*");
}

async function readToken(): Promise<unknown> {
  const response = await fetch("/customer-account/session-token");
  return ((await response.json()) as { token?: string }).token ?? null;
}

async function query(body: string): Promise<{ status: number; body: string }> {
  const headers = { "content-type": "application/json" };
  const response = await fetch("/customer-account/api/graphql", { method: "POST", headers, body });
  return { status: response.status, body: await response.text() };
}

function showToast(text: string): void {
  if (!toast) return;
  toast.textContent = text;
  toast.hidden = false;
  window.setTimeout(() => (toast.hidden = true), TOAST_MS);
}
