import { describe, expect, it } from "vitest";
import { tagKey } from "../../sandbox/datadog/tags.ts";
import { events, openHouse, type Variables } from "../support/house.ts";
import { aboutRepositories, expectNoProblems, expectNumbers, timestampOf } from "../support/received.ts";
import { APIS, namesOf, smallTown } from "../support/town.ts";

const town = smallTown();
const names = namesOf(town);
const OWN_METRICS = [
  "exporter.github.quota",
  "exporter.repositories",
  "exporter.run.duration",
  "exporter.run.success",
  "exporter.series",
];
const REVIEW_STATE_METRICS = ["pull_requests.age.max.by_review_state", "pull_requests.open.by_review_state"];
const DEFAULT_METRICS = [
  "pull_requests.age.max",
  ...REVIEW_STATE_METRICS,
  "pull_requests.open",
  "pull_requests.open.by_author",
  "pull_requests.open.by_label",
  "pull_requests.open.by_reviewer",
  "pull_requests.stale",
].sort();

async function run(env: Variables) {
  const house = await openHouse({ population: town });
  const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env });
  expect(outcome.exitCode).toBe(0);
  expectNoProblems(house);
  return { house, outcome };
}

type House = Awaited<ReturnType<typeof run>>["house"];

function metricsOf({ datadog }: House, prefix = "github."): string[] {
  return [...new Set(datadog.points.map(({ metric }) => metric.replace(prefix, "")))].sort();
}

describe.each(APIS)("by %s, METRICS", (api) => {
  const left =
    api === "rest" ? DEFAULT_METRICS.filter((name) => !REVIEW_STATE_METRICS.includes(name)) : DEFAULT_METRICS;

  it.each([
    { METRICS: undefined, expected: [...OWN_METRICS, ...left] },
    { METRICS: "pull_requests.open", expected: [...OWN_METRICS, "pull_requests.open"] },
    { METRICS: "pull_requests.*stale", expected: [...OWN_METRICS, "pull_requests.stale"] },
    {
      METRICS: "!*.by_*",
      expected: [...OWN_METRICS, ...left.filter((name) => !name.includes(".by_"))],
    },
    { METRICS: "pull_requests.open,!exporter.*", expected: ["exporter.run.success", "pull_requests.open"] },
    { METRICS: "exporter.series,pull_requests.stale", expected: [...OWN_METRICS, "pull_requests.stale"] },
    { METRICS: "+pull_requests.stale !exporter.github.quota", expected: [...OWN_METRICS.slice(1), ...left] },
  ])("$METRICS sends exactly what it says", async ({ METRICS, expected }) => {
    const { house } = await run({ GITHUB_API: api, METRICS });
    expect(metricsOf(house)).toEqual([...expected].sort());
  });

  it("of the total alone asks GitHub for nothing that it does not need", async () => {
    const { house, outcome } = await run({ GITHUB_API: api, METRICS: "pull_requests.open" });
    const asked = house.github.log.map(({ query }) => query).join();
    expect(asked).not.toMatch(/labels|reviewRequests|reviewDecision|statusCheckRollup|author|mergeQueue/i);
    expect(new Set(house.github.log.map((entry) => entry.api))).toEqual(new Set([api]));
    const totals = names.map(
      (name) => house.datadog.find("github.pull_requests.open", [`repo:${name}`])[0]?.value,
    );
    expect(totals).toEqual(town.repositories.map(({ pullRequests }) => pullRequests.length));
    expect(events(outcome, "metrics_left_out")).toEqual([]);
  });
});

it("by rest, the metrics that it cannot know are named in one line", async () => {
  const { outcome } = await run({ GITHUB_API: "rest" });
  const lines = events(outcome, "metrics_left_out").map(({ metrics, tags }) => ({
    metrics: new Set(metrics as string[]),
    tags,
  }));
  expect(lines).toEqual([{ metrics: new Set(REVIEW_STATE_METRICS), tags: ["reviewer:none"] }]);
});

it("every point of a run carries its one timestamp, whole seconds at its start", async () => {
  const before = Math.floor(Date.now() / 1000);
  const { house } = await run({});
  expect(timestampOf(house)).toBeGreaterThanOrEqual(before);
  expect(timestampOf(house)).toBeLessThanOrEqual(Date.now() / 1000);
});

describe("tags", () => {
  it("of DD_TAGS are on every series, DD_ENV and DD_SERVICE on those about the run only", async () => {
    const { house } = await run({ DD_TAGS: "Team:Platform tier:1", DD_ENV: "prod", DD_SERVICE: "Exporter" });
    for (const { metric, tags } of house.datadog.points) {
      expect(tags).toEqual(expect.arrayContaining(["team:platform", "tier:1"]));
      const own = metric.includes(".exporter.") ? ["env:prod", "service:exporter"] : [];
      expect(tags.filter((tag) => ["env", "service"].includes(tagKey(tag)))).toEqual(own);
    }
    expectNumbers(house, town, {
      repositories: names,
      api: "graphql",
      constantTags: ["team:platform", "tier:1"],
    });
  });

  it("are sorted, and the same set at every run", async () => {
    const { house } = await run({ DD_TAGS: "zone:b,area:a" });
    for (const { series } of house.datadog.payloads)
      for (const { tags = [] } of series) expect(tags).toEqual([...tags].sort());
  });
});

describe("settings of Datadog", () => {
  it("are read in their DATADOG_* spellings", async () => {
    const { house } = await run({
      DD_API_KEY: undefined,
      DATADOG_API_KEY: "sandbox-api-key-0123456789abcdef",
    });
    expectNumbers(house, town, { repositories: names, api: "graphql" });
  });

  it("are read in their DD_* spellings first", async () => {
    const { house } = await run({ DATADOG_API_KEY: "another-key-0123456789abcdef" });
    expect(house.datadog.log.every(({ status }) => status === 202)).toBe(true);
  });

  it("give every metric the prefix that METRIC_PREFIX says", async () => {
    const { house } = await run({ METRIC_PREFIX: "acme.git" });
    expect(metricsOf(house, "acme.git.")).toEqual([...OWN_METRICS, ...DEFAULT_METRICS].sort());
    const expected = { repositories: names, api: "graphql", prefix: "acme.git" } as const;
    expectNumbers(house, town, expected);
  });
});

describe("settings of the measurement", () => {
  it("STALE_DAYS and BOTS reach the numbers", async () => {
    const { house } = await run({ STALE_DAYS: "0.5", BOTS: "dev-1" });
    const bots = (login: string) => login === "dev-1";
    expectNumbers(house, town, { repositories: names, api: "graphql", staleDays: 0.5, bots });
    expect(Object.keys(aboutRepositories(house))).not.toEqual([]);
  });
});

describe.each(APIS)("by %s, the series about the run", (api) => {
  it("count what was read, submitted and spent", async () => {
    const { house } = await run({ GITHUB_API: api });
    const value = (name: string, ...tags: string[]) =>
      house.datadog.find(`github.exporter.${name}`, tags).map((point) => point.value);
    expect(value("repositories", "status:read")).toEqual([4]);
    expect(value("repositories", "status:failed")).toEqual([0]);
    expect(value("repository.failed")).toEqual([]);
    expect(value("series", "status:submitted")).toEqual([house.datadog.points.length]);
    expect(value("series", "status:dropped")).toEqual([0]);
    expect(value("series", "status:zeroed")).toEqual([0]);
    const resource = `resource:${api === "rest" ? "core" : "graphql"}`;
    const spent = api === "rest" ? house.github.restSpent : house.github.points;
    expect(value("github.quota", resource, "kind:used")).toEqual([spent]);
    expect(value("github.quota", resource, "kind:limit")).toEqual([5000]);
    expect(value("github.quota", resource, "kind:remaining")).toEqual([5000 - spent]);
    const [duration = -1] = value("run.duration");
    expect(duration).toBeGreaterThan(0);
    expect(duration).toBeLessThan(30);
  });

  it("agree with the one line that sums the run up", async () => {
    const { house, outcome } = await run({ GITHUB_API: api });
    expect(events(outcome, "run_finished")).toMatchObject([
      {
        level: "info",
        success: true,
        repositories: { selected: 4, read: 4, failed: 0 },
        reasons: {},
        pull_requests: 10,
        series: house.datadog.points.length,
        refused: 0,
        requests: house.github.log.length,
        points: house.github.points,
      },
    ]);
  });
});
