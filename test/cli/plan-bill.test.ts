import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { edgeCases } from "../../sandbox/edge-cases.ts";
import { replayAt } from "../../sandbox/history/replay.ts";
import { centsFor, tagBills } from "../../sandbox/oracle/bill.ts";
import { belowCeiling } from "../../sandbox/oracle/ceiling.ts";
import { expectedSeries } from "../../sandbox/oracle/expected.ts";
import type { Population } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { events, openHouse, type Variables } from "../support/house.ts";
import { APIS, type Api, namesOf, smallTown } from "../support/town.ts";

interface Priced {
  readonly series: number;
  readonly estimated_usd_per_month: number;
}

interface Plan {
  readonly timestamp: number;
  readonly series: readonly { metric: string; tags: readonly string[]; value: number }[];
  readonly cost: Readonly<{
    custom_metrics: number;
    estimated_usd_per_month: number;
    usd_per_100: number;
    by_metric: readonly (Priced & { metric: string; tags: readonly string[] })[];
    by_tag_value: readonly (Priced & { tag: string; share: number })[];
    savings: readonly (Priced & { setting: string; value: string })[];
    one_series_per_pull_request: Priced;
    max_series: {
      limit: number;
      fits: number;
      grain_owner_series: number;
      dropped: readonly { metric: string; series: number }[];
    };
  }>;
}

const INSTANTS = ["2020-05-18T12:00:00Z", "2021-02-05T12:00:00Z", "2021-05-26T12:00:00Z"];
const POPULATIONS: readonly (readonly [string, () => Population])[] = [
  ["a small town", smallTown],
  ["the edge cases", () => edgeCases(Date.now())],
  ...INSTANTS.map(
    (instant) => [`the backlog of ${instant}`, () => replayAt(instant, { now: Date.now() })] as const,
  ),
];

async function plan(population: Population, env: Variables, ...options: readonly string[]) {
  const house = await openHouse({ population });
  const names = namesOf(population).filter((name) => !name.includes("blocked"));
  const variables = { DD_API_KEY: undefined, GITHUB_REPOSITORIES: names.join(), ...env };
  const outcome = await house.run(variables, "plan", ...options);
  expect(outcome.exitCode).toBe(0);
  expect(house.datadog.log).toEqual([]);
  return { names, outcome };
}

async function planJson(population: Population, env: Variables = {}) {
  const { names, outcome } = await plan(population, env, "--json");
  return { names, outcome, plan: JSON.parse(outcome.stdout) as Plan };
}

function rightAnswers(
  population: Population,
  names: readonly string[],
  api: Api,
  timestamp: number,
  grain: "repo" | "owner" = "repo",
) {
  const options = { repositories: names, api, token: fullToken, timestamp, grain: () => grain };
  return expectedSeries(population, options);
}

function isOwn({ metric }: { readonly metric: string }): boolean {
  return metric.includes(".exporter.");
}

function openIn(population: Population, names: readonly string[]): number {
  const read = population.repositories.filter(({ owner, name }) => names.includes(`${owner}/${name}`));
  return read.reduce((sum, { pullRequests }) => sum + pullRequests.length, 0);
}

describe.each(APIS)("by %s, the bill of plan --json", (api) => {
  it.each(POPULATIONS)("for %s is right for every metric, and adds up", async (_, populate) => {
    const population = populate();
    const { names, plan } = await planJson(population, { GITHUB_API: api, CUSTOM_METRIC_PRICE: "4" });
    const right = [
      ...rightAnswers(population, names, api, plan.timestamp),
      ...plan.series.filter(isOwn).map(({ metric }) => ({ metric })),
    ];
    const { cost } = plan;
    const cents = (usd: number) => Math.round(usd * 100);
    for (const { metric, series, estimated_usd_per_month } of cost.by_metric) {
      expect(series).toBe(right.filter((one) => one.metric === metric).length);
      expect(cents(estimated_usd_per_month)).toBe(centsFor(series, 4));
    }
    expect(cost.by_metric.map(({ metric }) => metric)).toEqual(
      [...new Set(right.map(({ metric }) => metric))].sort(),
    );
    expect(cost.custom_metrics).toBe(right.length);
    expect(cents(cost.estimated_usd_per_month)).toBe(centsFor(right.length, 4));
    expect(cost.usd_per_100).toBe(4);
  });

  it.each(POPULATIONS)("for %s names the ten tag values that cost most", async (_, populate) => {
    const population = populate();
    const { names, plan } = await planJson(population, { GITHUB_API: api, DD_TAGS: "tier:1,team:web" });
    const right = rightAnswers(population, names, api, plan.timestamp);
    const { cost } = plan;
    const tagged = plan.series.filter((one) => !isOwn(one));
    for (const { tags } of tagged) expect(tags).toEqual(expect.arrayContaining(["team:web", "tier:1"]));
    const named = cost.by_tag_value.map(({ tag, series }) => ({ tag, series }));
    expect(named).toEqual(tagBills(right).slice(0, 10));
    expect(named).toEqual(tagBills(tagged, ["team:web", "tier:1"]).slice(0, 10));
    for (const { series, share, estimated_usd_per_month } of cost.by_tag_value) {
      expect(share).toBeCloseTo(series / (right.length + plan.series.filter(isOwn).length), 12);
      expect(Math.round(estimated_usd_per_month * 100)).toBe(centsFor(series, 5));
    }
  });

  it("counts owners among the tag values, where metrics are summed for them", async () => {
    const population = smallTown();
    const { names, plan } = await planJson(population, { GITHUB_API: api, GRAIN: "owner" });
    const right = rightAnswers(population, names, api, plan.timestamp, "owner");
    const named = plan.cost.by_tag_value.map(({ tag, series }) => ({ tag, series }));
    expect(named).toEqual(tagBills(right).slice(0, 10));
    expect(named[0]?.tag).toBe("owner:acme");
    expect(plan.cost.savings.filter(({ setting }) => setting === "GRAIN")).toEqual([]);
  });

  it.each(POPULATIONS)("for %s says what the original shape would make", async (_, populate) => {
    const population = populate();
    const { names, plan } = await planJson(population, { GITHUB_API: api });
    const open = openIn(population, names);
    const { series, estimated_usd_per_month } = plan.cost.one_series_per_pull_request;
    expect(series).toBe(open);
    expect(Math.round(estimated_usd_per_month * 100)).toBe(centsFor(open, 5));
  });

  it.each(POPULATIONS)("for %s promises savings that come true", async (_, populate) => {
    const population = populate();
    const before = await planJson(population, { GITHUB_API: api });
    const { savings, custom_metrics } = before.plan.cost;
    expect(savings.length).toBeGreaterThan(0);
    for (const { setting, value, series } of savings) {
      const after = await planJson(population, { GITHUB_API: api, [setting]: value });
      expect(after.plan.cost.custom_metrics).toBe(custom_metrics - series);
    }
  });

  it.each([
    {
      what: "the backlog of 2020-05-18",
      populate: () => replayAt("2020-05-18T12:00:00Z", { now: Date.now() }),
      settings: ["METRICS", "LABELS", "GRAIN", "EMPTY_REPOSITORIES"],
    },
    { what: "a small town", populate: smallTown, settings: ["METRICS", "GRAIN", "EMPTY_REPOSITORIES"] },
  ])("for $what promises savings that come true behind what is set", async ({ populate, settings }) => {
    const population = populate();
    const set = { METRICS: "+*", LABELS: "*", GRAIN: "repo,by_label:repo" };
    const before = await planJson(population, { GITHUB_API: api, ...set });
    const { savings, custom_metrics } = before.plan.cost;
    expect(new Set(savings.map(({ setting }) => setting))).toEqual(new Set(settings));
    for (const { setting, value, series } of savings) {
      const METRICS = setting === "METRICS" ? `${set.METRICS},${value}` : set.METRICS;
      const LABELS = setting === "LABELS" ? `${set.LABELS},${value}` : set.LABELS;
      const GRAIN = setting === "GRAIN" ? `${set.GRAIN},${value}` : set.GRAIN;
      const empty = setting === "EMPTY_REPOSITORIES" ? { [setting]: value } : {};
      const after = await planJson(population, { GITHUB_API: api, METRICS, LABELS, GRAIN, ...empty });
      expect(after.plan.cost.custom_metrics).toBe(custom_metrics - series);
    }
  });

  it.each([1, 20, 40])("promises savings that come true for what MAX_SERIES=%i leaves out", async (most) => {
    const set = { GITHUB_API: api, MAX_SERIES: String(most) };
    const before = await planJson(smallTown(), set);
    const { savings, max_series } = before.plan.cost;
    const dropped = max_series.dropped.map(({ metric }) => metric.replace("github.", "!"));
    expect(savings.map(({ value }) => value)).toEqual(expect.arrayContaining(dropped.slice(0, 1)));
    for (const { setting, value, series } of savings) {
      const after = await planJson(smallTown(), { ...set, [setting]: value });
      expect(after.plan.cost.max_series.fits).toBe(max_series.fits - series);
    }
  });

  it("is for what goes out below MAX_SERIES, as is the plan, and says what does not", async () => {
    const population = replayAt("2021-02-05T12:00:00Z", { now: Date.now() });
    const { names, plan, outcome } = await planJson(population, { GITHUB_API: api, MAX_SERIES: "55" });
    const all = rightAnswers(population, names, api, plan.timestamp);
    const own = plan.series.filter(isOwn);
    const right = belowCeiling(all, { maxSeries: 55, aboutTheRun: own.length });
    expect(plan.series.filter((one) => !isOwn(one))).toEqual(right.sent);
    expect(plan.cost.custom_metrics).toBe(right.sent.length + own.length);
    const byOwner = rightAnswers(population, names, api, plan.timestamp, "owner").length + own.length;
    expect(plan.cost.max_series).toEqual({
      limit: 55,
      fits: right.fits,
      grain_owner_series: byOwner,
      dropped: right.dropped,
    });
    expect(events(outcome, "series_dropped")).toMatchObject([{ metrics: right.dropped }]);
    const dropped = right.dropped.reduce((sum, { series }) => sum + series, 0);
    expect(own).toContainEqual({
      metric: "github.exporter.series",
      tags: ["status:dropped"],
      value: dropped,
    });
  });
});

describe("the bill of plan", () => {
  it("is a few tables", async () => {
    const METRICS = "pull_requests.open.by_author,pull_requests.open.by_label,pull_requests.open,!exporter.*";
    const env = { METRICS, DD_TAGS: "tier:1", CUSTOM_METRIC_PRICE: "2.50", MAX_SERIES: "12" };
    const { outcome } = await plan(smallTown(), env);
    const shown = outcome.stdout.replace(/^\(\d+ requests to GitHub, \d+ GraphQL points\)\.$/m, "(…).");
    expect(shown).toBe(
      [
        "metric                              series  a month  tags",
        "github.exporter.run.success              1    $0.03",
        "github.pull_requests.open                4    $0.10  repo",
        "github.pull_requests.open.by_label       6    $0.15  label, repo",
        "all                                     11    $0.28",
        "",
        "11 custom metrics for 10 open pull requests in 4 of 4 repositories",
        "(…).",
        "Estimated cost: $0.28 a month, at $2.50 for 100 (CUSTOM_METRIC_PRICE).",
        "One series for each pull request instead: 10, $0.25 a month.",
        "",
        "series  of all  a month  carry the tag (shares overlap)",
        "     3     27%    $0.08  label:dependencies",
        "     3     27%    $0.08  label:none",
        "     3     27%    $0.08  repo:acme/alpha",
        "     3     27%    $0.08  repo:acme/beta",
        "     3     27%    $0.08  repo:acme/delta",
        "     1      9%    $0.03  repo:acme/gamma",
        "",
        "series  a month  saved of all 21 by adding (each on its own)",
        "    10    $0.25  METRICS='!pull_requests.open.by_author'",
        "     9    $0.23  GRAIN='owner'",
        "     6    $0.15  METRICS='!pull_requests.open.by_label'",
        "     5    $0.13  GRAIN='by_author:owner'",
        "     4    $0.10  GRAIN='by_label:owner'",
        "     1    $0.03  EMPTY_REPOSITORIES='skip'",
        "",
        "series  left out by MAX_SERIES=12 (21 would fit everything, 12 with GRAIN=owner)",
        "    10  github.pull_requests.open.by_author",
        "",
      ].join("\n"),
    );
  });

  // Labels of the edge cases are as long as Datadog allows, which is longer than a line.
  it.each(POPULATIONS.filter(([name]) => name !== "the edge cases"))(
    "fits into 100 columns for %s, with every metric and each table",
    async (_, populate) => {
      const all = await plan(populate(), { METRICS: "+*", DD_TAGS: "tier:1,team:web" });
      const below = await plan(populate(), { METRICS: "+*", MAX_SERIES: "40" });
      expect(below.outcome.stdout).toContain("left out by MAX_SERIES=40");
      const lines = [all, below].flatMap(({ outcome }) => outcome.stdout.split("\n"));
      expect(lines.filter((line) => line.length > 100)).toEqual([]);
    },
  );

  it("is what the README shows of it", async () => {
    const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
    const [, shown = ""] = /```console\n(\d+ custom metrics .*?)```/s.exec(readme) ?? [];
    const population = replayAt("2021-04-20T12:00:00Z", { now: Date.now() });
    const GITHUB_REPOSITORIES = population.owners.map(({ login }) => `${login}/*`).join();
    const { outcome } = await plan(population, { GITHUB_REPOSITORIES });
    expect(outcome.stdout.endsWith(`\n${shown}`)).toBe(true);
  });
});

it("says that a price is incomplete where something could not be read", async () => {
  const house = await openHouse({ population: smallTown() });
  const { stdout } = await house.run({ GITHUB_REPOSITORIES: "acme/*,acme/missing" }, "plan");
  expect(stdout).toContain("Incomplete: what could not be read (below) is not in these numbers.");
  const whole = await house.run({ GITHUB_REPOSITORIES: "acme/*" }, "plan");
  expect(whole.stdout).not.toContain("Incomplete");
});
