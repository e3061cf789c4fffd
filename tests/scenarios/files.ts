import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One story of a scenario file. */
export type Story = { readonly file: string; readonly name: string; readonly json: unknown };

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Where scenarios are looked for when no path is given: the project's own, and a folder shared beside the project where there is one. */
export function defaultPaths(): string[] {
  return [join(root, "scenarios"), join(root, "..", "shared", "scenarios")].filter((path) => existsSync(path));
}

/** Reads scenario files and folders of them; `defaults.json` is no scenario. A file that is no list of scenarios is refused by name. */
export function readStories(paths: readonly string[]): Story[] {
  return paths.flatMap(listFiles).flatMap((file) => {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (!Array.isArray(json)) throw new Error(`${file} is not a list of scenarios`);
    return json.map((each: unknown, index) => ({ file, name: nameOf(each, index), json: each }));
  });
}

function listFiles(path: string): string[] {
  if (!existsSync(path)) throw new Error(`${path} doesn't exist`);
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith(".json") && name !== "defaults.json");
  return names.sort().map((name) => join(path, name));
}

function nameOf(json: unknown, index: number): string {
  const name: unknown = typeof json === "object" && json !== null && "name" in json ? json.name : undefined;
  return typeof name === "string" ? name : `scenario ${index + 1}`;
}

/** The program that every scenario's own is merged over. */
export function readDefaults(): unknown {
  return JSON.parse(readFileSync(join(root, "scenarios", "defaults.json"), "utf8")) as unknown;
}

/** The scopes that shopify.app.toml asks for: a scenario's app has no others. */
export function readScopes(): string[] {
  const toml = readFileSync(join(root, "shopify.app.toml"), "utf8");
  const scopes = /^scopes\s*=\s*"([^"]*)"/m.exec(toml)?.[1];
  if (scopes === undefined) throw new Error("shopify.app.toml asks for no scopes");
  // A merchant who gives store credit for points has allowed the optional ones as well.
  const optional = /^optional_scopes\s*=\s*\[([^\]]*)\]/m.exec(toml)?.[1] ?? "";
  return [...scopes.split(","), ...[...optional.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "")];
}

/** A file's name for a line of output. */
export function shortName(file: string): string {
  return basename(file);
}
