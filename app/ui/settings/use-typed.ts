import { useState } from "react";

/** What has been typed, and after which answer of the server. */
type Typing<Values, Answer> = { values: Values; after: Answer | undefined };

/** What is typed over what is stored: null as long as nothing is, and again once an answer says that it was saved. */
export function useTyped<Values, Answer>(
  answer: Answer | undefined,
  isSaved: (answer: Answer) => boolean,
): [Values | null, (values: Values | null) => void] {
  const [typing, setTyping] = useState<Typing<Values, Answer> | null>(null);
  const saved = answer !== undefined && answer !== typing?.after && isSaved(answer);
  const typed = typing === null || saved ? null : typing.values;
  return [typed, (values) => setTyping(values === null ? null : { values, after: answer })];
}
