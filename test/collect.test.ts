import { describe, expect, it } from "vitest";
import { events, openHouse } from "./support/house.ts";
import { aboutTheRun, expectNoProblems } from "./support/received.ts";
import { APIS, isAbout, townOf } from "./support/town.ts";

/** To Datadog, the first two have one name. */
const town = townOf({ "acme/pay_ments": 3, "acme/pay__ments": 2, "acme/other": 1 });
const SHARED = "repo:acme/pay_ments";

describe.each(APIS)("by %s, two repositories that have one name in Datadog", (api) => {
  it("are one number, with a warning that names both", async () => {
    const house = await openHouse({ population: town });
    const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*" });
    expect(house.datadog.find("github.pull_requests.open", [SHARED])).toMatchObject([{ value: 5 }]);
    expect(events(outcome, "shared_tag")).toMatchObject([
      { level: "warn", tag: SHARED, repositories: ["acme/pay__ments", "acme/pay_ments"] },
    ]);
    expect(outcome.exitCode).toBe(0);
    expectNoProblems(house);
  });

  it("have no number where one of them could not be read: it would be short", async () => {
    const house = await openHouse({ population: { ...town, repositories: town.repositories.slice(1) } });
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/pay_ments,acme/pay__ments,acme/other",
    });
    const values = house.datadog.find("github.pull_requests.open").map(({ tags, value }) => [...tags, value]);
    expect(values).toEqual([["repo:acme/other", 1]]);
    expect(aboutTheRun(house)).toMatchObject({
      "repositories{status:read}": 2,
      "repositories{status:failed}": 1,
      [`repository.failed{reason:not_found,${SHARED}}`]: 1,
    });
    expect(events(outcome, "shared_tag")).toHaveLength(1);
    expectNoProblems(house);
  });
});

describe("a run over repositories that fail for several reasons", () => {
  it("warns once for each reason, with all its names in order", async () => {
    const house = await openHouse({ population: town });
    house.github.fault({ when: isAbout("other"), fault: { kind: "status", status: 403 } });
    const outcome = await house.run({
      GITHUB_API: "rest",
      GITHUB_REPOSITORIES: "acme/zz,acme/other,acme/aa,acme/pay_ments",
    });
    const warnings = events(outcome, "repositories_failed").map(({ level, reason, repositories }) => ({
      level,
      reason,
      repositories,
    }));
    expect(new Set(warnings)).toEqual(
      new Set([
        { level: "warn", reason: "not_found", repositories: ["acme/aa", "acme/zz"] },
        { level: "warn", reason: "forbidden", repositories: ["acme/other"] },
      ]),
    );
    expect(events(outcome, "run_finished")).toMatchObject([
      {
        success: false,
        repositories: { selected: 4, read: 1, failed: 3 },
        reasons: { not_found: 2, forbidden: 1 },
      },
    ]);
  });
});
