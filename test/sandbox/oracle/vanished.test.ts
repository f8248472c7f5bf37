import { describe, expect, it } from "vitest";
import { type EarlierPoint, vanishedSeries } from "../../../sandbox/oracle/vanished.ts";
import { timestamp } from "./support.ts";

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
    ["of one pull request", [point({ metric: "github.pull_requests.detail" })], {}],
  ])("is nothing %s", (_, points, special) => {
    expect(vanished(points, special)).toEqual([]);
  });
});
