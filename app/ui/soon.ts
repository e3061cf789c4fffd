import { useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** What fields have shown already and their forms don't know yet. */
const waiting = new Map<object, () => void>();

/** Gives every form what its fields have shown: what is changed next begins from there. */
function bringOthers(field: object): void {
  const others = [...waiting].filter(([other]) => other !== field);
  if (others.length === 0) return;
  flushSync(() => {
    for (const [, bring] of others) bring();
  });
}

/**
 * A field that shows at once what was typed or chosen, and tells its form a little later, or when it is left: on a slow machine a large form takes
 * longer to draw anew than the time between two keys. Nothing is lost in between: another field's change waits for this one's.
 * @param delayMs how long to wait for more
 */
export function useSoon<Value>(value: Value, onChange: (value: Value) => void, delayMs: number) {
  const [shown, setShown] = useState<{ value: Value } | null>(null);
  const tell = useRef(onChange);
  const held = useRef<{ value: Value; timer: ReturnType<typeof setTimeout> } | null>(null);
  useEffect(() => {
    tell.current = onChange;
  });
  const bring = useCallback(() => {
    const change = held.current;
    if (change === null) return;
    held.current = null;
    clearTimeout(change.timer);
    waiting.delete(held);
    setShown(null);
    tell.current(change.value);
  }, []);
  // A field that goes away has said all that it had to say.
  useEffect(() => bring, [bring]);
  const change = useCallback(
    (next: Value) => {
      bringOthers(held);
      clearTimeout(held.current?.timer);
      held.current = { value: next, timer: setTimeout(bring, delayMs) };
      waiting.set(held, bring);
      setShown({ value: next });
    },
    [bring, delayMs],
  );
  return { value: shown === null ? value : shown.value, change, bring };
}
