import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { OrderPoints } from "../../account-shared/OrderPoints.tsx";

export default async () => {
  const orderId = shopify.orderConfirmation.value.order.id;
  render(<OrderPoints api={shopify} orderId={orderId} isPatient />, document.body);
};
