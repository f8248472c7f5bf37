import { describe, expect, it } from "vitest";
import { startDatadog } from "../sandbox/datadog/server.ts";
import { events, type HouseOptions, openHouse, type Variables } from "./support/house.ts";
import {
  aboutTheRun,
  expectHeartbeatLast,
  expectNoProblems,
  expectNumbers,
  heartbeat,
} from "./support/received.ts";
import { APIS, namesOf, smallTown, townOf } from "./support/town.ts";

const town = smallTown();
const names = namesOf(town);

/** So many repositories of one pull request each. */
function villages(count: number) {
  return townOf(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`acme/village-${index + 1}`, 1])),
  );
}

/** A list of names with as many at its end that do not exist. */
function withMissing(present: readonly string[], missing: number): string {
  return [...present, ...Array.from({ length: missing }, (_, index) => `acme/missing-${index + 1}`)].join();
}

describe.each(APIS)("by %s, a run", (api) => {
  async function open(env: Variables, options: Partial<HouseOptions> = {}) {
    const house = await openHouse({ population: town, ...options });
    const outcome = await house.run({ GITHUB_API: api, ...env });
    return { house, outcome };
  }

  it("of which all is read and accepted ends with heartbeat 1 and exit code 0", async () => {
    const { house, outcome } = await open({ GITHUB_REPOSITORIES: "acme/*", FAIL_ON_PARTIAL: "true" });
    expectNumbers(house, town, { repositories: names, api });
    expect(heartbeat(house)).toBe(1);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.stdout).toBe("");
    expectHeartbeatLast(house);
    expectNoProblems(house);
  });

  it.each([
    { present: 9, missing: 1, ratio: "10%", success: 1 },
    { present: 8, missing: 2, ratio: "10%", success: 0 },
    { present: 1, missing: 1, ratio: "50%", success: 1 },
    { present: 71, missing: 29, ratio: "29%", success: 1 },
    { present: 9, missing: 1, ratio: "0%", success: 0 },
  ])(
    "with $missing of $missing + $present failed at FAIL_RATIO=$ratio has heartbeat $success",
    async ({ present, missing, ratio, success }) => {
      const population = villages(present);
      const GITHUB_REPOSITORIES = withMissing(namesOf(population), missing);
      const { house, outcome } = await open({ GITHUB_REPOSITORIES, FAIL_RATIO: ratio }, { population });
      expectNumbers(house, population, { repositories: namesOf(population), api });
      const failed = Array.from({ length: missing }, (_, index) => [
        `repository.failed{reason:not_found,repo:acme/missing-${index + 1}}`,
        1,
      ]);
      expect(aboutTheRun(house)).toMatchObject({
        "repositories{status:read}": present,
        "repositories{status:failed}": missing,
        "run.success{}": success,
        ...Object.fromEntries(failed),
      });
      expect(outcome.exitCode).toBe(0);
      expectHeartbeatLast(house);
      expectNoProblems(house);
    },
  );

  it.each([
    { missing: 1, ratio: "50%", success: 1 },
    { missing: 3, ratio: "10%", success: 0 },
  ])(
    "with $missing failed exits with 3 where FAIL_ON_PARTIAL asks for it",
    async ({ missing, ratio, success }) => {
      const env = { GITHUB_REPOSITORIES: withMissing(names, missing), FAIL_RATIO: ratio };
      const { house, outcome } = await open({ ...env, FAIL_ON_PARTIAL: "true" });
      expectNumbers(house, town, { repositories: names, api });
      expect(heartbeat(house)).toBe(success);
      expect(outcome.exitCode).toBe(3);
    },
  );

  it.each(["false", "true"])(
    "that read nothing tells of itself, with exit code 1 (FAIL_ON_PARTIAL=%s)",
    async (failOnPartial) => {
      const GITHUB_REPOSITORIES = withMissing([], 2);
      const { house, outcome } = await open({
        GITHUB_REPOSITORIES,
        FAIL_ON_PARTIAL: failOnPartial,
        FAIL_RATIO: "100%",
      });
      expect(aboutTheRun(house)).toEqual({
        "repositories{status:read}": 0,
        "repositories{status:failed}": 2,
        "repository.failed{reason:not_found,repo:acme/missing-1}": 1,
        "repository.failed{reason:not_found,repo:acme/missing-2}": 1,
        "run.success{}": 0,
        "series{status:submitted}": house.datadog.points.length,
        "series{status:dropped}": 0,
        "series{status:zeroed}": 0,
      });
      expectNumbers(house, town, { repositories: [], api });
      expect(outcome.exitCode).toBe(1);
      expectHeartbeatLast(house);
    },
  );

  it("of which one payload is refused tries the others, then heartbeat 0, and exits with 1", async () => {
    const house = await openHouse({ population: town });
    house.datadog.fault({ times: 1, fault: { kind: "status", status: 400 } });
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/*",
      FAIL_ON_PARTIAL: "true",
    });
    expectNumbers(house, town, { repositories: [], api });
    expect(aboutTheRun(house)).toMatchObject({
      "repositories{status:read}": names.length,
      "series{status:submitted}": house.datadog.points.length,
      "run.success{}": 0,
    });
    expect(outcome.exitCode).toBe(1);
    expectHeartbeatLast(house);
  });

  it("with a wrong configuration asks nobody anything and exits with 2", async () => {
    const { house, outcome } = await open({ GITHUB_REPOSITORIES: "acme", RUN_TIMEOUT: "soon" });
    expect([house.github.log.length, house.datadog.log.length]).toEqual([0, 0]);
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain("GITHUB_REPOSITORIES ");
    expect(outcome.stderr).toContain("RUN_TIMEOUT ");
  });

  it("after another one starts from nothing, also in the same minute", async () => {
    const { house } = await open({ GITHUB_REPOSITORIES: withMissing(names, 1) });
    const smaller = townOf({ "acme/alpha": 1, "acme/beta": 0, "acme/gamma": 0, "acme/delta": 0 });
    house.github.population = smaller;
    const second = await startDatadog({ apiKeys: ["another-key"] });
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: names.join(),
      DD_URL: second.url,
      DD_API_KEY: "another-key",
    });
    await second.close();
    const later = { ...house, datadog: second };
    expectNumbers(later, smaller, { repositories: names, api });
    expect(aboutTheRun(later)).toMatchObject({ "repositories{status:failed}": 0, "run.success{}": 1 });
    expect(events(outcome, "run_finished")).toMatchObject([{ pull_requests: 1, success: true }]);
    expect(outcome.exitCode).toBe(0);
  });
});
