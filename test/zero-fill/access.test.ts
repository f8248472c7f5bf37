import { describe, expect, it } from "vitest";
import { pullRequest } from "../../sandbox/records.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { HOUR, openChronicle } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import type { Variables } from "../support/house.ts";
import { APIS, townOf } from "../support/town.ts";

const DAY_MS = 86_400_000;

/** So many repositories with one pull request each. */
function villages(count: number) {
  const names = Array.from({ length: count }, (_, index) => `acme/village-${index}`);
  return townOf(Object.fromEntries(names.map((name) => [name, 1])));
}

async function shrink(from: number, to: number, env: Variables = {}) {
  const chronicle = await openChronicle({
    population: villages(from),
    env: { GITHUB_REPOSITORIES: "acme/*", ...env },
  });
  await chronicle.at(0);
  chronicle.github.population = villages(to);
  return { chronicle, after: await chronicle.at(HOUR) };
}

/** Thirty private repositories with one pull request each, of which the token sees the first ones. */
function privateVillages(seen: number) {
  const names = Array.from({ length: 30 }, (_, index) => `acme/secret-${index}`);
  const special = { private: true, pullRequests: [pullRequest(1, START - 2 * DAY_MS)] };
  const token = { ...fullToken, privateRepositories: names.slice(0, seen) };
  return townOf(Object.fromEntries(names.map((name) => [name, special])), [token]);
}

it.each(APIS)(
  "by %s, leaves private repositories alone that the token does not see any more",
  async (api) => {
    const env = { GITHUB_REPOSITORIES: "acme/*", GITHUB_API: api };
    const chronicle = await openChronicle({ population: privateVillages(30), env });
    const first = await chronicle.at(0);
    chronicle.github.population = privateVillages(27);
    const second = await chronicle.at(HOUR);
    const totals = (values: Readonly<Record<string, number>>) =>
      Object.keys(values).filter((key) => key.startsWith("github.pull_requests.open{"));
    expect([totals(first.values).length, totals(second.values).length]).toEqual([30, 27]);
    expect(second.own).toMatchObject({ "run.success{}": 1, "series{status:zeroed}": 0 });
  },
);

describe("access that shrank", () => {
  it.each([
    { from: 20, to: 18, success: 1 },
    { from: 20, to: 17, success: 0 },
    { from: 10, to: 9, success: 1 },
    { from: 9, to: 8, success: 0 },
    { from: 9, to: 12, success: 1 },
  ])(
    "from $from to $to repositories gives heartbeat $success, and sets nothing to 0",
    async ({ from, to, success }) => {
      const { after } = await shrink(from, to);
      expect(after.own["run.success{}"]).toBe(success);
      expect(after.own["series{status:zeroed}"]).toBe(0);
      const warnings = after.log.warnings("selection_shrank");
      expect(warnings).toEqual(
        success === 1 ? [] : [{ event: "selection_shrank", selected: to, before: from }],
      );
      expect(after.exitCode).toBe(0);
    },
  );

  it("and stays lost is said once, and sets nothing to 0 as long as anything of it is remembered", async () => {
    const { chronicle } = await shrink(20, 10);
    for (const hours of [2, 24, 48, 49, 50, 51, 52]) {
      const later = await chronicle.at(hours * HOUR);
      expect(later.own).toMatchObject({ "run.success{}": 1, "series{status:zeroed}": 0 });
    }
  });

  it("exits with 3 where FAIL_ON_PARTIAL asks for it", async () => {
    expect((await shrink(20, 10, { FAIL_ON_PARTIAL: "true" })).after.exitCode).toBe(3);
  });

  it("below MIN_REPOSITORIES sets nothing to 0", async () => {
    const { after } = await shrink(20, 19, { MIN_REPOSITORIES: "20" });
    expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 0 });
  });

  it("by single sign-on sets nothing to 0", async () => {
    const chronicle = await openChronicle({
      population: villages(20),
      env: { GITHUB_REPOSITORIES: "acme/*" },
    });
    await chronicle.at(0);
    chronicle.github.population = villages(19);
    chronicle.github.fault({ fault: { kind: "sso-partial" } });
    const after = await chronicle.at(HOUR);
    expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 0 });
    expect(after.log.warnings("partial_access")).toHaveLength(1);
  });

  it("cannot be told from a repository that is gone while the last selection is unread: no zeros for it", async () => {
    const chronicle = await openChronicle({
      population: villages(20),
      env: { GITHUB_REPOSITORIES: "acme/*" },
    });
    await chronicle.at(0);
    chronicle.github.population = villages(19);
    const asksSelection = ({ path }: { readonly path: string }) => path.includes("exporter.repositories");
    chronicle.datadog.fault({ when: asksSelection, fault: { kind: "status", status: 403 } });
    const after = await chronicle.at(HOUR);
    expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 1 });
  });
});

describe("a repository that is gone is left alone while it is not known how many were selected before", () => {
  it.each([
    {
      what: "METRICS leaves that out",
      first: { METRICS: "!exporter.repositories" },
      second: { METRICS: "!exporter.repositories" },
    },
    { what: "DD_ENV was another one", first: { DD_ENV: "old" }, second: { DD_ENV: "new" } },
  ])("since $what", async ({ first, second }) => {
    const chronicle = await openChronicle({
      population: villages(20),
      env: { GITHUB_REPOSITORIES: "acme/*" },
    });
    const before = await chronicle.at(0, first);
    chronicle.github.population = villages(19);
    const after = await chronicle.at(HOUR, second);
    const key = "github.pull_requests.open{repo:acme/village-19}";
    expect([before.values[key], after.values[key]]).toEqual([1, undefined]);
  });
});

describe("an empty backlog", () => {
  const KEY = "github.pull_requests.open{repo:acme/village-0}";

  /** `filled` and then `later` with one pull request in the first repository, or none, of so many. */
  async function empty(count: number, env: Variables) {
    const rest = Object.fromEntries(
      Array.from({ length: count - 1 }, (_, index) => [`acme/rest-${index}`, 0]),
    );
    const chronicle = await openChronicle({
      population: townOf({ "acme/village-0": 1, ...rest }),
      env: { GITHUB_REPOSITORIES: "acme/*", ...env },
    });
    const first = await chronicle.at(0);
    chronicle.github.population = townOf({ "acme/village-0": 0, ...rest });
    const entries = [first, await chronicle.at(HOUR), await chronicle.at(2 * HOUR)];
    return {
      seen: entries.map(({ values }) => values[KEY]),
      totals: Object.keys(first.values).filter((key) => key.startsWith("github.pull_requests.open{")).length,
      warnings: first.log.warnings("skip_without_zero_fill").length,
    };
  }

  const NO_KEY = { DD_APP_KEY: undefined };
  it.each([
    { count: 100, env: {}, seen: [1, 0, 0], totals: 100, warnings: 0 },
    { count: 101, env: {}, seen: [1, 0, undefined], totals: 1, warnings: 0 },
    { count: 101, env: NO_KEY, seen: [1, 0, 0], totals: 101, warnings: 0 },
    { count: 101, env: { ZERO_FILL: "off" }, seen: [1, 0, 0], totals: 101, warnings: 0 },
    { count: 101, env: { EMPTY_REPOSITORIES: "send" }, seen: [1, 0, 0], totals: 101, warnings: 0 },
    { count: 3, env: { EMPTY_REPOSITORIES: "skip" }, seen: [1, 0, undefined], totals: 1, warnings: 0 },
    {
      count: 3,
      env: { EMPTY_REPOSITORIES: "skip", ...NO_KEY },
      seen: [1, undefined, undefined],
      totals: 1,
      warnings: 1,
    },
  ])("of $count repositories with $env is sent as $seen", async ({ count, env, ...right }) => {
    expect(await empty(count, env)).toEqual(right);
  });
});
