import { describe, expect, it, test } from "vitest";
import { createArchive } from "../../../sandbox/datadog/archive.ts";
import { createMonitor } from "../../../sandbox/datadog/monitor.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const QUARTER = 15 * MINUTE;

const all = { critical: 20, critical_recovery: 18, warning: 15, warning_recovery: 13 };

function definition(options: object, query = "max(last_15m):max:a{*} by {repo} > 20") {
  const base = { thresholds: { critical: 20 }, require_full_window: false };
  return { name: "a", type: "query alert", query, message: "", options: { ...base, ...options } };
}

/** The status of `repo:x` after each run of 15 minutes; null for a run without a value. */
function statusesOf(json: object, values: readonly (number | null)[]) {
  const [archive, monitor] = [createArchive(), createMonitor(json)];
  return values.map((value, run) => {
    const timestamp = run * QUARTER;
    const tags = ["repo:x"];
    if (value !== null) archive.add([{ metric: "a", tags, timestamp, value, type: 3, payload: 0 }]);
    for (const minute of [1, 2]) monitor.evaluate(archive, timestamp + minute * MINUTE);
    return [...monitor.statuses().values()].join();
  });
}

describe("thresholds", () => {
  it.each([
    { thresholds: { critical: 20 }, values: [20, 21, 20], right: ["OK", "Alert", "OK"] },
    {
      thresholds: { critical: 20, critical_recovery: 18 },
      values: [19, 21, 19, 18],
      right: ["OK", "Alert", "Alert", "OK"],
    },
    {
      thresholds: { critical: 20, warning: 15 },
      values: [15, 16, 21, 20, 15],
      right: ["OK", "Warn", "Alert", "Warn", "OK"],
    },
    { thresholds: all, values: [14, 16, 14, 13], right: ["OK", "Warn", "Warn", "OK"] },
    { thresholds: all, values: [21, 19, 18, 14, 13], right: ["Alert", "Alert", "Warn", "Warn", "OK"] },
    { thresholds: all, values: [21, 0], right: ["Alert", "OK"] },
  ])("$thresholds make of $values $right", ({ thresholds, values, right }) => {
    expect(statusesOf(definition({ thresholds }), values)).toEqual(right);
  });

  it.each([
    { operator: "<", values: [1, 0], right: ["OK", "Alert"] },
    { operator: "<=", values: [2, 1], right: ["OK", "Alert"] },
    { operator: ">=", values: [0, 1], right: ["OK", "Alert"] },
  ])("$operator 1 makes of $values $right", ({ operator, values, right }) => {
    const json = definition(
      { thresholds: { critical: 1 } },
      `max(last_15m):max:a{*} by {repo} ${operator} 1`,
    );
    expect(statusesOf(json, values)).toEqual(right);
  });

  it("below a threshold recover at or above the recovery threshold", () => {
    const thresholds = { critical: 10, critical_recovery: 12 };
    const json = definition({ thresholds }, "max(last_15m):max:a{*} by {repo} < 10");
    expect(statusesOf(json, [9, 11, 12])).toEqual(["Alert", "Alert", "OK"]);
  });
});

describe("a group without data", () => {
  it.each([
    { missing: { on_missing_data: "default" }, right: ["Alert", "Alert", "Alert"] },
    { missing: {}, right: ["Alert", "Alert", "Alert"] },
    { missing: { on_missing_data: "resolve" }, right: ["Alert", "OK", "OK"] },
    { missing: { on_missing_data: "show_no_data" }, right: ["Alert", "No Data", "No Data"] },
    { missing: { on_missing_data: "show_and_notify_no_data" }, right: ["Alert", "No Data", "No Data"] },
    { missing: { notify_no_data: false }, right: ["Alert", "Alert", "Alert"] },
    { missing: { notify_no_data: true, no_data_timeframe: 30 }, right: ["Alert", "Alert", "No Data"] },
  ])("with $missing is $right", ({ missing, right }) => {
    expect(statusesOf(definition(missing), [21, null, null])).toEqual(right);
  });

  it.each(["default", "resolve", "show_no_data"])(
    "with %s is forgotten after a day, and new when it comes back",
    (on_missing_data) => {
      const day = Array.from({ length: 98 }, () => null);
      const statuses = statusesOf(definition({ on_missing_data }), [21, ...day, 21]);
      expect(statuses.at(96)).not.toBe("");
      expect(statuses.slice(97)).toEqual(["", "", "Alert"]);
    },
  );

  it("is kept for ever by a simple alert", () => {
    const silent = Array.from({ length: 200 }, () => null);
    const json = definition({}, "max(last_15m):max:a{*} > 20");
    expect(statusesOf(json, [21, ...silent]).at(-1)).toBe("Alert");
  });
});

test("a monitor that never had data says nothing of it", () => {
  const json = definition({ on_missing_data: "show_and_notify_no_data" }, "max(last_15m):max:a{*} > 20");
  expect(statusesOf(json, [null, null])).toEqual(["", ""]);
});

test("a new group waits a minute, or as long as the monitor says", () => {
  const seen = (options: object) => {
    const [archive, monitor] = [createArchive(), createMonitor(definition(options))];
    archive.add([{ metric: "a", tags: ["repo:x"], timestamp: 0, value: 21, type: 3, payload: 0 }]);
    return [1, 2, 3, 11].flatMap((minute) => monitor.evaluate(archive, minute * MINUTE));
  };
  const alert = { group: "repo:x", to: "Alert", notified: true };
  expect(seen({})).toEqual([{ at: 2 * MINUTE, ...alert }]);
  expect(seen({ new_group_delay: 0 })).toEqual([{ at: MINUTE, ...alert }]);
  expect(seen({ new_group_delay: 600 })).toEqual([{ at: 11 * MINUTE, ...alert }]);
});

describe("who is told", () => {
  it.each([
    { missing: "show_no_data", notified: [true, false] },
    { missing: "show_and_notify_no_data", notified: [true, true] },
    { missing: "resolve", notified: [true, true] },
  ])("with $missing: $notified", ({ missing, notified }) => {
    const [archive, monitor] = [createArchive(), createMonitor(definition({ on_missing_data: missing }))];
    archive.add([{ metric: "a", tags: ["repo:x"], timestamp: 0, value: 21, type: 3, payload: 0 }]);
    const changes = [1, 2, 20].flatMap((minute) => monitor.evaluate(archive, minute * MINUTE));
    expect(changes.map((change) => change.notified)).toEqual(notified);
  });

  it("nobody, when a group is found well or is forgotten", () => {
    const [archive, monitor] = [createArchive(), createMonitor(definition({}))];
    archive.add([{ metric: "a", tags: ["repo:x"], timestamp: 0, value: 1, type: 3, payload: 0 }]);
    const times = [MINUTE, 2 * MINUTE, HOUR, 25 * HOUR];
    const changes = times.flatMap((at) => monitor.evaluate(archive, at));
    expect(changes).toEqual([
      { at: 2 * MINUTE, group: "repo:x", to: "OK", notified: false },
      { at: 25 * HOUR, group: "repo:x", from: "OK", notified: false },
    ]);
  });
});

test.each([
  { what: "an option of unknown effect", json: definition({ evaluation_delay: 60 }) },
  { what: "a full window", json: definition({ require_full_window: true }) },
  {
    what: "both ways to say what missing data means",
    json: definition({ on_missing_data: "default", notify_no_data: true }),
  },
  { what: "a threshold that is not the query's", json: definition({ thresholds: { critical: 21 } }) },
  { what: "another kind of monitor", json: { ...definition({}), type: "log alert" } },
  { what: "a field that is no monitor's", json: { ...definition({}), extra: 1 } },
])("$what is refused", ({ json }) => {
  expect(() => createMonitor(json)).toThrow();
});
