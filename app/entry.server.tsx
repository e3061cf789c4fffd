import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable } from "@remix-run/node";
import type { ActionFunctionArgs, EntryContext, LoaderFunctionArgs } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { closeDatabase as endConnections } from "./database.ts";
import { db } from "./db.server.ts";
import "./locales/translations.ts";
import { logger } from "./logger.server.ts";
import { addDocumentResponseHeaders } from "./shopify.server.ts";
import { answerShopper } from "./shopper/doors.server.ts";
import { serve } from "./shopper/serve.ts";

// server.ts takes these from the build, so that pages, intake and worker share one copy of every module and one pool.
export { intake } from "./intake/receive-webhook.ts";
export { startWorker } from "./jobs/worker.ts";
export { logger };
export const shopper = serve(answerShopper);

/** Ends the process's connections when it stops. */
export const closeDatabase = (): Promise<void> => endConnections(db);

/** How long a page may stream before its unfinished parts are given up. */
export const streamTimeout = 5000;

/** Renders a document, with the headers that let Shopify's admin frame it and nobody else. */
export default async function handleRequest(
  request: Request,
  responseStatusCode: number,
  responseHeaders: Headers,
  remixContext: EntryContext,
): Promise<Response> {
  addDocumentResponseHeaders(request, responseHeaders);
  // A crawler gets the whole page at once; a browser gets the frame first.
  const readyEvent = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let status = responseStatusCode;
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={remixContext} url={request.url} />, {
      [readyEvent]: () => {
        const body = new PassThrough();
        responseHeaders.set("Content-Type", "text/html");
        resolve(new Response(createReadableStreamFromReadable(body), { headers: responseHeaders, status }));
        pipe(body);
      },
      onShellError: reject,
      onError(error) {
        status = 500;
        logger.error({ err: error }, "a page could not be rendered");
      },
    });
    setTimeout(abort, streamTimeout + 1000).unref();
  });
}

/** A loader or action threw what it should not have: logged once, without the query. A visitor who left is no error. */
export function handleError(error: unknown, { request }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (request.signal.aborted) return;
  logger.error({ err: error, path: new URL(request.url).pathname }, "a request failed");
}
