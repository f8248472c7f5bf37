import { describe, expect, it } from "vitest";
import { APP_KEY, events, openHouse, type Variables } from "../support/house.ts";
import { townOf } from "../support/town.ts";

const GITHUB_REPOSITORIES = "acme/*";
const LABEL = ["label:dependencies", "repo:acme/api"];

/** One run, then a plan when everything is closed. */
async function planAfterRun(env: Variables) {
  const house = await openHouse({ population: townOf({ "acme/api": 3, "acme/web": 1 }) });
  await house.run({ GITHUB_REPOSITORIES });
  house.github.population = townOf({ "acme/api": 0, "acme/web": 1 });
  const before = house.datadog.log.length;
  const outcome = await house.run({ GITHUB_REPOSITORIES, ...env }, "plan", "--json");
  const { series } = JSON.parse(outcome.stdout) as {
    series: { metric: string; tags: string[]; value: number }[];
  };
  const find = (metric: string, tags: readonly string[]) =>
    series.find((one) => one.metric === metric && one.tags.join() === tags.join())?.value;
  return {
    methods: [...new Set(house.datadog.log.slice(before).map(({ method }) => method))],
    label: find("github.pull_requests.open.by_label", LABEL),
    zeroed: find("github.exporter.series", ["status:zeroed"]),
    said: events(outcome, "no_zero_fill").length,
  };
}

describe("plan shows what EMPTY_REPOSITORIES holds back", () => {
  /** Of a repository with a backlog, one without, and one that had one in the run before. */
  async function held(env: Variables) {
    const house = await openHouse({ population: townOf({ "acme/api": 3, "acme/web": 1, "acme/docs": 0 }) });
    await house.run({ GITHUB_REPOSITORIES });
    house.github.population = townOf({ "acme/api": 0, "acme/web": 1, "acme/docs": 0 });
    const variables = { GITHUB_REPOSITORIES, DD_APP_KEY: APP_KEY, ...env };
    const { stdout } = await house.run(variables, "plan");
    const json = await house.run(variables, "plan", "--json");
    const { cost } = JSON.parse(json.stdout) as { cost: Record<string, unknown> };
    return { line: /^Not sent: .*$/m.exec(stdout)?.[0], cost: cost["empty_repositories_not_sent"] };
  }

  it("without the zeros that are sent once for what has become empty", async () => {
    const { line, cost } = await held({ EMPTY_REPOSITORIES: "skip" });
    expect(line).toBe("Not sent: 2 zeros of empty repositories (EMPTY_REPOSITORIES), $0.10 a month.");
    expect(cost).toEqual({ series: 2, estimated_usd_per_month: 0.1 });
  });

  it("and nothing where it holds nothing back", async () => {
    const { line, cost } = await held({ EMPTY_REPOSITORIES: "send" });
    expect(line).toBeUndefined();
    expect(cost).toEqual({ series: 0, estimated_usd_per_month: 0 });
  });
});

it("plan counts the zeros of a repository that is gone to none that could be saved", async () => {
  const others = Array.from({ length: 11 }, (_, index) => [`acme/other-${index}`, 1] as const);
  const house = await openHouse({ population: townOf({ "acme/api": 3, ...Object.fromEntries(others) }) });
  await house.run({ GITHUB_REPOSITORIES });
  house.github.population = townOf({ "acme/api": { archived: true }, ...Object.fromEntries(others) });
  const outcome = await house.run({ GITHUB_REPOSITORIES, DD_APP_KEY: APP_KEY }, "plan", "--json");
  const { series, cost } = JSON.parse(outcome.stdout) as {
    series: { metric: string; tags: string[] }[];
    cost: { savings: { setting: string }[] };
  };
  expect(series.filter(({ tags }) => tags.includes("repo:acme/api"))).not.toEqual([]);
  expect(cost.savings.filter(({ setting }) => setting === "EMPTY_REPOSITORIES")).toEqual([]);
});

describe("plan shows the zeros of what has vanished", () => {
  it("with both of Datadog's keys, and submits nothing", async () => {
    const planned = await planAfterRun({ DD_APP_KEY: APP_KEY });
    expect(planned).toMatchObject({ methods: ["GET"], label: 0, said: 0 });
    expect(planned.zeroed).toBeGreaterThan(0);
  });

  it.each([
    { what: "the API key", env: { DD_APP_KEY: APP_KEY, DD_API_KEY: undefined } },
    { what: "the application key", env: {} },
  ])("not without $what: Datadog is asked nothing", async ({ env }) => {
    expect(await planAfterRun(env)).toEqual({ methods: [], label: undefined, zeroed: 0, said: 0 });
  });
});
