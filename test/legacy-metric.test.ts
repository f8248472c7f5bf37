import { describe, expect, it } from "vitest";
import { edgeCases } from "../sandbox/edge-cases.ts";
import { replayAt } from "../sandbox/history/replay.ts";
import { HOUR, openChronicle } from "./support/chronicle.ts";
import { API_KEY, APP_KEY, events, openHouse } from "./support/house.ts";
import { expectRightAnswers } from "./support/right-answers.ts";
import { APIS, namesOf, smallTown, townOf } from "./support/town.ts";

const NAME = "datadog.custom.github.pr.count";
const MANY = 137;

function edge() {
  const population = edgeCases(Date.now());
  const repositories = namesOf(population).filter((name) => !name.includes("blocked"));
  return { population, repositories, patterns: repositories };
}

describe.each(APIS)("LEGACY_METRIC, by %s,", (api) => {
  const env = { LEGACY_METRIC: "true", MAX_SERIES: "1000000", METRIC_PREFIX: "acme.code" };
  const expected = { legacy: true, prefix: "acme.code" };

  it("sends the original tool's metric beside all others for the edge cases exactly", async () => {
    await expectRightAnswers({ ...edge(), api, env, expected });
  });

  it("does so on the recorded backlog", async () => {
    const population = replayAt("2021-02-05T12:00:00Z", { now: Date.now() });
    const patterns = population.owners.map(({ login }) => `${login}/*`);
    await expectRightAnswers({ population, patterns, api, env, expected });
  });

  it("counts every page, not the first thirty alone", async () => {
    const house = await openHouse({ population: townOf({ "acme/huge": MANY }) });
    const outcome = await house.run({
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/huge",
      LEGACY_METRIC: "true",
    });
    expect(outcome.exitCode).toBe(0);
    const numbers = house.datadog.points
      .filter(({ metric }) => metric === NAME)
      .map(({ tags }) => tags.find((tag) => tag.startsWith("number:")));
    expect(new Set(numbers).size).toBe(MANY);
    expect(house.datadog.problems).toEqual([]);
  });
});

async function metricsWith(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const house = await openHouse({ population: smallTown() });
  expect((await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env })).exitCode).toBe(0);
  return house.datadog.points.map(({ metric }) => metric);
}

describe("METRICS", () => {
  it.each([{}, { METRICS: "*" }, { METRICS: "+*" }])("does not switch the metric on: %j", async (env) => {
    expect(await metricsWith(env)).not.toContain(NAME);
  });

  it.each(["pull_requests.open", "!*"])("does not switch it off: %s", async (METRICS) => {
    expect(await metricsWith({ METRICS, LEGACY_METRIC: "true" })).toContain(NAME);
  });

  it("does not know its name", async () => {
    const house = await openHouse({ population: smallTown() });
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", METRICS: `+${NAME}` });
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain("METRICS has");
  });
});

it("plan counts it and says what it would save", async () => {
  const population = smallTown();
  const open = population.repositories.reduce((sum, { pullRequests }) => sum + pullRequests.length, 0);
  const house = await openHouse({ population });
  const env = { GITHUB_REPOSITORIES: "acme/*", LEGACY_METRIC: "true" };
  const { stdout } = await house.run(env, "plan", "--json");
  const { cost } = JSON.parse(stdout);
  expect(cost.by_metric).toContainEqual(expect.objectContaining({ metric: NAME, series: open }));
  const saving = expect.objectContaining({ setting: "LEGACY_METRIC", value: "false", series: open });
  expect(cost.savings).toContainEqual(saving);
});

it("is never set to 0: what is closed just ends", async () => {
  const env = { GITHUB_REPOSITORIES: "acme/*", LEGACY_METRIC: "true" };
  const chronicle = await openChronicle({ population: townOf({ "acme/api": 2, "acme/web": 1 }), env });
  const legacyOf = (values: Readonly<Record<string, number>>) =>
    Object.entries(values).filter(([key]) => key.startsWith(NAME));
  expect(legacyOf((await chronicle.at(0)).values)).toHaveLength(3);
  chronicle.github.population = townOf({ "acme/api": 0, "acme/web": 1 });
  const { values } = await chronicle.at(HOUR);
  expect(values["github.pull_requests.open{repo:acme/api}"]).toBe(0);
  expect(legacyOf(values).map(([, value]) => value)).toEqual([1]);
});

it("the variables of the original tool are enough", async () => {
  const house = await openHouse({ population: smallTown() });
  const outcome = await house.run({
    DD_API_KEY: undefined,
    DATADOG_API_KEY: API_KEY,
    DATADOG_APP_KEY: APP_KEY,
    GITHUB_REPOSITORIES: "acme/alpha,acme/beta",
    LEGACY_METRIC: "true",
  });
  expect(outcome.exitCode).toBe(0);
  expect(events(outcome, "no_zero_fill")).toEqual([]);
  expect(house.datadog.points.filter(({ metric }) => metric === NAME)).toHaveLength(5);
});
