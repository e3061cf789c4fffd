import { ApiVersion } from "@shopify/shopify-api";

/** The one Admin API version that Laurel speaks. A test compares it with shopify.app.toml and the vendored schema. */
export const API_VERSION = ApiVersion.October26;
