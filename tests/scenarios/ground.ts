import { closeDatabase, openDatabase } from "../../app/database.ts";
import { withDatabase } from "../../database/embedded.ts";
import { forFewRows, prepared } from "../setup/prepared.ts";
import { startTestServer } from "../setup/test-server.ts";
import { readDefaults, readScopes } from "./files.ts";
import type { Ground } from "./runner.ts";

/** Connections of one ground: stories are told one after the other. */
const CONNECTIONS = 4;

/** Opens what stories are told on, over a migrated database; `close` lets go of the database and leaves it. */
export function openGround(url: string): Ground & { close(): Promise<void> } {
  const opened = openDatabase(forFewRows(url), { max: CONNECTIONS });
  let number = 0;
  return {
    db: prepared(opened),
    defaults: readDefaults(),
    scopes: readScopes(),
    nextNumber: () => (number += 1),
    close: () => closeDatabase(opened),
  };
}

/** Tells something on a ground with a database server of its own, which is gone afterwards. For commands that run outside the suite. */
export async function onOwnGround<Result>(tell: (ground: Ground, url: string) => Promise<Result>): Promise<Result> {
  const server = await startTestServer();
  try {
    const url = withDatabase(server.adminUrl, server.template);
    const ground = openGround(url);
    try {
      return await tell(ground, url);
    } finally {
      await ground.close();
    }
  } finally {
    await server.stop();
  }
}
