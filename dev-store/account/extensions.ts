/** The app's UI extensions, of customer accounts and of the admin: found by their shopify.extension.toml, bundled by esbuild as Shopify's CLI would. */
import { build } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import type { StoreConfig } from "../store.ts";

export type UiExtension = {
  /** The handle where the extension has one target, else with the target's number. */
  id: string;
  handle: string;
  target: string;
  apiVersion: string;
  folder: string;
  module: string;
};

type Toml = {
  api_version?: string;
  extensions?: { handle?: string; type?: string; targeting?: { module: string; target: string }[] }[];
};

/** The targets that this store has a place for. */
export const TARGETS = [
  "customer-account.page.render",
  "customer-account.profile.block.render",
  "customer-account.order-status.block.render",
  "purchase.thank-you.block.render",
] as const;
export type Target = (typeof TARGETS)[number];

/** The extensions of customer accounts and of the checkout. */
export const listAccountExtensions = (extensionsDir: string): UiExtension[] =>
  listExtensions(extensionsDir, "customer-account-", TARGETS);

/** Every extension with a target, of the folders that begin so; one that the store has no place for is refused by its name. */
export function listExtensions(extensionsDir: string, prefix: string, targets: readonly string[]): UiExtension[] {
  const folders = readdirSync(extensionsDir).filter((name) => name.startsWith(prefix));
  return folders.flatMap((name) => {
    const folder = join(extensionsDir, name);
    const toml = parse(readFileSync(join(folder, "shopify.extension.toml"), "utf8")) as Toml;
    return (toml.extensions ?? []).flatMap((extension) =>
      (extension.targeting ?? []).map(({ module, target }, index, targeting) => {
        if (!targets.includes(target)) throw new Error(`dev store: no page has a place for ${target} (${name})`);
        const handle = extension.handle ?? name;
        const id = targeting.length === 1 ? handle : `${handle}-${String(index + 1)}`;
        return { id, handle, target, apiVersion: toml.api_version ?? "", folder, module };
      }),
    );
  });
}

/** The frames of one of the places, for a page's template: an order's places say which order. */
export function framesFor(extensionsDir: string, target: Target, orderId?: string): { id: string; src: string }[] {
  const query = orderId === undefined ? "" : `?order=${orderId}`;
  return listAccountExtensions(extensionsDir)
    .filter((one) => one.target === target)
    .map(({ id }) => ({ id, src: `/customer-account/frames/${id}${query}` }));
}

/** The extension's script: run it by calling `extension.default()`. Made anew at each call, which takes some milliseconds. */
export async function bundleExtension(
  extension: UiExtension,
  config: Pick<StoreConfig, "gatewayUrl">,
): Promise<string> {
  const result = await build({
    entryPoints: [join(extension.folder, extension.module)],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "extension",
    jsx: "automatic",
    jsxImportSource: "preact",
    target: "es2022",
    charset: "utf8",
    define: { "process.env.APP_URL": JSON.stringify(config.gatewayUrl) },
  });
  return result.outputFiles[0]?.text ?? "";
}

/** The extension's words in a language, English where it has none. */
export function readWords(extension: UiExtension, language: string): unknown {
  const folder = join(extension.folder, "locales");
  const files = readdirSync(folder);
  const file =
    [`${language}.json`, `${language}.default.json`].find((name) => files.includes(name)) ??
    files.find((name) => name.endsWith(".default.json"));
  return file ? (JSON.parse(readFileSync(join(folder, file), "utf8")) as unknown) : {};
}
