import { EventEmitter } from "node:events";

/**
 * Wakes the inbox worker of the same process when a webhook has been stored, so that it need not wait for its next poll. A worker in
 * another process polls; PostgreSQL's NOTIFY would make all commits of the database queue for one lock.
 */
const nudges = new EventEmitter();

/** Says that the inbox has something new. */
export function nudgeInbox(): void {
  nudges.emit("stored");
}

/** Calls `listener` at each nudge until the returned function is called. */
export function onInboxNudge(listener: () => void): () => void {
  nudges.on("stored", listener);
  return () => nudges.off("stored", listener);
}
