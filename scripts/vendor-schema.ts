/**
 * Fetches Shopify's Admin GraphQL schema of one version and stores it, without descriptions, in dev-store/schema.
 *
 *     npm run vendor:schema
 *
 * The schema comes from the npm package @shopify/dev-mcp (ISC). The package is packed and read, never installed: it would bring
 * Shopify's whole command line tool along. The licence is stored beside the schema.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { buildClientSchema, printSchema, type IntrospectionQuery } from "graphql";

const PACKAGE = "@shopify/dev-mcp@1.16.0";
const VERSION = "2026-10";
const target = join(import.meta.dirname, "..", "dev-store", "schema");

/** Removes every description, in place: they are three quarters of the size and nothing reads them. */
function removeDescriptions(value: unknown): void {
  if (Array.isArray(value)) value.forEach(removeDescriptions);
  else if (value !== null && typeof value === "object") {
    delete (value as { description?: unknown }).description;
    Object.values(value).forEach(removeDescriptions);
  }
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "schema-"));
  try {
    const tarball = execFileSync("npm", ["pack", PACKAGE, "--silent"], { cwd: folder, encoding: "utf8" }).trim();
    const packed = `package/dist/data/admin_${VERSION}.json.gz`;
    execFileSync("tar", ["xzf", tarball, packed, "package/LICENSE"], { cwd: folder });
    const introspection = JSON.parse(gunzipSync(readFileSync(join(folder, packed))).toString("utf8")) as {
      data: IntrospectionQuery;
    };
    removeDescriptions(introspection.data);
    const sdl = printSchema(buildClientSchema(introspection.data));
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, `admin_${VERSION}.graphql.gz`), gzipSync(sdl, { level: 9 }));
    const licence = readFileSync(join(folder, "package/LICENSE"), "utf8");
    const notice = `admin_${VERSION}.graphql.gz was made from the npm package ${PACKAGE}, whose licence is:\n\n${licence}`;
    writeFileSync(join(target, "LICENSE"), notice);
    process.stdout.write(`dev-store/schema/admin_${VERSION}.graphql.gz: ${sdl.length} characters\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
