import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { isoSeconds } from "../../sandbox/time.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { events, openHouse, type Variables } from "../support/house.ts";
import { aboutRepositories, aboutTheRun, expectHeartbeatLast, expectNumbers } from "../support/received.ts";
import { APIS, namesOf, smallTown, townOf } from "../support/town.ts";

const town = smallTown();
const names = namesOf(town);

/** Whether a request lists an owner's repositories, or asks who the owner is. */
const lists = (owner: string) => (entry: RequestEntry) =>
  new RegExp(`^/(orgs|users)/${owner}\\b`).test(entry.path) ||
  (entry.query.includes("repositoryOwner") && Object.values(entry.variables).includes(owner));

const refused = { kind: "status", status: 403 } as const;

describe.each(APIS)("by %s, a listing", (api) => {
  it("that fails beside others leaves what was listed, and the run failed", async () => {
    const both = townOf({ "acme/alpha": 3, "acme/beta": 0, "other/gamma": 1 });
    const house = await openHouse({ population: both });
    house.github.fault({ when: lists("other"), fault: refused });
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/* other/*",
      FAIL_RATIO: "100%",
    });
    expectNumbers(house, both, { repositories: ["acme/alpha", "acme/beta"], api });
    expect(aboutTheRun(house)).toMatchObject({
      "repositories{status:read}": 2,
      "repositories{status:failed}": 1,
      "repository.failed{reason:forbidden,repo:other/}": 1,
      "run.success{}": 0,
    });
    expect(events(outcome, "repositories_failed")).toMatchObject([
      { level: "warn", reason: "forbidden", repositories: ["other/*"] },
    ]);
    expect(outcome.exitCode).toBe(0);
    expectHeartbeatLast(house);
  });

  it("that fails alone ends with heartbeat 0 and exit code 1, never with 2", async () => {
    const house = await openHouse({ population: town });
    house.github.fault({ when: lists("acme"), fault: refused });
    const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*" });
    expect(aboutRepositories(house)).toEqual({});
    expect(aboutTheRun(house)).toMatchObject({ "repositories{status:failed}": 1, "run.success{}": 0 });
    expect(outcome.exitCode).toBe(1);
  });

  it("of an owner that does not exist counts as failed, by name", async () => {
    const house = await openHouse({ population: town });
    const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*,nobody/*" });
    expectNumbers(house, town, { repositories: names, api });
    expect(aboutTheRun(house)).toMatchObject({
      "repository.failed{reason:not_found,repo:nobody/}": 1,
      "run.success{}": 0,
    });
    expect(outcome.exitCode).toBe(0);
  });

  it.each(["acme/none-*", "acme/alpha,!acme/*", "acme/*,!acme/*"])(
    "that selects nothing (%s) sends nothing and exits with 2",
    async (patterns) => {
      const house = await openHouse({ population: town });
      const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: patterns });
      expect(house.datadog.log).toEqual([]);
      expect(outcome.exitCode).toBe(2);
      expect(outcome.stderr).toContain("GITHUB_REPOSITORIES");
    },
  );

  it("in which one of two patterns matches nothing is a warning by name, and no failure", async () => {
    const house = await openHouse({ population: town });
    const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*,acme/none-*" });
    expect(events(outcome, "pattern_unmatched")).toMatchObject([{ level: "warn", pattern: "acme/none-*" }]);
    expect(aboutTheRun(house)).toMatchObject({ "repositories{status:failed}": 0, "run.success{}": 1 });
    expect(outcome.exitCode).toBe(0);
  });
});

describe.each(APIS)("by %s, access that shrank", (api) => {
  async function run(env: Variables, ssoPartial = false) {
    const house = await openHouse({ population: town });
    if (ssoPartial) house.github.fault({ fault: { kind: "sso-partial" } });
    const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*", ...env });
    expectNumbers(house, town, { repositories: names, api });
    return { success: aboutTheRun(house)["run.success{}"], outcome };
  }

  it.each([
    { least: "4", failOnPartial: "true", success: 1, exitCode: 0 },
    { least: "5", failOnPartial: "false", success: 0, exitCode: 0 },
    { least: "5", failOnPartial: "true", success: 0, exitCode: 3 },
  ])(
    "of 4 repositories at MIN_REPOSITORIES=$least gives heartbeat $success, exit code $exitCode",
    async ({ least, failOnPartial, success, exitCode }) => {
      const { outcome, ...seen } = await run({ MIN_REPOSITORIES: least, FAIL_ON_PARTIAL: failOnPartial });
      expect({ ...seen, exitCode: outcome.exitCode }).toEqual({ success, exitCode });
      const warnings = events(outcome, "too_few_repositories");
      expect(warnings).toHaveLength(1 - success);
      for (const warning of warnings)
        expect(warning).toMatchObject({ level: "warn", selected: 4, expected: 5 });
    },
  );

  it.each([
    { failOnPartial: "false", exitCode: 0 },
    { failOnPartial: "true", exitCode: 3 },
  ])(
    "because GitHub left out organisations gives heartbeat 0, exit code $exitCode",
    async ({ failOnPartial, exitCode }) => {
      const { outcome, success } = await run({ FAIL_ON_PARTIAL: failOnPartial }, true);
      expect({ success, exitCode: outcome.exitCode }).toEqual({ success: 0, exitCode });
      expect(events(outcome, "partial_access")).toHaveLength(1);
    },
  );
});

describe.each(APIS)("by %s, a token", (api) => {
  it("that expires tells in how many seconds", async () => {
    const expiresAt = Math.floor(Date.now() / 1000) + 864_000;
    const token = tokenRecord("expiring", { expiresAt: isoSeconds(expiresAt * 1000) });
    const house = await openHouse({ population: smallTown([token]) });
    await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*", GITHUB_TOKEN: token.token });
    const [point, ...more] = house.datadog.find("github.exporter.github.token.expires_in");
    expect(more).toEqual([]);
    expect(point).toMatchObject({ unit: "second", tags: [], value: expiresAt - (point?.timestamp ?? 0) });
  });

  it("that does not expire tells nothing", async () => {
    const house = await openHouse({ population: town });
    await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*" });
    expect(house.datadog.find("github.exporter.github.token.expires_in")).toEqual([]);
  });

  it("that is not accepted reads nothing: heartbeat 0, exit code 1, and one line that says what to check", async () => {
    const token = tokenRecord("revoked", { revoked: true });
    const house = await openHouse({ population: smallTown([token]) });
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/*,other/named",
      GITHUB_TOKEN: token.token,
    });
    expect(aboutRepositories(house)).toEqual({});
    expect(aboutTheRun(house)).toMatchObject({ "repositories{status:read}": 0, "run.success{}": 0 });
    expect(outcome.exitCode).toBe(1);
    expect(events(outcome, "repositories_failed")).toMatchObject([
      { reason: "unauthorized", repositories: ["acme/*", "other/named"] },
    ]);
    expect(outcome.stderr).toContain("Check GITHUB_TOKEN");
  });
});

it("without a credential only public repositories are read, by REST, with a warning", async () => {
  const population = townOf({ "acme/open": 2, "acme/secret": { private: true } });
  const house = await openHouse({ population });
  const outcome = await house.run({ GITHUB_TOKEN: undefined, GITHUB_REPOSITORIES: "acme/open,acme/secret" });
  expectNumbers(house, population, { repositories: ["acme/open"], api: "rest" });
  expect(new Set(house.github.log.map(({ api }) => api))).toEqual(new Set(["rest"]));
  expect(events(outcome, "no_credential")).toMatchObject([{ level: "warn", names: ["GITHUB_TOKEN"] }]);
  expect(outcome.exitCode).toBe(0);
});
