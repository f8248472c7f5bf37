import { describe, expect, it } from "vitest";
import { events, type Outcome, openHouse } from "../support/house.ts";
import {
  aboutRepositories,
  aboutTheRun,
  expectHeartbeatLast,
  expectNoProblems,
  expectNumbers,
} from "../support/received.ts";
import { APIS, townOf } from "../support/town.ts";

/** Each takes a request of its own; but for one, which is empty. */
const SIZES = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`acme/r${i}`, i === 0 ? 0 : 48]));
const limits = { restPerHour: 8, graphqlPerHour: 8 };

function failedNames(outcome: Outcome): unknown[] {
  return events(outcome, "repositories_failed").flatMap(({ reason, repositories }) => {
    expect(reason).toBe("rate_limited");
    return Array.isArray(repositories) ? repositories : [];
  });
}

describe.each(APIS)("a quota that cannot pay for a run (by %s)", (api) => {
  it.each([
    ["10%", 0],
    ["90%", 1],
  ])(
    "sends right numbers of what it pays for, none of the rest, and keeps FAIL_RATIO=%s",
    async (ratio, success) => {
      const population = townOf(SIZES);
      const house = await openHouse({ population, limits });
      const env = { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*", FAIL_RATIO: ratio };
      const outcome = await house.run(env);
      const failed = failedNames(outcome);
      expect(failed.length).toBeGreaterThanOrEqual(4);
      expect(failed.length).toBeLessThanOrEqual(6);
      const read = Object.keys(SIZES).filter((name) => !failed.includes(name));
      expect(read).toContain("acme/r0");
      expectNumbers(house, population, { repositories: read, api });
      expect(aboutTheRun(house)).toMatchObject({
        "repositories{status:read}": read.length,
        "repositories{status:failed}": failed.length,
        "run.success{}": success,
      });
      expect(events(outcome, "quota_short")).toMatchObject([
        { level: "warn", left_out: failed.length, limit: 8 },
      ]);
      expect(outcome.exitCode).toBe(0);
      expectHeartbeatLast(house);
      expectNoProblems(house);
    },
  );

  it("sends no sum that would be short", async () => {
    const house = await openHouse({ population: townOf({ ...SIZES, "other/s": 0 }), limits });
    const env = { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*,other/*", GRAIN: "owner" };
    const outcome = await house.run(env);
    expect(events(outcome, "grain_withheld")).toMatchObject([
      { owners: [{ owner: "acme", reasons: ["rate_limited"] }] },
    ]);
    expect(Object.keys(aboutRepositories(house)).join(" ")).not.toContain("owner:acme");
    expectNoProblems(house);
  });
});
