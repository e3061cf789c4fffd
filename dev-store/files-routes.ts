/** Files of the shop over HTTP: what was uploaded in two steps, and the results of bulk operations. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Router, type Request, type Response } from "express";
import { handler } from "./handler.ts";
import type { Store } from "./store.ts";

/** Names that stagedUploadsCreate gives: nothing that could leave the folder. */
const UPLOAD_ID = /^\d{1,20}$/;
const UPLOAD_NAME = /^[\w-][\w.-]{0,200}$/;

function uploadFile(store: Store, request: Request): string | null {
  const { id = "", name = "" } = request.params as { id?: string; name?: string };
  if (!UPLOAD_ID.test(id) || !UPLOAD_NAME.test(name)) return null;
  return join(store.config.dataDir, "uploads", `${id}-${name}`);
}

function notFound(response: Response): void {
  response.status(404).type("text").send("There is no such file.\n");
}

/** PUT and GET /uploads/ID/NAME, GET /bulk/ID.jsonl. */
export function filesRoutes(store: Store): Router {
  const router = Router();
  router.put(
    "/uploads/:id/:name",
    handler((request, response) => {
      const file = uploadFile(store, request);
      if (!file || !Buffer.isBuffer(request.body)) {
        notFound(response);
        return;
      }
      mkdirSync(join(store.config.dataDir, "uploads"), { recursive: true });
      writeFileSync(file, request.body);
      writeFileSync(`${file}.type`, request.headers["content-type"] ?? "application/octet-stream");
      response.status(200).end();
    }),
  );
  router.get(
    "/uploads/:id/:name",
    handler((request, response) => {
      const file = uploadFile(store, request);
      if (!file || !existsSync(file)) {
        notFound(response);
        return;
      }
      response.set({
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox",
      });
      response.type(readFileSync(`${file}.type`, "utf8")).send(readFileSync(file));
    }),
  );
  router.get(
    "/bulk/:file",
    handler((request, response) => {
      const id = String(request.params.file).replace(/\.jsonl$/, "");
      const all = store.shop.state.bulkOperations;
      const operation = Object.hasOwn(all, id) ? all[id] : undefined;
      if (!operation) notFound(response);
      else response.type("application/jsonl").send(operation.lines);
    }),
  );
  return router;
}
