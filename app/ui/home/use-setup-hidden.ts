import { useState, useSyncExternalStore } from "react";

const KEY = "laurel.setup-guide-hidden";

/** Whether this browser was told to hide the finished setup guide, and the way to tell it. */
export function useSetupHidden(): [boolean, () => void] {
  const stored = useSyncExternalStore(neverChanges, readHidden, () => false);
  const [hiddenNow, setHiddenNow] = useState(false);
  const hide = () => {
    setHiddenNow(true);
    storeHidden();
  };
  return [stored || hiddenNow, hide];
}

const neverChanges = () => () => undefined;

// Storage can be closed to embedded pages; then the guide is only hidden until the page is opened again.
function readHidden(): boolean {
  try {
    return window.localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

function storeHidden() {
  try {
    window.localStorage.setItem(KEY, "1");
  } catch {
    return;
  }
}
