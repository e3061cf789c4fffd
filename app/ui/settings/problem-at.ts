import type { useTranslation } from "react-i18next";
import type { TemplateProblem } from "./mails-shown.ts";

type Translate = ReturnType<typeof useTranslation>["t"];

/** The sentence to show beside a field of a template; undefined where nothing is wrong. */
export function problemAt(
  problems: readonly TemplateProblem[],
  field: TemplateProblem["field"],
  t: Translate,
): string | undefined {
  const problem = problems.find((each) => each.field === field);
  return problem === undefined ? undefined : t(`settings:problem.${problem.code}`, { message: problem.message ?? "" });
}
