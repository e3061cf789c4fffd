import { parseArgs } from "node:util";
import { killWorkers } from "../tests/crash/kills.ts";
import { onOwnGround } from "../tests/scenarios/ground.ts";

/**
 * `npm run kill-worker -- --seed S --kills N`: a worker process is killed N times (20) under load, each time at a statement that the seed
 * says, and nothing may be lost.
 */
const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, kills: { type: "string", default: "20" } },
});

const report = await onOwnGround((ground, url) => killWorkers(ground, url, Number(values.seed), Number(values.kills)));
for (const death of report.died) console.log(`killed ${death}`);
console.log(`${report.died.length} kills, ${report.orders} orders: ${report.wrong ?? "nothing was lost"}`);
process.exitCode = report.wrong === null ? 0 : 1;
