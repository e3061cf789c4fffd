import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect, useState } from "react";

/**
 * Whether a block of the theme app extension is in use. The admin itself knows; where it can't say, an exchange proves
 * that customers have found the block.
 */
export function useBlockPlaced(exchanged: boolean): boolean {
  const shopify = useAppBridge();
  const [placed, setPlaced] = useState(false);
  useEffect(() => {
    let gone = false;
    askAdmin(shopify).then(
      (answer) => gone || setPlaced(answer),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [shopify]);
  return placed || exchanged;
}

async function askAdmin(shopify: ReturnType<typeof useAppBridge>): Promise<boolean> {
  const extensions = await shopify.app.extensions();
  return extensions.some(({ activations }) =>
    activations.some((activation) => "status" in activation && activation.status === "active"),
  );
}
