import { describe, expect, it } from "vitest";
import { z } from "zod";
import { operation } from "./operation.ts";
import { QUEUE_LENGTH_MAX, TRIES_MAX, createCaller } from "./throttle.ts";
import { HttpRefusal } from "./transport.ts";
import type { GraphqlAnswer, Transport } from "./transport.ts";

// A shop's budget is small and shared: a call that doesn't wait costs the merchant's other apps, one that waits for ever costs the member.

const probe = operation<{ n: number }>()({
  name: "Probe",
  document: "query Probe { shop { id } }",
  usualCost: 40,
  answer: z.object({ ok: z.literal(true) }),
});

/** A bucket as Shopify describes it, on a clock that only moves when the caller sleeps. */
function world(answers: (call: number, nowMs: number) => GraphqlAnswer | Error) {
  const sleeps: number[] = [];
  let nowMs = 1_000_000;
  let calls = 0;
  const transport: Transport = () => {
    calls += 1;
    const answer = answers(calls, nowMs);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const call = createCaller({
    transport,
    nowMs: () => nowMs,
    random: () => 0,
    sleep: (milliseconds) => {
      sleeps.push(milliseconds);
      nowMs += milliseconds;
      return Promise.resolve();
    },
  });
  return { call, sleeps, calls: () => calls };
}

function cost(available: number, requested = 40) {
  return {
    cost: {
      requestedQueryCost: requested,
      actualQueryCost: requested,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: available, restoreRate: 100 },
    },
  };
}

const good = (available = 2000): GraphqlAnswer => ({ data: { ok: true }, errors: [], extensions: cost(available) });
const throttled = (available: number): GraphqlAnswer => ({
  data: null,
  errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }],
  extensions: cost(available, 240),
});

describe("createCaller", () => {
  it("waits before a call until the bucket holds what the operation usually costs", async () => {
    const { call, sleeps } = world(() => good(10));
    await call(probe, { n: 1 });
    await call(probe, { n: 2 });
    expect(sleeps).toEqual([300]);
  });

  it("waits on THROTTLED for what is missing and goes on", async () => {
    const { call, sleeps, calls } = world((n) => (n === 1 ? throttled(140) : good()));
    await expect(call(probe, { n: 1 })).resolves.toEqual({ ok: true });
    expect(sleeps).toEqual([1000]);
    expect(calls()).toBe(2);
  });

  it("honours Retry-After in seconds on 429 and 503", async () => {
    const { call, sleeps } = world((n) =>
      n === 1 ? new HttpRefusal(429, 2) : n === 2 ? new HttpRefusal(503, 3) : good(),
    );
    await call(probe, { n: 1 });
    expect(sleeps).toEqual([2000, 3000]);
  });

  it("gives up as busy after a bounded number of tries", async () => {
    const { call, calls } = world(() => throttled(0));
    await expect(call(probe, { n: 1 })).rejects.toMatchObject({ kind: "busy", operation: "Probe" });
    expect(calls()).toBe(TRIES_MAX);
  });

  it("refuses a call when too many wait already, and still serves those that wait", async () => {
    const { call } = world(() => good());
    const waiting = Array.from({ length: QUEUE_LENGTH_MAX }, (_, n) => call(probe, { n }));
    await expect(call(probe, { n: -1 })).rejects.toMatchObject({ kind: "busy" });
    await expect(Promise.all(waiting)).resolves.toHaveLength(QUEUE_LENGTH_MAX);
  });

  it.each([
    ["no answer", new Error("socket hang up"), "unknown"],
    ["a 500", new HttpRefusal(500, null), "unknown"],
    ["a 502", new HttpRefusal(502, null), "unknown"],
    ["a 401", new HttpRefusal(401, null), "unauthorized"],
    ["a 404", new HttpRefusal(404, null), "refused"],
  ])("%s fails once, as what it means for the change: %s", async (_, error, kind) => {
    const { call, calls } = world(() => error);
    await expect(call(probe, { n: 1 })).rejects.toMatchObject({ kind });
    expect(calls()).toBe(1);
  });

  it("tells refusals from answers that leave the outcome open", async () => {
    const wrong = world(() => ({ data: null, errors: [{ message: "Field 'x' doesn't exist" }] }));
    await expect(wrong.call(probe, { n: 1 })).rejects.toMatchObject({ kind: "refused" });
    const broken = world(() => ({ data: { ok: "perhaps" }, errors: [] }));
    await expect(broken.call(probe, { n: 1 })).rejects.toMatchObject({ kind: "unknown" });
    const internal = world(() => ({
      data: null,
      errors: [{ message: "Internal error", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    }));
    await expect(internal.call(probe, { n: 1 })).rejects.toMatchObject({ kind: "unknown" });
  });

  it("goes on with the next call after one has failed", async () => {
    const { call } = world((n) => (n === 1 ? new Error("lost") : good()));
    const [first, second] = await Promise.allSettled([call(probe, { n: 1 }), call(probe, { n: 2 })]);
    expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
  });
});
