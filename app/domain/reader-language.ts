/** The languages in which a reader's text is looked for: their own, its main language ("nb-NO" reads "nb"), English, then any. */
function languagesFor(language: string, known: object): string[] {
  const main = language.split("-")[0] ?? language;
  return [language, main, "en", ...Object.keys(known)];
}

/** What the merchant calls a reward, for a reader; null where it has no name and what it gives says it. */
export function rewardName(names: Readonly<Record<string, string>>, language: string): string | null {
  const order = languagesFor(language, names);
  return order.map((candidate) => names[candidate]).find((name) => name !== undefined && name.trim() !== "") ?? null;
}
