/** A value kept in a JSON file: written shortly after it changed, never half, and at once when the store closes. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Long enough to gather the changes of one request, short enough that a kill loses next to nothing. */
const WRITE_AFTER_MS = 150;

export type JsonFile = {
  /** Says that the value changed. */
  changed: () => void;
  /** Writes what is not written yet. */
  flush: () => void;
};

/** What the file holds, or null where there is none. A damaged file is an error that names it. */
export function readJsonFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${file} is damaged (${(error as Error).message}); delete it or start with --fresh`, {
      cause: error,
    });
  }
}

/** Keeps `value()` in the file. */
export function keepJsonFile(file: string, value: () => unknown): JsonFile {
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = null;
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(value()));
    renameSync(temporary, file);
  };
  return { changed: () => (timer ??= setTimeout(flush, WRITE_AFTER_MS).unref()), flush };
}
