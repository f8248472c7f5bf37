import { describe, expect, it } from "vitest";
import { expectedSeries } from "../../sandbox/oracle/expected.ts";
import { fullToken, tokenRecord } from "../../sandbox/tokens.ts";
import { events, openHouse, type Variables } from "../support/house.ts";
import { APIS, namesOf, smallTown } from "../support/town.ts";

const town = smallTown();
const names = namesOf(town);

interface PlannedSeries {
  readonly metric: string;
  readonly tags: readonly string[];
  readonly value: number;
}

interface Plan {
  readonly timestamp: number;
  readonly repositories: { readonly selected: number; readonly failed: readonly unknown[] };
  readonly series: readonly PlannedSeries[];
  readonly cost: {
    readonly custom_metrics: number;
    readonly by_metric: readonly { metric: string; series: number; tags: readonly string[] }[];
  };
}

const WITHOUT_KEY = { DD_API_KEY: undefined } as const;

async function planJson(env: Variables = {}) {
  const house = await openHouse({ population: town });
  const outcome = await house.run(
    { ...WITHOUT_KEY, GITHUB_REPOSITORIES: "acme/*", ...env },
    "plan",
    "--json",
  );
  return { house, outcome, plan: JSON.parse(outcome.stdout) as Plan };
}

const isOwn = ({ metric }: PlannedSeries) => metric.includes(".exporter.");

describe.each(APIS)("by %s, plan --json", (api) => {
  it("is one object of the documented shape, its series sorted by metric, then tags", async () => {
    const { plan, outcome } = await planJson({ GITHUB_API: api, DD_TAGS: "tier:1", DD_ENV: "prod" });
    expect(Object.keys(plan)).toEqual(["timestamp", "repositories", "series", "cost"]);
    expect(plan.repositories).toEqual({ selected: 4, failed: [] });
    expect(Number.isInteger(plan.timestamp)).toBe(true);
    for (const series of plan.series) expect(Object.keys(series)).toEqual(["metric", "tags", "value"]);
    const keys = plan.series.map(({ metric, tags }) => `${metric} ${tags.join()}`);
    expect(keys).toEqual([...keys].sort());
    expect(outcome.exitCode).toBe(0);
  });

  it("has the right numbers of the repositories", async () => {
    const { plan } = await planJson({ GITHUB_API: api });
    const { timestamp } = plan;
    const right = expectedSeries(town, { repositories: names, api, token: fullToken, timestamp });
    expect(plan.series.filter((series) => !isOwn(series))).toEqual(right);
  });

  it("is what run submits, values of the run itself aside", async () => {
    const env = { GITHUB_API: api, DD_TAGS: "tier:1", DD_ENV: "prod", DD_SERVICE: "exporter" };
    const { plan, house } = await planJson(env);
    await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env });
    const identity = ({ metric, tags }: { metric: string; tags: readonly string[] }) =>
      `${metric} ${tags.join()}`;
    expect(plan.series.map(identity)).toEqual(house.datadog.points.map(identity).sort());
    const values = (all: readonly PlannedSeries[]) =>
      all
        .filter((series) => !isOwn(series) && !series.metric.includes(".age."))
        .map((one) => `${identity(one)} ${one.value}`);
    expect(values(plan.series)).toEqual(values(house.datadog.points).sort());
  });

  it("sums up the cost for each metric and in all", async () => {
    const { plan } = await planJson({ GITHUB_API: api, DD_TAGS: "tier:1" });
    const { custom_metrics, by_metric } = plan.cost;
    expect(custom_metrics).toBe(plan.series.length);
    expect(by_metric.reduce((sum, { series }) => sum + series, 0)).toBe(custom_metrics);
    expect(by_metric).toContainEqual({
      metric: "github.pull_requests.open",
      series: 4,
      estimated_usd_per_month: 0.2,
      tags: ["repo", "tier"],
    });
    expect(by_metric).toContainEqual({
      metric: "github.exporter.run.success",
      series: 1,
      estimated_usd_per_month: 0.05,
      tags: ["tier"],
    });
  });

  it("names failed repositories with their reasons, sorted", async () => {
    const GITHUB_REPOSITORIES = "acme/zz-missing,acme/aa-missing,acme/alpha";
    const { plan } = await planJson({ GITHUB_API: api, GITHUB_REPOSITORIES });
    expect(plan.repositories).toEqual({
      selected: 3,
      failed: [
        { repo: "acme/aa-missing", reason: "not_found" },
        { repo: "acme/zz-missing", reason: "not_found" },
      ],
    });
    expect(plan.series).toContainEqual({
      metric: "github.exporter.repository.failed",
      tags: ["reason:not_found", "repo:acme/aa-missing"],
      value: 1,
    });
    expect(plan.series).toContainEqual({ metric: "github.exporter.run.success", tags: [], value: 0 });
  });
});

describe("plan", () => {
  it("of which nothing can be read foretells heartbeat 0, whatever may fail", async () => {
    const { plan, outcome } = await planJson({ GITHUB_REPOSITORIES: "acme/missing", FAIL_RATIO: "100%" });
    const heartbeat = { metric: "github.exporter.run.success", tags: [], value: 0 };
    expect(plan.series.filter(({ metric }) => metric === heartbeat.metric)).toEqual([heartbeat]);
    expect(outcome.exitCode).toBe(1);
  });

  it("asks Datadog nothing, with or without a key", async () => {
    const { house } = await planJson();
    await house.run({ GITHUB_REPOSITORIES: "acme/*" }, "plan");
    expect(house.datadog.log).toEqual([]);
  });

  it("prints a table for people, without colours, and its log on stderr only", async () => {
    const house = await openHouse({ population: town });
    const env = {
      ...WITHOUT_KEY,
      GITHUB_REPOSITORIES: names.join(),
      METRICS: "pull_requests.open,!exporter.*",
    };
    const { stdout, stderr, exitCode } = await house.run(env, "plan");
    const [metrics, sum] = stdout.split("\n\n");
    expect(metrics?.split("\n")).toEqual([
      "metric                       series  a month  tags",
      "github.exporter.run.success       1    $0.05",
      "github.pull_requests.open         4    $0.20  repo",
      "all                               5    $0.25",
    ]);
    expect(sum?.split("\n").slice(0, 2)).toEqual([
      "5 custom metrics for 10 open pull requests in 4 of 4 repositories",
      "(2 requests to GitHub, 2 GraphQL points).",
    ]);
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });

  it("says below its table what happened to the repositories that failed", async () => {
    const house = await openHouse({ population: town });
    const env = { ...WITHOUT_KEY, GITHUB_REPOSITORIES: "acme/alpha,acme/missing" };
    const { stdout } = await house.run(env, "plan");
    expect(stdout).toMatch(/^no numbers for +reason +what happened\nacme\/missing +not_found +\S.*\n$/m);
  });
});

describe.each([
  { what: "all is read", env: {}, exitCode: 0 },
  { what: "a repository failed", env: { GITHUB_REPOSITORIES: "acme/alpha,acme/missing" }, exitCode: 0 },
  {
    what: "a repository failed with FAIL_ON_PARTIAL",
    env: { GITHUB_REPOSITORIES: "acme/alpha,acme/missing", FAIL_ON_PARTIAL: "true" },
    exitCode: 3,
  },
  {
    what: "access shrank with FAIL_ON_PARTIAL",
    env: { MIN_REPOSITORIES: "9", FAIL_ON_PARTIAL: "true" },
    exitCode: 3,
  },
  { what: "nothing is read", env: { GITHUB_REPOSITORIES: "acme/missing" }, exitCode: 1 },
  { what: "the token is refused", env: { GITHUB_TOKEN: "revoked" }, exitCode: 1 },
  { what: "nothing is selected", env: { GITHUB_REPOSITORIES: "acme/none-*" }, exitCode: 2 },
  { what: "the configuration is wrong", env: { STALE_DAYS: "soon" }, exitCode: 2 },
])("where $what", ({ env, exitCode }) => {
  it.each(["plan", "run"])(`%s exits with ${exitCode}`, async (command) => {
    const tokens = [fullToken, tokenRecord("revoked", { revoked: true })];
    const house = await openHouse({ population: smallTown(tokens) });
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env }, command);
    expect(outcome.exitCode).toBe(exitCode);
    if (exitCode === 2) expect(outcome.stdout).toBe("");
  });
});

it("plan --json tells machines why nothing is selected on stderr, and leaves stdout empty", async () => {
  const house = await openHouse({ population: town });
  const env = { ...WITHOUT_KEY, GITHUB_REPOSITORIES: "acme/none-*" };
  const outcome = await house.run(env, "plan", "--json");
  expect(outcome.stdout).toBe("");
  expect(events(outcome, "nothing_selected")).toMatchObject([{ level: "error" }]);
});
