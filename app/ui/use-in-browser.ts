import { useSyncExternalStore } from "react";

const neverChanges = () => () => undefined;

/** False while the server draws and while a browser takes over what was drawn; then true. For what can only be drawn in browsers. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}
