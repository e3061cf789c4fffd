import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import type { RequestHandler } from "express";

/** How files that were compressed by the build are called, beside the files themselves. */
export const COMPRESSED = ".br";

/**
 * The files of the production build. The names below /assets carry a hash of their content, so they never change; what the build has
 * compressed is sent as it lies there, smaller than what could be done while somebody waits.
 */
export function builtAssets(folder = "build/client"): RequestHandler {
  const assets = join(folder, "assets");
  const router = express.Router();
  router.use("/assets", preferCompressed(assets));
  router.use("/assets", express.static(assets, { immutable: true, maxAge: "1y", fallthrough: false }));
  router.use(express.static(folder, { maxAge: "1h", index: false }));
  return router;
}

/** Leads a browser that reads Brotli to the compressed file, which says what it holds. */
function preferCompressed(assets: string): RequestHandler {
  const names = existsSync(assets) ? readdirSync(assets) : [];
  const compressed = new Set(names.filter((name) => name.endsWith(COMPRESSED)).map((name) => `/${name}`));
  return (request, response, next) => {
    const { path } = request;
    if (compressed.has(path + COMPRESSED)) {
      response.vary("Accept-Encoding");
      if (request.acceptsEncodings("br") === "br") {
        response.set("Content-Encoding", "br");
        response.type(path.slice(path.lastIndexOf(".")));
        request.url = path + COMPRESSED;
      }
    }
    next();
  };
}
