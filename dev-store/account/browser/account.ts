/** The page around the account extensions: tokens, the Customer Account API, toasts, the clipboard, and how high a frame is. */
import { hostFrames } from "./host.ts";

const TOAST_MS = 4000;

hostFrames({
  frames: () => document.querySelectorAll("iframe[data-account-frame]"),
  tokenPath: "/customer-account/session-token",
  queryPath: "/customer-account/api/graphql",
  navigate: (url) => location.assign(new URL(url, location.origin)),
  toast: showToast,
});

function showToast(text: string): void {
  const toast = document.getElementById("account-toast");
  if (!toast) return;
  toast.textContent = text;
  toast.hidden = false;
  window.setTimeout(() => (toast.hidden = true), TOAST_MS);
}
