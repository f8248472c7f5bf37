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
