/** The store's own scripts for browsers: written in TypeScript beside the pages, bundled when first asked for. */
import { build } from "esbuild";
import { statSync } from "node:fs";
import { join } from "node:path";

const made = new Map<string, { changedAt: number; script: Promise<string> }>();

/** The bundle of a file of dev-store; made again when the file has changed. */
export function browserScript(file: string): Promise<string> {
  const path = join(import.meta.dirname, file);
  const changedAt = statSync(path).mtimeMs;
  const known = made.get(file);
  if (known?.changedAt === changedAt) return known.script;
  const script = bundle(path);
  made.set(file, { changedAt, script });
  return script;
}

async function bundle(path: string): Promise<string> {
  const result = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
  });
  return result.outputFiles[0]?.text ?? "";
}
