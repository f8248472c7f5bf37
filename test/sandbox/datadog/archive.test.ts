import { expect, test } from "vitest";
import { createArchive } from "../../../sandbox/datadog/archive.ts";
import type { Point } from "../../../sandbox/datadog/store.ts";

function point(timestamp: number, value: number, tags = ["repo:a"]): Point {
  return { metric: "open", tags, timestamp, value, type: 3, payload: 0 };
}

test("keeps the points of each series apart, in order", () => {
  const archive = createArchive();
  archive.add([point(0, 1), point(0, 7, ["repo:b"])]);
  archive.add([point(900, 2)]);
  expect([...archive.of("open")]).toEqual([
    { tags: ["repo:a"], times: [0, 900], values: [1, 2] },
    { tags: ["repo:b"], times: [0], values: [7] },
  ]);
  expect([...archive.of("other")]).toEqual([]);
});

test("forgets what is older, and series of which nothing is left", () => {
  const archive = createArchive();
  archive.add([point(0, 1), point(0, 7, ["repo:b"])]);
  archive.add([point(900, 2)]);
  archive.forget(900);
  expect([...archive.of("open")]).toEqual([{ tags: ["repo:a"], times: [900], values: [2] }]);
});

test.each([0, -900, 1, 300])("refuses a point %i s after the one before", (seconds) => {
  const archive = createArchive();
  archive.add([point(1_000, 1)]);
  expect(() => archive.add([point(1_000 + seconds, 2)])).toThrow(RangeError);
});

test("takes a point that is further from the one before than Datadog draws a line", () => {
  const archive = createArchive();
  archive.add([point(1_000, 1)]);
  expect(() => archive.add([point(1_301, 2)])).not.toThrow();
});
