/** What the App Bridge stand-in inside the frame and the outer page say to each other by postMessage. */

export type BarButton = { label: string; disabled: boolean; loading: boolean };
export type SaveBarState = { id: string; isShown: boolean; save: BarButton | null; discard: BarButton | null };
export type NavItem = { href: string; text: string };

/** From the app's frame to the outer page. */
export type FrameMessage =
  | { type: "ask"; question: "idToken" | "extensions" | "resourcePicker" | "leave"; call: number; options?: unknown }
  | { type: "toast"; id: string; message: string; isError: boolean; duration: number; action: string | null }
  | { type: "loading"; isLoading: boolean }
  | { type: "nav"; items: NavItem[]; path: string }
  | { type: "title"; title: string }
  | { type: "saveBar"; bar: SaveBarState }
  | { type: "location"; path: string }
  | { type: "redirect"; url: string };

/** From the outer page to the app's frame. */
export type OuterMessage =
  | { type: "answer"; call: number; value: unknown }
  | { type: "navigate"; href: string }
  | { type: "saveBarClick"; id: string; button: "save" | "discard" }
  | { type: "toastAction"; id: string };

/** Marks our messages among those of extensions and tools. */
export const MARK = "devStore";
export type Marked<Message> = { mark: typeof MARK; message: Message };

/** The message of an event that carries the mark, or null. */
export function readMessage(data: unknown): unknown {
  if (typeof data !== "object" || data === null || !("mark" in data) || data.mark !== MARK) return null;
  return "message" in data ? data.message : null;
}
