import { execFileSync } from "node:child_process";

/** The identity that PostgreSQL runs under when we are root; `undefined` means: run as ourselves. */
export type RunAs = { uid: number; gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root. We borrow an unprivileged account that every Unix already has instead of
 * creating one, so that starting a demo never changes the machine's users.
 */
export function findRunAs(): RunAs {
  if (process.platform === "win32" || process.getuid?.() !== 0) return undefined;
  for (const name of ["nobody", "daemon"]) {
    const uid = askId("-u", name);
    const gid = askId("-g", name);
    if (uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
  }
  throw new Error(
    "PostgreSQL cannot run as root, and this machine has neither the user nobody nor daemon: run as an ordinary user, or set DATABASE_URL.",
  );
}

function askId(flag: "-u" | "-g", name: string): number | undefined {
  try {
    const id = Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return Number.isInteger(id) ? id : undefined;
  } catch {
    // `id` fails when the account does not exist: the next candidate is asked.
    return undefined;
  }
}
