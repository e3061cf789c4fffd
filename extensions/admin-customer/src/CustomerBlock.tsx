import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { CustomerLoyalty } from "./CustomerLoyalty.tsx";

export default async () => {
  render(<CustomerLoyalty api={shopify} />, document.body);
};
