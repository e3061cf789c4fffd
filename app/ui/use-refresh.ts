import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

/** Looks at the page's figures again every so many milliseconds, while the work that they tell of goes on. */
export function useRefresh(everyMs: number, running: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(revalidate, everyMs);
    return () => clearInterval(timer);
  }, [running, revalidate, everyMs]);
}
