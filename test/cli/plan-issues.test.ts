import { describe, expect, it } from "vitest";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import { issue } from "../../sandbox/records.ts";
import { events, openHouse } from "../support/house.ts";
import { townOf } from "../support/town.ts";

const now = Date.now();
const population = townOf({
  "acme/api": {
    pullRequests: manyPulls(3, now).map((one) => ({ ...one, number: one.number + 10 })),
    issues: [issue(1, now), issue(2, now)],
  },
});

async function runWith(metrics: string, ...argv: readonly string[]) {
  const house = await openHouse({ population });
  return house.run({ GITHUB_REPOSITORIES: "acme/api", METRICS: metrics }, ...argv);
}

describe("plan says what its series are for", () => {
  it.each([
    [
      "+issues.*",
      "for 3 open pull requests and 2 open issues in 1 of 1",
      "One series for each pull request instead: 3,",
    ],
    ["pull_requests.*", "for 3 open pull requests in 1 of 1", "One series for each pull request instead: 3,"],
    ["issues.*", "for 2 open issues in 1 of 1", undefined],
  ])("with METRICS=%s: %s", async (metrics, backlog, original) => {
    const { stdout, exitCode } = await runWith(metrics, "plan");
    expect(stdout).toContain(`custom metrics ${backlog} repository`);
    expect(stdout.includes("One series for each pull request")).toBe(original !== undefined);
    expect(stdout).toContain(original ?? backlog);
    expect(exitCode).toBe(0);
  });

  it.each([
    ["+issues.*", { series: 3, estimated_usd_per_month: 0.15 }],
    ["issues.*", undefined],
  ])(
    "and compares with one series for each pull request where they are read: %s",
    async (metrics, original) => {
      const { stdout } = await runWith(metrics, "plan", "--json");
      const { cost } = JSON.parse(stdout) as { cost: Record<string, unknown> };
      expect(cost["one_series_per_pull_request"]).toEqual(original);
    },
  );
});

describe("the end of a run", () => {
  it.each([
    ["+issues.*", { pull_requests: 3, issues: 2 }],
    ["issues.*", { issues: 2 }],
    ["!pull_requests.stale", { pull_requests: 3 }],
  ])("with METRICS=%s says how much was read", async (metrics, counts) => {
    const [line = {}] = events(await runWith(metrics), "run_finished");
    const told = Object.entries(line).filter(([name]) => ["pull_requests", "issues"].includes(name));
    expect(Object.fromEntries(told)).toEqual(counts);
  });
});
