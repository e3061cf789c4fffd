import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";

// Broken if Shopify's own command could not build what is deployed: `shopify app build`, without a login and without a network.
const PROJECT = join(import.meta.dirname, "../..");
const CLI = join(PROJECT, "node_modules/@shopify/cli/bin/run.js");
const LIMIT_BYTES = 64 * 1024;
const run = promisify(execFile);
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** The app as the command needs it: its configuration with some client id, and the extensions. What it writes stays in the copy. */
function copyApp(): string {
  const folder = mkdtempSync(join(tmpdir(), "laurel-app-build-"));
  folders.push(folder);
  cpSync(join(PROJECT, "extensions"), join(folder, "extensions"), { recursive: true });
  for (const file of ["tsconfig.json", "package.json"]) cpSync(join(PROJECT, file), join(folder, file));
  for (const room of ["node_modules", "app"]) symlinkSync(join(PROJECT, room), join(folder, room));
  const toml = readFileSync(join(PROJECT, "shopify.app.toml"), "utf8");
  writeFileSync(
    join(folder, "shopify.app.toml"),
    toml.replace('client_id = ""', `client_id = "${"0123456789abcdef".repeat(2)}"`),
  );
  return folder;
}

async function buildApp(folder: string): Promise<string> {
  const home = join(folder, ".home");
  const env = {
    ...{
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      XDG_DATA_HOME: home,
    },
    ...{ NODE_ENV: "production" as const, CI: "1", NO_COLOR: "1", SHOPIFY_CLI_NO_ANALYTICS: "1" },
  };
  const { stdout, stderr } = await run(
    process.execPath,
    [CLI, "app", "build", "--skip-dependencies-installation", "--path", folder],
    { env, cwd: folder },
  );
  return `${stdout}${stderr}`;
}

describe("shopify app build", () => {
  it("builds every extension, each far below Shopify's limit", async () => {
    const folder = copyApp();
    const said = await buildApp(folder);
    expect(said).toContain("laurel built!");
    expect(said).not.toMatch(/\bwarning\b/i);
    const names = readdirSync(join(folder, "extensions")).filter((name) => /^(customer-account|admin)-/.test(name));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const dist = join(folder, "extensions", name, "dist");
      const scripts = readdirSync(dist).filter((file) => file.endsWith(".js"));
      expect(scripts.length, name).toBe(1);
      for (const script of scripts)
        expect(gzipSync(readFileSync(join(dist, script))).length, script).toBeLessThan(LIMIT_BYTES);
    }
  });
});
