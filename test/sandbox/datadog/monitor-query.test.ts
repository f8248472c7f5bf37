import { expect, test } from "vitest";
import { parseMonitorQuery } from "../../../sandbox/datadog/monitor-query.ts";

test.each([
  [
    "min(last_1h):max:a.b{*} by {repo} > 20",
    { time: "min", window: 3_600, by: ["repo"], comparator: ">", threshold: 20 },
  ],
  [
    "max(last_30m):sum:a{x:y} by {repo,team} >= 0.5",
    { time: "max", window: 1_800, by: ["repo", "team"], comparator: ">=", threshold: 0.5 },
  ],
  ["avg(last_2d):avg:a{*} < -1", { time: "avg", window: 172_800, by: [], comparator: "<", threshold: -1 }],
  ["sum(last_1w):min:a{*} <= 3", { time: "sum", window: 604_800, comparator: "<=", threshold: 3 }],
  [
    "pct_change(max(last_4h),last_1d):sum:a{*} < -10",
    { time: "max", window: 14_400, change: { kind: "pct_change", shift: 86_400 } },
  ],
  [
    "change(min(last_1h),last_30m):max:a{*} > 2",
    { time: "min", window: 3_600, change: { kind: "change", shift: 1_800 } },
  ],
])("%s is read", (text, right) => {
  expect(parseMonitorQuery(text)).toMatchObject(right);
});

test("multiplication binds closer than addition, and both from the left", () => {
  const { term } = parseMonitorQuery("max(last_1h):8 - max:a{*} * 2 - clamp_min(max:b{*}, 10) > 1");
  expect(term).toMatchObject({
    operator: "-",
    left: {
      operator: "-",
      left: { value: 8 },
      right: { operator: "*", left: { metric: "a" }, right: { value: 2 } },
    },
    right: { kind: "clamp_min", of: { metric: "b" }, least: 10 },
  });
});

test.each([
  "max:a{*} > 1",
  "max(last_1h):max:a{*}",
  "max(last_1h):a{*} > 1",
  "max(last_1h):5 > 1",
  "median(last_1h):max:a{*} > 1",
  "max(last_1y):max:a{*} > 1",
  "max(last_1h):max:a{*}.rollup(max, 60) > 1",
  "max(last_1h):default_zero(max:a{*}) > 1",
  "max(last_1h):max:a{*}.as_count() > 1",
  "max(last_1h):max:a{*} by {repo} / max:b{*} by {team} > 1",
  "max(last_1h):max:a{*} by {repo} / max:b{*} > 1",
  "max(last_1h):(max:a{*} > 1",
  "max(last_1h):clamp_min(max:a{*}) > 1",
  "max(last_1h):max:a{} > 1",
  "max(last_1h):max:a{*} max:b{*} > 1",
])("%s is refused", (text) => {
  expect(() => parseMonitorQuery(text)).toThrow(SyntaxError);
});
