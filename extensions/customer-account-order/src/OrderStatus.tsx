import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { OrderPoints } from "../../account-shared/OrderPoints.tsx";

export default async () => {
  const orderId = shopify.order.value?.id;
  if (orderId !== undefined) render(<OrderPoints api={shopify} orderId={orderId} isPatient={false} />, document.body);
};
