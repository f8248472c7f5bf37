import { describe, expect, it } from "vitest";
import { seriesKey } from "../sandbox/datadog/tags.ts";
import { edgeCases, edgeTokens } from "../sandbox/edge-cases.ts";
import { expectedValues } from "../sandbox/oracle/expected.ts";
import { events, openHouse } from "./support/house.ts";

const now = Date.now();
const tokens = edgeTokens(now);

/** Readable by every token below, or failing for it: the right answers know which. */
const names = edgeCases(now)
  .repositories.map(({ owner, name }) => `${owner}/${name}`)
  .sort();

const ALL = { METRICS: "+*", MAX_SERIES: "1000000" };

const limited = [
  "publicOnly",
  "withoutTeams",
  "withoutReviewState",
  "withoutReviewStateInOne",
  "withoutReadOrg",
  "withoutIssues",
] as const;

describe.each(["graphql", "rest"] as const)("by %s, a token with fewer rights", (api) => {
  it.each(limited)("gives right numbers for what it may read, and none for the rest: %s", async (kind) => {
    const { received, expected } = await readWith(kind, api, "default");
    expect(received).toEqual(Object.fromEntries(expected));
    expect(expected.size).toBeGreaterThan(250);
  });

  it.each([...limited, "withoutIssuesInOne", "withoutChecks"] as const)(
    "does so for every metric there is: %s",
    async (kind) => {
      const { received, expected } = await readWith(kind, api, "all");
      expect(received).toEqual(Object.fromEntries(expected));
      expect(expected.size).toBeGreaterThan(500);
    },
  );
});

async function readWith(kind: keyof typeof tokens, api: "graphql" | "rest", metrics: "default" | "all") {
  const population = edgeCases(now);
  const house = await openHouse({ population });
  const token = tokens[kind];
  const env = { GITHUB_TOKEN: token.token, GITHUB_API: api, GITHUB_REPOSITORIES: names.join(",") };
  await house.run({ ...env, ...(metrics === "all" ? ALL : {}) });
  const points = house.datadog.points.filter((point) => !point.metric.includes(".exporter."));
  const timestamp = house.datadog.points[0]?.timestamp ?? 0;
  const expected = expectedValues(population, { repositories: names, api, token, timestamp, metrics });
  const values = points.map((point) => [seriesKey(point.metric, point.tags), point.value]);
  return { received: Object.fromEntries(values), expected };
}

describe("a right that is missing", () => {
  it("is no matter to metrics that do not need it", async () => {
    const house = await openHouse({ population: edgeCases(now) });
    const env = {
      GITHUB_TOKEN: tokens.withoutChecks.token,
      GITHUB_REPOSITORIES: "acme/*,!acme/blocked",
    };
    expect(events(await house.run(env), "fields_unknown")).toEqual([]);
  });

  it.each([
    ["withoutReadOrg", "teams"],
    ["withoutTeams", "teams"],
    ["withoutReviewState", "reviewState"],
    ["withoutChecks", "checks"],
    ["withoutIssues", "issues"],
    ["withoutIssuesInOne", "issues"],
  ] as const)("is warned about once, with what is needed: %s", async (kind, field) => {
    const house = await openHouse({ population: edgeCases(now) });
    const env = { GITHUB_TOKEN: tokens[kind].token, GITHUB_REPOSITORIES: "acme/*,!acme/blocked" };
    const outcome = await house.run({ ...env, ...ALL });
    const warnings = events(outcome, "fields_unknown");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.["fields"]).toEqual([expect.objectContaining({ field })]);
    expect(outcome.exitCode).toBe(0);
    expect(house.datadog.find("github.exporter.run.success").map((point) => point.value)).toEqual([1]);
  });
});
