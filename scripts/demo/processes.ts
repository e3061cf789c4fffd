import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A slow machine takes most of a minute to read both programs. */
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 45_000;
/** How much of a process's last words is repeated when it ends unexpectedly. */
const LAST_WORDS = 2000;

export type Program = {
  /** How it is called in messages: "The app", "The dev store". */
  name: string;
  /** What Node is started with. */
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What it prints when it serves, for a program that doesn't say so over its channel. */
  readyLine?: RegExp;
  /** Where its output goes. */
  log: string;
  /** Called when it ends though nobody stopped it. */
  onUnexpectedEnd: (message: string) => void;
};

export type Running = { stop(): Promise<void> };

/**
 * Starts a Node program and waits until it reports `ready` over its channel. It runs in a group of its own, so that
 * Ctrl-C reaches the launcher alone, which stops everything in order; a program whose launcher is killed loses the
 * channel and stops by itself.
 */
export async function startProgram(program: Program): Promise<Running> {
  const child = spawn(process.execPath, [...program.args], {
    cwd: program.cwd,
    env: program.env as NodeJS.ProcessEnv,
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      appendFileSync(program.log, chunk);
      words = `${words}${chunk.toString("utf8")}`.slice(-LAST_WORDS);
    });
  }
  const ended = new Promise<void>((done) =>
    child.once("close", () => {
      done();
    }),
  );
  const state = { stopping: false };
  await untilReady({ program, child, words: () => words.trim() });
  child.once("close", () => {
    if (!state.stopping)
      program.onUnexpectedEnd(`${program.name} ended unexpectedly (see ${program.log}).\n${words.trim()}`);
  });
  return {
    async stop() {
      state.stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const stopped = await Promise.race([ended.then(() => true), sleep(STOP_TIMEOUT_MS, false, { ref: false })]);
      if (!stopped) child.kill("SIGKILL");
      await ended;
    },
  };
}

type Starting = { program: Program; child: ChildProcess; words: () => string };

async function untilReady({ program, child, words }: Starting): Promise<void> {
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      failed(new Error(`${program.name} did not get ready within three minutes (see ${program.log}).\n${words()}`));
    }, READY_TIMEOUT_MS);
    const done = (): void => {
      clearTimeout(timer);
      ready();
    };
    child.on("message", (message) => {
      if (message === "ready") done();
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      if (program.readyLine?.test(chunk.toString("utf8"))) done();
    });
    child.once("error", failed);
    child.once("close", () => {
      clearTimeout(timer);
      failed(new Error(`${program.name} did not start.\n${words()}`));
    });
  });
}
