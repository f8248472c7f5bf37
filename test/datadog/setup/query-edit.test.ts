import { describe, expect, it } from "vitest";
import {
  metricsIn,
  splitQuery,
  withGroups,
  withPrefix,
  withScope,
  withWindow,
} from "../../../src/datadog/setup/query-edit.ts";

const QUOTIENT =
  "min(last_1h):100 * max:github.pull_requests.stale{*} by {repo} / clamp_min(max:github.pull_requests.open{*} by {repo}, 10) > 75";
const CHANGE = "pct_change(max(last_4h),last_1d):sum:github.exporter.repositories{*} < -10";

describe("a monitor's query", () => {
  it.each([
    ["min(last_1h):max:a.b{*} > 20", { head: "min(last_1h):max:a.b{*} >", comparator: ">", threshold: 20 }],
    [
      "max(last_1h):max:a.b{*} <= -0.5",
      { head: "max(last_1h):max:a.b{*} <=", comparator: "<=", threshold: -0.5 },
    ],
    ["max(last_1h):max:a.b{*}", undefined],
  ])("%s is split at its threshold", (query, split) => {
    expect(splitQuery(query)).toEqual(split);
  });

  it("gets another prefix, and GitHub's address none", () => {
    expect(withPrefix("max:github.exporter.series{*}, https://github.com/a, github.com", "a.b")).toBe(
      "max:a.b.exporter.series{*}, https://github.com/a, github.com",
    );
  });

  it("gets other windows, and yesterday stays yesterday", () => {
    const [window, change] = [
      { name: "15m", minutes: 15 },
      { name: "2h", minutes: 120 },
    ];
    expect(withWindow(QUOTIENT, window, change)).toBe(QUOTIENT.replace("last_1h", "last_15m"));
    expect(withWindow(CHANGE, window, change)).toBe(CHANGE.replace("last_4h", "last_2h"));
  });

  it("names its metrics once each", () => {
    expect(metricsIn(`${QUOTIENT} ${QUOTIENT}`)).toEqual([
      "github.pull_requests.stale",
      "github.pull_requests.open",
    ]);
  });

  it("gets further filters on every metric", () => {
    expect(withScope("max:a.b{!x:y,z:*} by {repo} / min:a.c{*}", () => ["team:a", "tier:1"])).toBe(
      "max:a.b{!x:y,z:*,team:a,tier:1} by {repo} / min:a.c{team:a,tier:1}",
    );
    expect(withScope(QUOTIENT, () => [])).toBe(QUOTIENT);
  });

  it("gets other groups", () => {
    const grouped = withGroups("max:a.b{*} by {repo,x} / max:a.c{*}", (metric, keys) =>
      metric === "a.b" ? keys.map((key) => (key === "repo" ? "owner" : key)) : [...keys, "shard"],
    );
    expect(grouped).toBe("max:a.b{*} by {owner,x} / max:a.c{*} by {shard}");
    expect(withGroups("max:a.b{*} by {repo}", () => [])).toBe("max:a.b{*}");
  });
});
