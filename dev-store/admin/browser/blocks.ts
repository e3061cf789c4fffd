/** The owner's page around admin blocks: tokens, the Admin API with the app's rights, and where their links lead. */
import { hostFrames } from "../../account/browser/host.ts";

const frames = () => document.querySelectorAll<HTMLIFrameElement>("iframe[data-admin-block]");

hostFrames({
  frames,
  tokenPath: "/admin/session-token",
  queryPath: "/admin/blocks/query",
  navigate: (url) => location.assign(new URL(addressOf(url), location.origin)),
  // A block of Shopify's admin has no toasts.
  toast: () => undefined,
});

/** `app:…` is a path of the app, `shopify:admin/…` a page of the admin. */
function addressOf(url: string): string {
  const appPath = frames()[0]?.dataset.app ?? "";
  return url.replace(/^app:\/*/, `${appPath}/`).replace(/^shopify:\/*admin/, "/admin");
}
