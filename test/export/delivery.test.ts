import { describe, expect, test } from "vitest";
import type { Exchange, Fault } from "../../sandbox/datadog/faults.ts";
import { events, type House, type Outcome, openHouse, type Variables } from "../support/house.ts";
import {
  aboutTheRun,
  expectHeartbeatLast,
  expectNoProblems,
  expectNumbers,
  heartbeat,
} from "../support/received.ts";
import { namesOf, smallTown } from "../support/town.ts";

const town = smallTown();
const names = namesOf(town);

function reasonsOf(outcome: Outcome): string {
  return events(outcome, "payload_refused")
    .map(({ reason }) => reason)
    .join("\n");
}

/** Whether a payload holds the repositories' numbers. */
function isData({ payload }: Exchange): boolean {
  return payload?.series.some(({ metric }) => metric === "github.pull_requests.open") ?? false;
}

const run = async (house: House, env: Variables = {}) =>
  await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env });

const passing: readonly { fault: Fault; env?: Variables }[] = [
  { fault: { kind: "status", status: 408 } },
  { fault: { kind: "status", status: 429, headers: { "x-ratelimit-reset": "1" } } },
  { fault: { kind: "status", status: 429, headers: { "x-ratelimit-reset": "soon" } } },
  { fault: { kind: "status", status: 500 } },
  { fault: { kind: "status", status: 503, body: "<html>unavailable</html>" } },
  { fault: { kind: "accepted-empty" } },
  { fault: { kind: "accepted-html" } },
  { fault: { kind: "reset-before" } },
  { fault: { kind: "reset-after-accept" } },
  { fault: { kind: "hang" }, env: { REQUEST_TIMEOUT: "2s" } },
];

describe.concurrent("Datadog that fails once with", () => {
  test.for(passing)(
    "$fault.kind $fault.status takes everything at the next attempt",
    async ({ fault, env }, { onTestFinished }) => {
      const house = await openHouse({ population: town, onTestFinished });
      house.datadog.fault({ times: 1, fault });
      const outcome = await run(house, env);
      expectNumbers(house, town, { repositories: names, api: "graphql" });
      expect(heartbeat(house)).toBe(1);
      expect(outcome.exitCode).toBe(0);
      expect(events(outcome, "payload_refused")).toEqual([]);
      expectHeartbeatLast(house);
      expectNoProblems(house);
    },
  );
});

const final: readonly { fault: Fault; says: readonly string[] }[] = [
  {
    fault: { kind: "status", status: 400, body: '{"errors":["bad tag"]}' },
    says: ["answered 400", "bad tag"],
  },
  { fault: { kind: "status", status: 403 }, says: ["DD_API_KEY", "403", "DD_SITE"] },
  { fault: { kind: "status", status: 404 }, says: ["answered 404"] },
  {
    fault: { kind: "status", status: 302, headers: { location: "https://elsewhere.example/login" } },
    says: ["answered 302", "https://elsewhere.example"],
  },
  { fault: { kind: "accepted-with-errors", errors: ["quota reached"] }, says: ["202", "quota reached"] },
];

describe.concurrent("Datadog that refuses with", () => {
  test.for(final)(
    "$fault.kind $fault.status is asked once for each payload, and named: exit code 1",
    async ({ fault, says }, { onTestFinished }) => {
      const house = await openHouse({ population: town, onTestFinished });
      house.datadog.fault({ fault });
      const outcome = await run(house, { FAIL_ON_PARTIAL: "true" });
      expect(house.datadog.points).toEqual([]);
      expect(house.datadog.log).toHaveLength(3);
      for (const text of [...says, new URL(house.datadog.url).host])
        expect(reasonsOf(outcome)).toContain(text);
      expect(events(outcome, "run_finished")).toMatchObject([{ success: false, series: 0, refused: 3 }]);
      expect(outcome.exitCode).toBe(1);
    },
  );

  test.for(final)(
    "$fault.kind $fault.status once gets the other payloads and heartbeat 0",
    async ({ fault }, { onTestFinished }) => {
      const house = await openHouse({ population: town, onTestFinished });
      house.datadog.fault({ when: isData, fault });
      const outcome = await run(house);
      expectNumbers(house, town, { repositories: [], api: "graphql" });
      expect(aboutTheRun(house)).toMatchObject({
        "repositories{status:read}": 4,
        "series{status:submitted}": house.datadog.points.length,
        "run.success{}": 0,
      });
      expect(outcome.exitCode).toBe(1);
      expectHeartbeatLast(house);
      expectNoProblems(house);
    },
  );
});

describe.concurrent("Datadog", () => {
  test("that finds a payload too large gets it in parts", async ({ onTestFinished }) => {
    const house = await openHouse({ population: town, onTestFinished });
    house.datadog.fault({
      when: ({ payload }) => (payload?.series.length ?? 0) > 10,
      fault: { kind: "status", status: 413 },
    });
    const outcome = await run(house);
    expectNumbers(house, town, { repositories: names, api: "graphql" });
    expect(heartbeat(house)).toBe(1);
    expect(outcome.exitCode).toBe(0);
    expectNoProblems(house);
  });

  test("that refuses the heartbeat alone is a failed run", async ({ onTestFinished }) => {
    const house = await openHouse({ population: town, onTestFinished });
    house.datadog.fault({ skip: 2, fault: { kind: "status", status: 400 } });
    const outcome = await run(house);
    expectNumbers(house, town, { repositories: names, api: "graphql" });
    expect(heartbeat(house)).toBeUndefined();
    expect(events(outcome, "run_finished")).toMatchObject([{ success: false, refused: 1 }]);
    expect(outcome.exitCode).toBe(1);
  });
});
