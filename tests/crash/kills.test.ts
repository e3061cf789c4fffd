import { afterAll, beforeAll, expect, test } from "vitest";
import { openGround } from "../scenarios/ground.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { killWorkers } from "./kills.ts";

// The short form of `npm run kill-worker`: a real worker process, really killed.

let testing: TestDatabase;
let ground: ReturnType<typeof openGround>;

beforeAll(async () => {
  testing = await testDatabase();
  ground = openGround(testing.url);
});

afterAll(async () => {
  await ground.close();
  await testing.drop();
});

test("workers that are killed under load lose nothing", async () => {
  const report = await killWorkers(ground, testing.url, 3, 2);
  expect(report).toMatchObject({ orders: 32, wrong: null });
  expect(report.died).toHaveLength(2);
});
