import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";

/** Shopify's own library, which our checks of signatures are held against, and the secret that both know. */
export const SECRET = "a-secret-that-only-shopify-and-we-know";

export const library = shopifyApi({
  apiKey: "key",
  apiSecretKey: SECRET,
  hostName: "laurel.example.com",
  apiVersion: ApiVersion.October26,
  isEmbeddedApp: true,
  logger: { level: LogSeverity.Error, log: () => undefined },
});
