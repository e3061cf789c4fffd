// With single fetch, loaders' answers arrive with their own types: useLoaderData needs to be told.
import "@remix-run/node";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
}
