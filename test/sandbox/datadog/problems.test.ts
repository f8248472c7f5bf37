import { expect, test } from "vitest";
import { datadog, now, series, submit } from "./support.ts";

const at = (timestamp: number, value = 1) => series({ points: [{ timestamp, value }] });

test.each([
  [
    "upper case in a tag",
    series({ tags: ["repo:Acme/api"] }),
    "tag repo:Acme/api would be stored as repo:acme/api",
  ],
  ["spaces in a tag", series({ tags: ["label:a b"] }), "tag label:a b would be stored as label:a_b"],
  ["a trailing colon", series({ tags: ["label:"] }), "tag label: would be stored as label"],
  ["a tag that begins with a digit", series({ tags: ["1:a"] }), "tag 1:a does not begin with a letter"],
  ["an empty tag", series({ tags: [""] }), "tag  does not begin with a letter"],
  ["a tag twice", series({ tags: ["a:b", "a:b"] }), "a tag is there twice"],
  ["a tag of the reserved key device", series({ tags: ["device:a"] }), "device is reserved"],
  ["a tag that names a host", series({ tags: ["host:a"] }), "would attach the series to a host"],
  [
    "a host as a resource",
    series({ resources: [{ type: "host", name: "pod-1" }] }),
    "would multiply the custom metrics",
  ],
  ["no type", series({ type: undefined }), "type is missing, not 3 (gauge)"],
  ["a count", series({ type: 1 }), "type is 1, not 3 (gauge)"],
  ["an interval", series({ interval: 60 }), "a gauge has no interval"],
  ["a unit that is not one", series({ unit: "pull request" }), "unit pull request is not known"],
  ["no points", series({ points: [] }), "0 points in one series"],
  ["a point 11 minutes ahead", at(now + 660), "a point 660 s ahead would be dropped"],
  ["a point in milliseconds", at(now * 1000), "s ahead would be dropped"],
  ["a point 61 minutes old", at(now - 3660), "a point 3660 s old would be dropped"],
  ["a name with a dash", series({ metric: "github.pull-requests" }), "ASCII letters, digits, _ and ."],
  ["a name that begins with a digit", series({ metric: "1.open" }), "ASCII letters, digits, _ and ."],
  ["a name of 201 characters", series({ metric: "a".repeat(201) }), "longer than 200 characters"],
  ["a name of Datadog's own", series({ metric: "datadog.open" }), "a prefix that is Datadog's own"],
])("%s is a problem, though accepted", async (_case, submitted, problem) => {
  const sandbox = await datadog();
  expect((await submit(sandbox, submitted)).status).toBe(202);
  expect(sandbox.problems.join("\n")).toContain(problem);
});

test("a tag over 200 bytes is a problem and is cut at a character", async () => {
  const sandbox = await datadog();
  await submit(sandbox, series({ tags: [`label:${"长".repeat(65)}`] }));
  expect(sandbox.problems).toEqual([expect.stringContaining("longer than 200 bytes")]);
  expect(sandbox.points[0]?.tags).toEqual([`label:${"长".repeat(64)}`]);
});

test("a tag of exactly 200 bytes is none", async () => {
  const sandbox = await datadog();
  await submit(sandbox, series({ tags: [`label:${"x".repeat(194)}`] }));
  expect(sandbox.problems).toEqual([]);
});

test("the hundred-and-first tag is a problem and is dropped", async () => {
  const sandbox = await datadog();
  const tags = Array.from({ length: 101 }, (_, index) => `label:${index}`);
  await submit(sandbox, series({ tags }));
  expect(sandbox.problems).toEqual([expect.stringContaining("101 tags")]);
  expect(sandbox.points[0]?.tags).toHaveLength(100);
});

test("points within ten minutes ahead and one hour back are kept, others are not", async () => {
  const sandbox = await datadog();
  await submit(sandbox, at(now + 600), at(now - 3600));
  expect(sandbox.problems).toEqual([]);
  await submit(sandbox, at(now + 601), at(now - 3601));
  expect(sandbox.points.map(({ timestamp }) => timestamp)).toEqual([now + 600, now - 3600]);
});

test("what is stored is what Datadog would store", async () => {
  const sandbox = await datadog();
  await submit(sandbox, series({ tags: ["z:Last", "label:a  b", "device:gone", "label:A b"] }));
  expect(sandbox.points[0]?.tags).toEqual(["label:a_b", "z:last"]);
});

test.each([
  ["another value", 5, "sent as 4, then as 5"],
  ["the same value", 4, "sent twice"],
])("a series that is sent again for the same second with %s is a problem", async (_case, value, problem) => {
  const sandbox = await datadog();
  await submit(sandbox, series({ tags: ["a:b", "c:d"] }));
  await submit(sandbox, series({ tags: ["c:d", "a:b"], points: [{ timestamp: now, value }] }));
  expect(sandbox.problems).toEqual([`github.pull_requests.open{a:b,c:d} at ${now}: ${problem}`]);
});

test("two series that only normalisation makes one are a problem", async () => {
  const sandbox = await datadog();
  await submit(sandbox, series({ tags: ["label:bug"] }), series({ tags: ["label:Bug"] }));
  expect(sandbox.problems).toContain(`github.pull_requests.open{label:bug} at ${now}: sent twice`);
});

test("another second, another tag or another name is another point", async () => {
  const sandbox = await datadog();
  await submit(
    sandbox,
    series(),
    at(now - 1),
    series({ tags: ["repo:acme/web"] }),
    series({ metric: "github.other" }),
  );
  expect(sandbox.problems).toEqual([]);
});

test("one metric with two units is a problem", async () => {
  const sandbox = await datadog();
  await submit(sandbox, series(), series({ tags: ["repo:acme/web"], unit: "second" }));
  expect(sandbox.problems).toEqual(["github.pull_requests.open: two units for one metric"]);
});
