import { expect, test } from "vitest";
import { createArchive } from "../../../sandbox/datadog/archive.ts";
import { parseMonitorQuery } from "../../../sandbox/datadog/monitor-query.ts";
import { createValuer } from "../../../sandbox/datadog/monitor-value.ts";

/** A whole day, so that every bucket begins here. */
const NOW = 1_699_920_000;
const QUARTER = 900;

/** Values of a series at the last runs, the newest last; null for a run without one. */
interface Row {
  readonly metric?: string;
  readonly tags?: readonly string[];
  readonly values: readonly (number | null)[];
  /** Seconds by which its runs are late. */
  readonly late?: number;
}

function valuesOf(query: string, rows: readonly Row[], now = NOW) {
  const archive = createArchive();
  for (const { metric = "a", tags = [], values, late = 0 } of rows) {
    for (const [index, value] of values.entries()) {
      const timestamp = NOW - (values.length - 1 - index) * QUARTER + late;
      if (value !== null) archive.add([{ metric, tags, timestamp, value, type: 3, payload: 0 }]);
    }
  }
  return Object.fromEntries(createValuer(parseMonitorQuery(query))(archive, now));
}

test.each([
  { query: "min(last_1h):max:a{*} > 0", right: { "*": 2 } },
  { query: "max(last_1h):max:a{*} > 0", right: { "*": 7 } },
  { query: "avg(last_1h):max:a{*} > 0", right: { "*": 4.5 } },
  { query: "sum(last_1h):max:a{*} > 0", right: { "*": 18 } },
  { query: "min(last_30m):max:a{*} > 0", right: { "*": 5 } },
])("$query is $right", ({ query, right }) => {
  expect(valuesOf(query, [{ values: [1, 2, 4, 5, 7] }])).toEqual(right);
});

test("a window is without its first moment and with its last", () => {
  const rows = [{ values: [1, 2, 3, 4, 5] }];
  expect(valuesOf("min(last_1h):max:a{*} > 0", rows)).toEqual({ "*": 2 });
  expect(valuesOf("min(last_1h):max:a{*} > 0", rows, NOW - 1)).toEqual({ "*": 1 });
  expect(valuesOf("max(last_1h):max:a{*} > 0", rows, NOW - 1)).toEqual({ "*": 4 });
});

test.each([
  { space: "sum", right: 6 },
  { space: "max", right: 5 },
  { space: "min", right: 1 },
  { space: "avg", right: 3 },
])("the series of a group become their $space, run by run, before time is looked at", ({ space, right }) => {
  const rows = [
    { tags: ["repo:a", "label:x"], values: [5, 1] },
    { tags: ["repo:a", "label:y"], values: [1, 4] },
  ];
  expect(valuesOf(`max(last_1h):${space}:a{*} by {repo} > 0`, rows)).toEqual({ "repo:a": right });
});

test("groups are told apart by all keys, and a series that lacks one is in none", () => {
  const rows = [
    { tags: ["repo:a", "team:x"], values: [1] },
    { tags: ["repo:b", "team:x"], values: [2] },
    { tags: ["repo:c"], values: [3] },
  ];
  expect(valuesOf("max(last_1h):max:a{!repo:b} by {repo,team} > 0", rows)).toEqual({ "repo:a,team:x": 1 });
});

test("a series with several values of a key is refused", () => {
  const rows = [{ tags: ["label:x", "label:y"], values: [1] }];
  expect(() => valuesOf("max(last_1h):max:a{*} by {label} > 0", rows)).toThrow(RangeError);
});

test("terms are calculated run by run; what is missing or no number is left out", () => {
  const rows = [
    { metric: "a", tags: ["repo:x"], values: [10, 10, 10] },
    { metric: "b", tags: ["repo:x"], values: [0, 1, null] },
    { metric: "a", tags: ["repo:y"], values: [5] },
  ];
  const query = "sum(last_1h):100 * max:a{*} by {repo} / max:b{*} by {repo} > 0";
  expect(valuesOf(query, rows)).toEqual({ "repo:x": 1_000 });
});

test("clamp_min lifts what is below", () => {
  const rows = [{ metric: "a", values: [4, 20] }];
  expect(valuesOf("min(last_1h):clamp_min(max:a{*}, 10) + 1 > 0", rows)).toEqual({ "*": 11 });
});

const DAY_OF_RUNS = 96;
const before = (value: number) => Array.from({ length: DAY_OF_RUNS }, () => value);

test.each([
  { kind: "change", right: -2 },
  { kind: "pct_change", right: -20 },
])("$kind compares each run with the one of a day before", ({ kind, right }) => {
  const values = [...before(10), 8];
  expect(valuesOf(`${kind}(max(last_15m),last_1d):max:a{*} < 0`, [{ values }])).toEqual({ "*": right });
});

test("a change has no value where there was nothing a day before, nor where it was 0", () => {
  const query = "pct_change(max(last_4h),last_1d):max:a{*} < 0";
  expect(valuesOf(query, [{ values: [10, 8] }])).toEqual({});
  expect(valuesOf(query, [{ values: [...before(0), 8] }])).toEqual({});
});

test.each([
  { late: 59, right: { "*": -20 } },
  { late: 61, right: {} },
])(
  "over four hours runs are compared that begin in the same minute: $late s later $right",
  ({ late, right }) => {
    const archive = createArchive();
    const [tags, type, payload] = [[], 3, 0];
    archive.add([{ metric: "a", tags, timestamp: NOW - 86_400, value: 10, type, payload }]);
    archive.add([{ metric: "a", tags, timestamp: NOW + late, value: 8, type, payload }]);
    const valuer = createValuer(parseMonitorQuery("pct_change(max(last_4h),last_1d):max:a{*} < 0"));
    expect(Object.fromEntries(valuer(archive, NOW + 120))).toEqual(right);
  },
);
