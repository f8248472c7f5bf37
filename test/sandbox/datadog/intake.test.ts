import { deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { apiKey, appKey, datadog, now, post, series, submit } from "./support.ts";

test("a right submission is accepted, kept and free of problems", async () => {
  const sandbox = await datadog();
  const response = await submit(sandbox, series());
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({ errors: [] });
  expect(sandbox.points).toEqual([
    {
      metric: "github.pull_requests.open",
      tags: ["repo:acme/api"],
      timestamp: now,
      value: 4,
      type: 3,
      unit: "item",
      payload: 0,
    },
  ]);
  expect(sandbox.payloads).toHaveLength(1);
  expect(sandbox.problems).toEqual([]);
});

test.each([
  ["identity", (text: string) => Buffer.from(text)],
  ["gzip", (text: string) => gzipSync(text)],
  ["deflate", (text: string) => deflateSync(text)],
])("a body sent as %s is understood", async (encoding, compress) => {
  const sandbox = await datadog();
  const response = await post(sandbox, compress(JSON.stringify({ series: [series()] })), {
    "content-encoding": encoding,
  });
  expect(response.status).toBe(202);
  expect(sandbox.points).toHaveLength(1);
});

test("the log has sizes before and after decompression, headers in lower case, and the status", async () => {
  const sandbox = await datadog();
  const text = JSON.stringify({ series: [series()] });
  const body = gzipSync(text);
  await post(sandbox, body, { "Content-Encoding": "gzip", "X-Case": "kept" });
  expect(sandbox.log).toMatchObject([
    {
      method: "POST",
      path: "/api/v2/series",
      wireBytes: body.length,
      bodyBytes: text.length,
      status: 202,
      headers: { "x-case": "kept", "content-encoding": "gzip" },
    },
  ]);
});

test.each([
  ["another encoding", "{}", { "content-encoding": "br" }, 415],
  ["a body that is not what its encoding says", "plain", { "content-encoding": "gzip" }, 400],
  ["no body", "", {}, 400],
  ["malformed JSON", '{"series":[', {}, 400],
  ["a list instead of an object", "[]", {}, 400],
  ["more than 512,000 bytes on the wire", " ".repeat(512_001), {}, 413],
  [
    "a compressed body that cannot be whole",
    gzipSync(" ".repeat(5000)).subarray(0, 20),
    { "content-encoding": "gzip" },
    400,
  ],
  [
    "more than 5,242,880 bytes decompressed",
    gzipSync(" ".repeat(5_242_881)),
    { "content-encoding": "gzip" },
    413,
  ],
])("%s is refused", async (_case, body, headers, status) => {
  const sandbox = await datadog();
  const response = await post(sandbox, body, headers);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ errors: [expect.any(String)] });
  expect(sandbox.payloads).toEqual([]);
});

test("exactly the limits are accepted", async () => {
  const sandbox = await datadog();
  const text = JSON.stringify({ series: [series()] });
  expect((await post(sandbox, text.padEnd(512_000))).status).toBe(202);
  sandbox.reset();
  const full = gzipSync(text.padEnd(5_242_880));
  expect((await post(sandbox, full, { "content-encoding": "gzip" })).status).toBe(202);
});

test.each([
  ["an unknown field of the payload", { series: [], extra: 1 }],
  ["no series", {}],
  ["an unknown field of a series", { series: [series({ host: "pod-1" })] }],
  ["the client's spelling of a field", { series: [series({ sourceTypeName: "x" })] }],
  ["an unknown field of a point", { series: [series({ points: [{ timestamp: now, value: 1, extra: 1 }] })] }],
  ["a series without a name", { series: [series({ metric: undefined })] }],
  ["a series without points", { series: [series({ points: undefined })] }],
  ["a value that is a string", { series: [series({ points: [{ timestamp: now, value: "1" }] })] }],
  ["a value that was NaN", { series: [series({ points: [{ timestamp: now, value: Number.NaN }] })] }],
  ["a timestamp between seconds", { series: [series({ points: [{ timestamp: now + 0.5, value: 1 }] })] }],
  ["a type that is not there", { series: [series({ type: 4 })] }],
  ["tags that are not a list", { series: [series({ tags: "repo:a" })] }],
])("%s is refused", async (_case, payload) => {
  const sandbox = await datadog();
  const response = await post(sandbox, JSON.stringify(payload));
  expect(response.status).toBe(400);
  expect(sandbox.points).toEqual([]);
});

test("a number beyond what JSON can hold is refused", async () => {
  const sandbox = await datadog();
  const body = JSON.stringify({ series: [series()] }).replace('"value":4', '"value":1e999');
  expect((await post(sandbox, body)).status).toBe(400);
});

test("a wrong key is refused whatever the body, and not repeated", async () => {
  const sandbox = await datadog();
  for (const key of ["the-wrong-key", ""]) {
    const response = await post(sandbox, "not even JSON", { "dd-api-key": key });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ errors: ["Forbidden"] });
  }
  expect(sandbox.points).toEqual([]);
});

test.each([
  ["/api/v1/validate", { "dd-api-key": apiKey }, 200, { valid: true }],
  ["/api/v1/validate", { "dd-api-key": "wrong" }, 403, { errors: ["Forbidden"] }],
  ["/api/v1/validate", {}, 403, { errors: ["Forbidden"] }],
  ["/api/v2/validate_keys", { "dd-api-key": apiKey, "dd-application-key": appKey }, 200, { status: "ok" }],
  [
    "/api/v2/validate_keys",
    { "dd-api-key": apiKey, "dd-application-key": "wrong" },
    403,
    { errors: ["Forbidden"] },
  ],
  ["/api/v2/validate_keys", { "dd-api-key": apiKey }, 403, { errors: ["Forbidden"] }],
])("%s with %j answers %i", async (path, headers, status, body) => {
  const sandbox = await datadog();
  const response = await fetch(sandbox.url + path, { headers: new Headers(Object.entries(headers)) });
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual(body);
  expect(sandbox.problems).toEqual([]);
});

test("answers say what time it is", async () => {
  const sandbox = await datadog();
  const { headers } = await fetch(`${sandbox.url}/api/v1/validate`);
  expect(headers.get("date")).toBe(new Date(now * 1000).toUTCString());
});

test("an unknown route is 404 and a problem", async () => {
  const sandbox = await datadog();
  expect((await fetch(`${sandbox.url}/api/v1/series?page=1`, { method: "POST", body: "{}" })).status).toBe(
    404,
  );
  expect((await fetch(`${sandbox.url}/api/v2/series`)).status).toBe(404);
  expect(sandbox.problems).toEqual([
    "POST /api/v1/series: no such route",
    "GET /api/v2/series: no such route",
  ]);
});

test("points are found by metric and by tags, in any order and in part", async () => {
  const sandbox = await datadog();
  const labelled = series({ metric: "github.x", tags: ["repo:acme/api", "label:bug"] });
  await submit(sandbox, series(), labelled);
  expect(sandbox.find("github.x")).toHaveLength(1);
  expect(sandbox.find("github.x", ["label:bug"])).toHaveLength(1);
  expect(sandbox.find("github.x", ["label:bug", "repo:acme/web"])).toEqual([]);
  expect(sandbox.find("github.pull_requests.open", ["label:bug"])).toEqual([]);
});

test("the latest value of a series is that of the latest second, and of the last point within one", async () => {
  const sandbox = await datadog();
  const at = (timestamp: number, value: number) => series({ points: [{ timestamp, value }] });
  await submit(sandbox, at(now, 5));
  await submit(sandbox, at(now - 60, 6));
  expect(sandbox.latest()).toEqual(new Map([["github.pull_requests.open{repo:acme/api}", 5]]));
  await submit(sandbox, at(now, 7));
  expect(sandbox.latest().get("github.pull_requests.open{repo:acme/api}")).toBe(7);
});

test("reset forgets everything that was received", async () => {
  const sandbox = await datadog();
  await submit(sandbox, series(), series());
  sandbox.reset();
  expect([sandbox.log, sandbox.payloads, sandbox.points, sandbox.problems]).toEqual([[], [], [], []]);
  await submit(sandbox, series());
  expect(sandbox.problems).toEqual([]);
});
