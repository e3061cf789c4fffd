import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { COMPRESSED } from "../../server/assets.ts";

export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

const MARKER = join(PROJECT, "build", "sources.sha256");
const SOURCES = [
  "app/**/*",
  "public/**/*",
  "remix.config.js",
  "vite.config.ts",
  "scripts/polaris-styles.ts",
  "package-lock.json",
];

/** What the build is made from, as one number: times of files say nothing after a checkout. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const entries = globSync(SOURCES, { cwd: PROJECT, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(PROJECT.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

/** Whether there is a build of exactly these sources. */
export function isBuilt(): boolean {
  return (
    existsSync(join(PROJECT, "build/server/index.js")) &&
    existsSync(MARKER) &&
    readFileSync(MARKER, "utf8") === fingerprint()
  );
}

/** Builds the app and remembers from what; the tool's own words are shown when it fails, or always with `loud`. */
export async function build({ loud = true } = {}): Promise<void> {
  const made = fingerprint();
  const cli = join(dirname(createRequire(import.meta.url).resolve("@remix-run/dev/package.json")), "dist", "cli.js");
  const child = spawn(process.execPath, [cli, "vite:build"], {
    cwd: PROJECT,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", loud ? "inherit" : "pipe", loud ? "inherit" : "pipe"],
  });
  const words: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => words.push(chunk));
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`The app could not be built.\n${Buffer.concat(words).toString("utf8").trim()}`);
  await compressAssets(join(PROJECT, "build/client/assets"));
  writeFileSync(MARKER, made);
}

/** Smaller files than this gain nothing. */
const WORTH_COMPRESSING = 1000;
/** Beyond it a build takes several times as long for a few bytes less. */
const QUALITY = 9;

/** Browsers get what the build has compressed once; the server compresses nothing of it while they wait. */
async function compressAssets(folder: string): Promise<void> {
  const files = globSync("*.{js,css,svg,json}", { cwd: folder }).map((name) => join(folder, name));
  await Promise.all(
    files.map(async (path) => {
      const content = await readFile(path);
      if (content.length < WORTH_COMPRESSING) return;
      const small = await promisify(brotliCompress)(content, {
        params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
      });
      await writeFile(path + COMPRESSED, small);
    }),
  );
}
