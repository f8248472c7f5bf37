import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { events, type House, openHouse } from "../support/house.ts";
import {
  aboutTheRun,
  expectHeartbeatLast,
  expectNoProblems,
  expectNumbers,
  heartbeat,
} from "../support/received.ts";
import { APIS, type Api, isAbout, namesOf, readsPulls, townOf } from "../support/town.ts";

/** The big ones fill queries of their own, so that one can hang while others are read. */
const town = townOf({ "acme/alpha": 60, "acme/beta": 2, "acme/gamma": 0, "acme/delta": 150 });
const names = namesOf(town);
const aboutDelta = isAbout("delta");

/** Leaves every request that reads delta's pull requests without an answer, and calls when the first has come. */
function hangDelta({ github }: House, api: Api, then: () => void = () => {}): void {
  let called = false;
  github.fault({
    when: (entry) => aboutDelta(entry) && readsPulls(entry),
    fault: { kind: "hang" },
  });
  github.onRequest((entry) => {
    if (called || entry.api !== api || !aboutDelta(entry) || !readsPulls(entry)) return;
    called = true;
    then();
  });
}

/** Calls when nothing but delta is left to read. */
function whenOthersAreRead(house: House, api: Api, then: () => void): void {
  const isRead = (name: string) =>
    house.github.log.some((entry) => entry.status === 200 && readsPulls(entry) && isAbout(name)(entry));
  // A moment more, for the program to take in what was answered last.
  const check = () => (["alpha", "beta"].every(isRead) ? setTimeout(then, 1_500) : setTimeout(check, 10));
  hangDelta(house, api, check);
}

/** What is complete has its numbers, delta and what waited with it have none. */
function expectPart(house: House, api: Api, reason: string): void {
  const read = namesRead(house);
  expect(read).toEqual(expect.arrayContaining(["acme/alpha", "acme/gamma"]));
  expectNumbers(house, town, { repositories: read, api });
  expect(aboutTheRun(house)).toMatchObject({
    "repositories{status:read}": read.length,
    "repositories{status:failed}": names.length - read.length,
    [`repository.failed{reason:${reason},repo:acme/delta}`]: 1,
    "run.success{}": 0,
  });
  expectHeartbeatLast(house);
  expectNoProblems(house);
}

function namesRead({ datadog }: House): string[] {
  return names.filter((name) => datadog.find("github.pull_requests.open", [`repo:${name}`]).length > 0);
}

/** The sandbox makes its schema at the first query, which can take the whole second that a run here has. */
beforeAll(async () => {
  const house = await openHouse({ population: town, onTestFinished: (close) => void closing.push(close) });
  await house.run({ GITHUB_REPOSITORIES: "acme/*" });
});
const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

describe.for(APIS)("by %s, a run", (api) => {
  test.concurrent.for([
    { failOnPartial: "false", exitCode: 0 },
    { failOnPartial: "true", exitCode: 3 },
  ])(
    "that is interrupted while it reads sends what is complete and exits with $exitCode",
    async ({ failOnPartial, exitCode }, { onTestFinished }) => {
      const house = await openHouse({ population: town, onTestFinished });
      let asked = 0;
      whenOthersAreRead(house, api, () => {
        asked = Date.now();
        house.interrupt();
      });
      const outcome = await house.run({
        GITHUB_API: api,
        GITHUB_REPOSITORIES: "acme/*",
        FAIL_ON_PARTIAL: failOnPartial,
        FAIL_RATIO: "100%",
      });
      expect(Date.now() - asked).toBeLessThan(5_000);
      expectPart(house, api, "interrupted");
      expect(outcome.exitCode).toBe(exitCode);
    },
  );

  test.concurrent("that reaches its deadline while it reads sends what is complete, in time", async ({
    onTestFinished,
  }) => {
    const house = await openHouse({ population: town, onTestFinished });
    hangDelta(house, api);
    const started = Date.now();
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/*",
      RUN_TIMEOUT: "14s",
      FAIL_RATIO: "100%",
    });
    expect(Date.now() - started).toBeLessThan(8_000);
    expectPart(house, api, "deadline");
    expect(outcome.exitCode).toBe(0);
  });

  test.concurrent.for([
    { when: "before anything is answered", hang: () => true },
    { when: "while owners are listed", hang: ({ path }: { path: string }) => !path.includes("/pulls") },
  ])(
    "that is interrupted $when tells of itself only, with exit code 1",
    async ({ hang }, { onTestFinished }) => {
      const house = await openHouse({ population: town, onTestFinished });
      house.github.fault({ when: hang, fault: { kind: "hang" } });
      house.github.onRequest(() => house.interrupt());
      const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*,other/named" });
      expectNumbers(house, town, { repositories: [], api });
      expect(aboutTheRun(house)).toMatchObject({
        "repositories{status:read}": 0,
        "repository.failed{reason:interrupted,repo:acme/}": 1,
        "repository.failed{reason:interrupted,repo:other/named}": 1,
        "run.success{}": 0,
      });
      expect(outcome.exitCode).toBe(1);
    },
  );

  test.concurrent("whose token is withdrawn while it reads sends what is complete by then", async ({
    onTestFinished,
  }) => {
    const house = await openHouse({ population: town, onTestFinished });
    house.github.fault({
      when: (entry) => aboutDelta(entry) && readsPulls(entry),
      fault: { kind: "status", status: 401 },
    });
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/*",
      FAIL_ON_PARTIAL: "true",
    });
    const read = namesRead(house);
    expectNumbers(house, town, { repositories: read, api });
    expect(aboutTheRun(house)).toMatchObject({
      "repositories{status:read}": read.length,
      "repositories{status:failed}": names.length - read.length,
      "repository.failed{reason:unauthorized,repo:acme/delta}": 1,
      "run.success{}": 0,
    });
    expect(outcome.exitCode).toBe(read.length === 0 ? 1 : 3);
  });

  test.concurrent("that meets a rate limit beyond its deadline stops asking, and sends what is complete", async ({
    onTestFinished,
  }) => {
    const house = await openHouse({ population: town, onTestFinished });
    house.github.fault({
      when: (entry) => aboutDelta(entry) && readsPulls(entry),
      skip: 2,
      times: 1,
      fault: { kind: "primary-limit", resetInSeconds: 3_000 },
    });
    const started = Date.now();
    const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*", FAIL_RATIO: "100%" });
    expect(Date.now() - started).toBeLessThan(10_000);
    const read = namesRead(house);
    expectNumbers(house, town, { repositories: read, api });
    expect(aboutTheRun(house)).toMatchObject({
      "repositories{status:failed}": names.length - read.length,
      "repository.failed{reason:rate_limited,repo:acme/delta}": 1,
    });
    expect(events(outcome, "repositories_failed")).toMatchObject([{ reason: "rate_limited" }]);
    expect(outcome.exitCode).toBe(read.length === 0 ? 1 : 0);
    expectNoProblems(house);
  });
});

describe.concurrent("a run that is interrupted while it sends", () => {
  test.for([
    { failOnPartial: "false", exitCode: 0 },
    { failOnPartial: "true", exitCode: 3 },
  ])(
    "delivers everything, with heartbeat 0 and exit code $exitCode",
    async ({ failOnPartial, exitCode }, { onTestFinished }) => {
      const house = await openHouse({ population: town, onTestFinished });
      house.datadog.fault({
        when: () => {
          house.interrupt();
          return true;
        },
        times: 1,
        fault: { kind: "slow", ms: 100 },
      });
      const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", FAIL_ON_PARTIAL: failOnPartial });
      expectNumbers(house, town, { repositories: names, api: "graphql" });
      expect(heartbeat(house)).toBe(0);
      expect(outcome.exitCode).toBe(exitCode);
      expectHeartbeatLast(house);
      expectNoProblems(house);
    },
  );
});
