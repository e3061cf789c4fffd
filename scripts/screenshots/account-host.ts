/** In the browser: answers the frames of account extensions as a customer account's page does, each with the servers of its own state. */
import { hostFrames } from "../../dev-store/account/browser/host.ts";

for (let index = 0; index < Number(document.body.dataset["states"]); index += 1) {
  const state = `/states/${String(index)}`;
  hostFrames({
    frames: () => document.querySelectorAll(`iframe[data-state="${String(index)}"]`),
    tokenPath: `${state}/token`,
    queryPath: `${state}/shopify`,
    navigate: () => undefined,
    toast: () => undefined,
  });
}
