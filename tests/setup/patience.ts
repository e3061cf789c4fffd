/**
 * How long a test waits for what must come before it calls it missing. Nothing here is about speed: what comes is seen at once, and only
 * what never comes costs this time. A machine may be many times slower than a developer's, and may stand still for a quarter of a minute.
 */
export const PATIENCE_MS = 60_000;
