/** Express handlers that may wait: what they throw becomes the page's error answer. */
import type { NextFunction, Request, RequestHandler, Response } from "express";

/** Makes an async function a handler. */
export function handler(run: (request: Request, response: Response) => Promise<void> | void): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    void (async () => {
      try {
        await run(request, response);
      } catch (error) {
        next(error);
      }
    })();
  };
}

/** The fields of a form or of a JSON body; anything else is empty. */
export function fieldsOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  return typeof body === "object" && body !== null && !Buffer.isBuffer(body) ? (body as Record<string, unknown>) : {};
}

/** Whether the caller asked for JSON rather than a page. */
export function wantsJson(request: Request): boolean {
  return request.accepts("html", "json") === "json";
}

/** A path of this shop to go on to; an address elsewhere is not followed. */
export function localPath(value: unknown, otherwise: string): string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : otherwise;
}
