import { client, v1 } from "@datadog/datadog-api-client";
import { expect, test } from "vitest";
import type { DatadogSandbox } from "../../../sandbox/datadog/server.ts";
import { apiKey, appKey, datadog, now, series, submit } from "./support.ts";

const METRIC = "github.pull_requests.open";
const ASKED = { from: String(now - 180_000), to: String(now), query: `max:${METRIC}{*} by {repo}` };
const BOTH = { "dd-api-key": apiKey, "dd-application-key": appKey };

async function ask(sandbox: DatadogSandbox, asked: Partial<typeof ASKED> = {}, headers: object = BOTH) {
  const search = new URLSearchParams({ ...ASKED, ...asked });
  const response = await fetch(`${sandbox.url}/api/v1/query?${search}`, { headers: { ...headers } });
  const body = (await response.json()) as { readonly errors: readonly string[]; readonly series: unknown };
  return { status: response.status, headers: response.headers, body };
}

test("a query is answered as the official client understands it", async () => {
  const sandbox = await datadog();
  await submit(sandbox, series({ tags: ["repo:acme/api", "team:a"] }), series({ tags: ["repo:acme/web"] }));
  const configuration = client.createConfiguration({
    authMethods: { apiKeyAuth: apiKey, appKeyAuth: appKey },
    baseServer: new client.ServerConfiguration(sandbox.url, {}),
  });
  const answer = await new v1.MetricsApi(configuration).queryMetrics({
    from: now - 180_000,
    to: now,
    query: ASKED.query,
  });
  expect(answer).toMatchObject({
    status: "ok",
    fromDate: (now - 180_000) * 1000,
    toDate: now * 1000,
    groupBy: ["repo"],
  });
  expect(answer.series).toMatchObject(
    ["repo:acme/api", "repo:acme/web"].map((repo) => ({
      metric: METRIC,
      tagSet: [repo],
      scope: repo,
      expression: `max:${METRIC}{${repo}}`,
      interval: 600,
      pointlist: [[(now - (now % 600)) * 1000, 4]],
    })),
  );
  expect(JSON.stringify(answer)).not.toContain("_unparsed");
  expect(sandbox.problems).toEqual([]);
});

test("a metric that does not exist has no series", async () => {
  const sandbox = await datadog();
  const { status, body } = await ask(sandbox);
  expect({ status, series: body.series }).toEqual({ status: 200, series: [] });
});

test.each([
  ["no key", {}],
  ["no application key", { "dd-api-key": apiKey }],
  ["no API key", { "dd-application-key": appKey }],
  ["a wrong application key", { ...BOTH, "dd-application-key": "x" }],
  ["a wrong API key", { ...BOTH, "dd-api-key": "x" }],
])("with %s it is forbidden", async (_case, headers) => {
  const { status, body } = await ask(await datadog(), {}, headers);
  expect({ status, body }).toEqual({ status: 403, body: { errors: ["Forbidden"] } });
});

test.each([
  { scopes: ["timeseries_query", "monitors_read"], status: 200 },
  { scopes: ["monitors_read"], status: 403 },
  { scopes: [], status: 403 },
])("an application key with the scopes $scopes is answered $status", async ({ scopes, status }) => {
  const sandbox = await datadog({ appKeys: [{ key: appKey, scopes }] });
  const answer = await ask(sandbox);
  expect(answer.status).toBe(status);
  if (status === 403) expect(answer.body.errors.join()).toContain("timeseries_query");
});

test.each([
  [{ query: "avg:a{*}" }, "unable to parse avg:a{*}"],
  [{ from: "now" }, "seconds"],
  [{ from: ASKED.to }, "from before to"],
  [{ to: "" }, "seconds"],
  [{ from: `${ASKED.from}000` }, "seconds"],
])("%j is answered 400", async (asked, says) => {
  const { status, body } = await ask(await datadog(), asked);
  expect({ status, errors: body.errors }).toEqual({ status: 400, errors: [expect.stringContaining(says)] });
});

test("more series than are allowed are refused, so many are not", async () => {
  const sandbox = await datadog({ maxSeries: 2 });
  await submit(sandbox, series({ tags: ["repo:a"] }), series({ tags: ["repo:b"] }));
  expect((await ask(sandbox)).body.series).toHaveLength(2);
  await submit(sandbox, series({ tags: ["repo:c"] }));
  const { status, body } = await ask(sandbox);
  expect({ status, body }).toEqual({
    status: 400,
    body: { errors: ["The query has 3 series, more than the limit of 2"] },
  });
});

test("an hour has so many queries, and the headers say what is left", async () => {
  let seconds = now;
  const sandbox = await datadog({ queriesPerHour: 2, now: () => seconds * 1000 });
  const told = async () => {
    const { status, headers } = await ask(sandbox);
    const names = ["limit", "period", "remaining", "reset"] as const;
    return [status, ...names.map((name) => Number(headers.get(`x-ratelimit-${name}`)))];
  };
  const reset = 3_600 - (now % 3_600);
  expect(await told()).toEqual([200, 2, 3_600, 1, reset]);
  expect(await told()).toEqual([200, 2, 3_600, 0, reset]);
  expect(await told()).toEqual([429, 2, 3_600, 0, reset]);
  seconds += reset;
  expect(await told()).toEqual([200, 2, 3_600, 1, 3_600]);
  sandbox.reset();
  expect(await told()).toEqual([200, 2, 3_600, 1, 3_600]);
});

test("a fault is answered instead", async () => {
  const sandbox = await datadog();
  sandbox.fault({
    when: ({ path }) => path.startsWith("/api/v1/query"),
    fault: { kind: "status", status: 503 },
  });
  expect((await ask(sandbox)).status).toBe(503);
  expect((await submit(sandbox, series())).status).toBe(202);
});
