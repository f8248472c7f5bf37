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

const limited = [
  "publicOnly",
  "withoutTeams",
  "withoutReviewState",
  "withoutReviewStateInOne",
  "withoutReadOrg",
] as const;

describe.each(["graphql", "rest"] as const)("by %s, a token with fewer rights", (api) => {
  it.each(limited)("gives right numbers for what it may read, and none for the rest: %s", async (kind) => {
    const population = edgeCases(now);
    const house = await openHouse({ population });
    const token = tokens[kind];
    const env = { GITHUB_TOKEN: token.token, GITHUB_API: api, GITHUB_REPOSITORIES: names.join(",") };
    await house.run(env);
    const points = house.datadog.points.filter((point) => !point.metric.includes(".exporter."));
    const timestamp = house.datadog.points[0]?.timestamp ?? 0;
    const expected = expectedValues(population, { repositories: names, api, token, timestamp });
    const values = points.map((point) => [seriesKey(point.metric, point.tags), point.value]);
    expect(Object.fromEntries(values)).toEqual(Object.fromEntries(expected));
    expect(expected.size).toBeGreaterThan(250);
  });
});

describe("a right that is missing", () => {
  it.each([
    ["withoutReadOrg", "teams"],
    ["withoutTeams", "teams"],
    ["withoutReviewState", "reviewState"],
  ] as const)("is warned about once, with what is needed: %s", async (kind, field) => {
    const house = await openHouse({ population: edgeCases(now) });
    const token = tokens[kind].token;
    const outcome = await house.run({ GITHUB_TOKEN: token, GITHUB_REPOSITORIES: "acme/*,!acme/blocked" });
    const warnings = events(outcome, "fields_unknown");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.["fields"]).toEqual([expect.objectContaining({ field })]);
    expect(outcome.exitCode).toBe(0);
    expect(house.datadog.find("github.exporter.run.success").map((point) => point.value)).toEqual([1]);
  });
});
