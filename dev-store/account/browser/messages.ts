/** What an account extension's frame and the page around it say to each other. */

export type FrameMessage =
  | { type: "ask"; question: "token" | "query"; call: number; body?: string }
  | { type: "toast"; text: string }
  | { type: "copy"; text: string }
  | { type: "navigate"; url: string }
  | { type: "height"; height: number };

export type PageMessage = { type: "answer"; call: number; value: unknown };
