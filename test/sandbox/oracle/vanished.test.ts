import { describe, expect, it } from "vitest";
import { type EarlierPoint, goneBecause, vanishedSeries } from "../../../sandbox/oracle/vanished.ts";
import type { RepositoryRecord } from "../../../sandbox/population.ts";
import { repository } from "../../../sandbox/records.ts";
import { tokenRecord } from "../../../sandbox/tokens.ts";
import { now, populationOf, timestamp } from "./support.ts";

const HOUR = 3_600;
const METRIC = "github.pull_requests.open.by_label";

function point(special: Partial<EarlierPoint> = {}): EarlierPoint {
  const tags = ["label:bug", "repo:acme/api"];
  return { metric: METRIC, tags, value: 3, timestamp: timestamp - HOUR, ...special };
}

function vanished(
  points: readonly EarlierPoint[],
  special: Partial<Parameters<typeof vanishedSeries>[1]> = {},
) {
  return vanishedSeries(points, {
    timestamp,
    measured: [],
    metrics: new Set([METRIC, "github.pull_requests.detail"]),
    speaksOf: (_, repository) => repository === "acme/api",
    ...special,
  });
}

describe("what must be set to 0", () => {
  it("is what was last above zero, once", () => {
    const points = [point({ timestamp: timestamp - 2 * HOUR, value: 0 }), point()];
    expect(vanished(points)).toEqual([{ metric: METRIC, tags: ["label:bug", "repo:acme/api"], value: 0 }]);
  });

  it.each([
    ["what reads 0 since", [point(), point({ timestamp: timestamp - 1, value: 0 })], {}],
    ["what is measured", [point()], { measured: [point()] }],
    ["what is older than the look-back", [point()], { lookbackSeconds: HOUR - 1 }],
    ["of a metric that is not sent", [point()], { metrics: new Set<string>() }],
    ["of a repository that the run cannot speak of", [point()], { speaksOf: () => false }],
    ["of another deployment", [point()], { constantTags: ["team:core"] }],
    ["of which Datadog keeps fewer tags than it gets", [point()], { furtherKeys: () => ["team"] }],
    ["that a pull request carries that was updated meanwhile", [point()], { updatedSince: () => [point()] }],
    [
      "of a repository that changed too much meanwhile",
      [point()],
      { updatedSince: () => "too many" as const },
    ],
    ["of one pull request", [point({ metric: "github.pull_requests.detail" })], {}],
  ])("is nothing %s", (_, points, special) => {
    expect(vanished(points, special)).toEqual([]);
  });

  it("is what vanished though other things were updated meanwhile", () => {
    const other = point({ tags: ["label:ui", "repo:acme/api"] });
    expect(vanished([point()], { updatedSince: () => [other] })).toHaveLength(1);
  });

  it("is by REST no bot, not that nobody was asked, and a team only where another was seen", () => {
    const open = "github.pull_requests.open";
    const tags = (tag: string) => [tag, "repo:acme/api"];
    const points = ["reviewer:ann", "reviewer:linter_bot", "reviewer:none"]
      .map((tag) => point({ metric: `${open}.by_reviewer`, tags: tags(tag) }))
      .concat(point({ metric: `${open}.by_reviewer_team`, tags: tags("reviewer_team:web") }));
    const zeros = (seen: boolean) =>
      vanished(points, {
        metrics: new Set([`${open}.by_reviewer`, `${open}.by_reviewer_team`]),
        byRest: { isBot: (tag) => tag.endsWith("_bot"), sawTeamOf: (owner) => seen && owner === "acme" },
      }).map((series) => series.tags[0]);
    expect(zeros(false)).toEqual(["reviewer:ann"]);
    expect(zeros(true)).toEqual(["reviewer:ann", "reviewer_team:web"]);
  });
});

describe("why a repository is not selected any more", () => {
  const at = (special: Partial<RepositoryRecord>) => populationOf(repository(1, "acme/api", now, special));
  const blind = tokenRecord("t", { privateRepositories: [] });

  it.each([
    ["archived", { archived: true }],
    ["disabled", { disabled: true }],
    ["pull requests disabled", { pullRequestsDisabled: true }],
    ["moved", { name: "web", formerNames: ["Acme/API"] }],
  ])("is known where it is %s and still shown", (why, special) => {
    expect(goneBecause(at(special), blind, "acme/api")).toBe(why);
    expect(goneBecause(at({ ...special, private: true }), blind, "acme/api")).toBeUndefined();
  });

  it("is not known where it is deleted, or nothing happened", () => {
    expect(goneBecause(at({}), blind, "acme/api")).toBeUndefined();
    expect(goneBecause(at({}), blind, "acme/web")).toBeUndefined();
  });

  it("is not that it moved where another has its name now", () => {
    const moved = repository(2, "acme/web", now, { formerNames: ["acme/api"] });
    expect(
      goneBecause(populationOf(moved, repository(1, "acme/api", now)), blind, "acme/api"),
    ).toBeUndefined();
  });
});
