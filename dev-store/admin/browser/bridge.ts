/** The line from the app's frame to the outer page: messages, questions with an answer, session tokens. */
import { MARK, readMessage } from "./messages.ts";
import type { FrameMessage, OuterMessage } from "./messages.ts";

/** A token is renewed before the app could find it expired. */
const RENEW_BEFORE_SECONDS = 5;

export type Bridge = {
  post: (message: FrameMessage) => void;
  ask: (question: Extract<FrameMessage, { type: "ask" }>["question"], options?: unknown) => Promise<unknown>;
  idToken: () => Promise<string>;
  /** Forgets the token that the app refused. */
  forgetToken: () => void;
  listen: (receive: (message: OuterMessage) => void) => void;
};

/** Opens the line; `outer` is the origin of the page around the frame. */
export function openBridge(outer: string): Bridge {
  const waiting = new Map<number, (value: unknown) => void>();
  const receivers: ((message: OuterMessage) => void)[] = [];
  let calls = 0;
  let token: { text: string; until: number } | null = null;
  const post = (message: FrameMessage) => window.parent.postMessage({ mark: MARK, message }, outer);
  window.addEventListener("message", (event) => {
    const message = event.origin === outer ? (readMessage(event.data) as OuterMessage | null) : null;
    if (message?.type === "answer") {
      waiting.get(message.call)?.(message.value);
      waiting.delete(message.call);
    } else if (message) for (const receive of receivers) receive(message);
  });
  const ask: Bridge["ask"] = (question, options) =>
    new Promise((resolve) => {
      calls += 1;
      waiting.set(calls, resolve);
      post({ type: "ask", question, call: calls, options });
    });
  const idToken = async () => {
    if (token && token.until > performance.now()) return token.text;
    const text = String(await ask("idToken"));
    token = { text, until: performance.now() + (lifetimeOf(text) - RENEW_BEFORE_SECONDS) * 1000 };
    return text;
  };
  return { post, ask, idToken, forgetToken: () => (token = null), listen: (receive) => receivers.push(receive) };
}

/** Seconds from issue to expiry. The browser's own clock may differ from the store's, which can be moved. */
function lifetimeOf(token: string): number {
  const body = atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
  const claims = JSON.parse(body) as { exp: number; iat: number };
  return claims.exp - claims.iat;
}
