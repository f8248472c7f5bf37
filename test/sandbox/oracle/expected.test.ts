import { describe, expect, test } from "vitest";
import { expectedSeries, expectedValues } from "../../../sandbox/oracle/expected.ts";
import { repository, user } from "../../../sandbox/records.ts";
import { tokenRecord } from "../../../sandbox/tokens.ts";
import { expected, metrics, now, populationOf, timestamp, withPulls } from "./support.ts";

describe("a whole repository", () => {
  test("is every default metric, sorted by metric and tags", () => {
    const population = withPulls(
      { author: user("Dev"), labels: ["bug"], reviewers: [user("r")] },
      { teams: ["platform"], draft: true },
    );
    expect(expected(population)).toEqual(
      [
        ["age.max", ["repo:acme/api"], 86_400],
        ["age.max.by_review_state", ["repo:acme/api", "review_state:awaiting_review"], 86_400],
        ["age.max.by_review_state", ["repo:acme/api", "review_state:draft"], 86_400],
        ["open", ["repo:acme/api"], 2],
        ["open.by_author", ["author:dev", "repo:acme/api"], 1],
        ["open.by_author", ["author:dev-1", "repo:acme/api"], 1],
        ["open.by_label", ["label:bug", "repo:acme/api"], 1],
        ["open.by_label", ["label:none", "repo:acme/api"], 1],
        ["open.by_review_state", ["author_type:human", "repo:acme/api", "review_state:awaiting_review"], 1],
        ["open.by_review_state", ["author_type:human", "repo:acme/api", "review_state:draft"], 1],
        ["open.by_reviewer", ["repo:acme/api", "reviewer:none"], 1],
        ["open.by_reviewer", ["repo:acme/api", "reviewer:r"], 1],
        ["open.by_reviewer_team", ["repo:acme/api", "reviewer_team:platform"], 1],
        ["stale", ["repo:acme/api"], 0],
      ].map(([metric, tags, value]) => ({ metric: `github.pull_requests.${metric}`, tags, value })),
    );
  });

  test("whose backlog is empty is two zeros", () => {
    expect([
      ...expectedValues(withPulls(), { repositories: ["acme/api"], api: "graphql", timestamp }),
    ]).toEqual([
      ["github.pull_requests.age.max{repo:acme/api}", 0],
      ["github.pull_requests.open{repo:acme/api}", 0],
    ]);
  });

  test("has no review states by REST, and everything else where somebody was asked", () => {
    const population = withPulls({ teams: ["platform"], reviewers: [user("dev")] });
    const both = metrics(population);
    expect(metrics(population, { api: "rest" })).toEqual(
      both.filter((metric) => !metric.endsWith("by_review_state")),
    );
    expect(both).toHaveLength(9);
  });

  test("carries prefix and constant tags, as Datadog would store them", () => {
    const series = expected(withPulls(), {
      prefix: "gh",
      constantTags: ["team:Payments", "alone"],
    });
    expect(series.map(({ metric }) => metric)).toEqual(["gh.pull_requests.age.max", "gh.pull_requests.open"]);
    expect(series[0]?.tags).toEqual(["alone", "repo:acme/api", "team:payments"]);
  });
});

describe("which repositories", () => {
  const hidden = repository(2, "acme/hidden", now, { private: true });
  const renamed = repository(3, "acme/new", now, { formerNames: ["acme/old"] });
  const blocked = repository(4, "acme/blocked", now, { blocked: true });
  const population = populationOf(repository(1, "acme/api", now), hidden, renamed, blocked);
  const open = (repositories: readonly string[], token = tokenRecord("t")) =>
    expectedSeries(population, { repositories, token, api: "graphql", timestamp })
      .filter(({ metric }) => metric === "github.pull_requests.open")
      .map(({ tags }) => tags[0]);

  test("those configured and no other, in any case", () => {
    expect(open(["ACME/api"])).toEqual(["repo:acme/api"]);
    expect(open(["acme/gone"])).toEqual([]);
  });

  test("a renamed one under the name that was configured, once", () => {
    expect(open(["acme/old"])).toEqual(["repo:acme/old"]);
    expect(open(["acme/old", "acme/new"])).toEqual(["repo:acme/old"]);
  });

  test("a blocked one never", () => {
    expect(open(["acme/blocked"])).toEqual([]);
  });

  test("a private one only to whom may read it, and nothing to a revoked credential", () => {
    expect(open(["acme/hidden"])).toEqual(["repo:acme/hidden"]);
    expect(open(["acme/hidden"], tokenRecord("t", { privateRepositories: ["acme/hidden"] }))).toEqual([
      "repo:acme/hidden",
    ]);
    expect(open(["acme/hidden"], tokenRecord("t", { privateRepositories: [] }))).toEqual([]);
    expect(open(["acme/api"], tokenRecord("t", { revoked: true }))).toEqual([]);
  });
});
