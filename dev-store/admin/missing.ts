/** The owner's page for what is not there. */
import type { Request, Response } from "express";
import type { Store } from "../store.ts";
import { html, ownerPage } from "../ui/page.ts";

/** Answers 404 with a way back. */
export function missingPage(store: Store, request: Request, response: Response): void {
  const body = html`<h1>This page is not here</h1>
    <p>The pretend store has no page at <code>${request.path}</code>. <a href="/admin">Overview</a></p>`;
  response
    .status(404)
    .type("html")
    .send(ownerPage(store, { title: "Not here", path: request.path, body }));
}
