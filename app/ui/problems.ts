import { useTranslation } from "react-i18next";
import type { ProgramError } from "../domain/program.ts";

/** The sentence to show beside the field of a path, or undefined when nothing is wrong there. */
export type ErrorAt = (...paths: string[]) => string | undefined;

/** Finds the sentence of the first problem at one of the paths; a path ending in `.*` also takes what lies below it. */
export function useErrorAt(problems: readonly ProgramError[]): ErrorAt {
  const describe = useDescribeProblem();
  return (...paths) => {
    const problem = problems.find(({ path }) => paths.some((wanted) => covers(wanted, path)));
    return problem === undefined ? undefined : describe(problem);
  };
}

/** Turns a problem of a program document into a sentence of the merchant's language. */
export function useDescribeProblem(): (problem: ProgramError) => string {
  const { t } = useTranslation();
  return (problem) => {
    const wantsNumber = problem.code === "wrongType" && problem.params?.["expected"] === "a number";
    const code = wantsNumber ? "notInteger" : problem.code;
    return t(`common:problem.${code}`, { ...problem.params });
  };
}

/** Problems at places that none of the page's fields shows; they are told at its top, so that none is silent. */
export function problemsElsewhere(problems: readonly ProgramError[], shown: readonly string[]): ProgramError[] {
  return problems.filter(({ path }) => !shown.some((wanted) => covers(wanted, path)));
}

function covers(wanted: string, path: string): boolean {
  if (!wanted.endsWith(".*")) return wanted === path;
  const stem = wanted.slice(0, -2);
  return path === stem || path.startsWith(`${stem}.`);
}
