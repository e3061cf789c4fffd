import type { TestProject } from "vitest/node";
import { startTestServer } from "./test-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** An address with the right to create databases. */
    databaseAdminUrl: string;
    /** The migrated database that every test file's database is cloned from. */
    databaseTemplate: string;
  }
}

/** Starts the PostgreSQL of this test run, and stops it when the run is over. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide("databaseAdminUrl", server.adminUrl);
  project.provide("databaseTemplate", server.template);
  return () => server.stop();
}
