import { describe, expect, it } from "vitest";
import type { Fault, RequestEntry } from "../../sandbox/github/types.ts";
import { APIS, attach, endings, open, populationOf, repo } from "./harness.ts";

/** 40 repositories, each of which takes a request of its own. */
function forty(api: "graphql" | "rest") {
  const least = api === "graphql" ? 45 : 1;
  const counts = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`acme/r${i}`, least + (i % 15)]));
  return {
    counts,
    here: populationOf(Object.entries(counts).map(([name, count], i) => repo(i + 1, name, count))),
  };
}

const isCount = ({ query }: RequestEntry) => query.includes("{totalCount}}");
const total = (waits: readonly number[]) => waits.reduce((sum, ms) => sum + ms, 0);

describe.each(APIS)("by %s, the primary limit", (api) => {
  const { counts, here } = forty(api);

  it("that ends before the deadline is waited for", async () => {
    const stage = await open(here, { api, concurrency: 1 });
    stage.github.fault({ skip: 3, times: 1, fault: { kind: "primary-limit", resetInSeconds: 90 } });
    expect(endings(await stage.read())).toEqual(counts);
    expect(total(stage.clock.waits)).toBeGreaterThanOrEqual(90_000);
    expect(total(stage.clock.waits)).toBeLessThanOrEqual(95_000);
    expect(stage.github.problems).toEqual([]);
  });

  it("that ends after the deadline ends the reading at once, without further requests", async () => {
    const stage = await open(here, { api, concurrency: 4 });
    stage.github.fault({ skip: 4, times: 1, fault: { kind: "primary-limit", resetInSeconds: 3_000 } });
    const ends = endings(await stage.read());
    expect(Object.keys(ends)).toHaveLength(40);
    for (const [name, end] of Object.entries(ends)) expect([counts[name], "rate_limited"]).toContain(end);
    expect(Object.values(ends)).toContain("rate_limited");
    expect(stage.github.log.length).toBeLessThanOrEqual(5 + 2 * 4);
    expect(stage.clock.waits).toEqual([]);
  });

  it("told by the last answer that was given is not run into", async () => {
    const sandbox = { limits: { restPerHour: 15, graphqlPerHour: 15, resetInSeconds: 60 } };
    const stage = await open(here, { api, sandbox, concurrency: 1 });
    expect(endings(await stage.read())).toEqual(counts);
    expect(stage.github.log.every(({ status }) => status === 200 || status === 304)).toBe(true);
    expect(total(stage.clock.waits)).toBeGreaterThanOrEqual(60_000);
    expect(stage.github.problems).toEqual([]);
  });
});

/** Far beyond any limit's hour, or no number at all. */
const IMPLAUSIBLE = ["1764600000000000", "99999999999999999999", "1e308", "-1", "0", "NaN", "soon", ""];

describe.each(APIS)("by %s, a rate limit with an implausible reset time", (api) => {
  const { counts, here } = forty(api);

  it.each(IMPLAUSIBLE)("%j on every answer is ignored", async (reset) => {
    const stage = await open(here, { api });
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    stage.github.fault({ fault: { kind: "headers", headers } });
    expect(endings(await stage.read())).toEqual(counts);
    expect(stage.clock.waits).toEqual([]);
    expect(stage.log.lines).toEqual([]);
  });

  it.each(IMPLAUSIBLE)("%j on a refusal is waited for as one without a reset time", async (reset) => {
    const stage = await open(here, { api });
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    const message = "API rate limit exceeded for user ID 1.";
    const fault: Fault = { kind: "status", status: 403, headers, body: { message } };
    stage.github.fault({ skip: 2, times: 1, fault });
    expect(endings(await stage.read())).toEqual(counts);
    expect(total(stage.clock.waits)).toBe(60_000);
  });
});

it.each(APIS)("by %s, a limit that was overdrawn has 0 left, never less", async (api) => {
  const stage = await open(populationOf([repo(1, "r", 3)]), { api });
  const headers = { "x-ratelimit-remaining": "-3" };
  stage.github.fault({ fault: { kind: "headers", headers } });
  await stage.read();
  expect(stage.source.usage().quotas).toMatchObject([{ remaining: 0 }]);
});

/** Each way in which GitHub says that this is too much at once, and how long it must then be left alone. */
const secondary = (statuses: readonly (200 | 403 | 429)[]) =>
  statuses.flatMap((status) => [
    [status, 20, 20_000] as const,
    [status, 150, 150_000] as const,
    [status, undefined, 60_000] as const,
  ]);

describe.each([
  ["graphql", secondary([200, 403, 429])],
  ["rest", secondary([403, 429])],
] as const)("by %s, the secondary limit", (api, kinds) => {
  const { counts, here } = forty(api);

  it.each(kinds)(
    "with status %i and retry-after %j stops everything for %i ms",
    async (status, after, least) => {
      const stage = await open(here, { api });
      const fault: Fault = {
        kind: "secondary-limit",
        status,
        ...(after === undefined ? {} : { retryAfter: after }),
      };
      stage.github.fault({ skip: 2, times: 1, fault });
      expect(endings(await stage.read())).toEqual(counts);
      expect(total(stage.clock.waits)).toBeGreaterThanOrEqual(least);
      expect(total(stage.clock.waits)).toBeLessThanOrEqual(least + 5_000);
      expect(stage.github.problems).toEqual([]);
    },
  );

  it("is waited for longer each time it comes again without a hint", async () => {
    const stage = await open(populationOf([repo(1, "r", 3)]), { api });
    stage.github.fault({
      when: (entry) => !isCount(entry),
      times: 2,
      fault: { kind: "secondary-limit", status: 403 },
    });
    expect(endings(await stage.read())).toEqual({ "acme/r": 3 });
    expect(stage.clock.waits).toEqual([60_000, 120_000]);
  });

  it("that lasts beyond the deadline ends the reading, without a storm", async () => {
    const stage = await open(here, { api });
    stage.github.fault({
      when: (entry) => !isCount(entry),
      fault: { kind: "secondary-limit", status: 403, retryAfter: 600 },
    });
    expect(new Set(Object.values(endings(await stage.read())))).toEqual(new Set(["rate_limited"]));
    expect(stage.github.log.length).toBeLessThanOrEqual(1 + 2 * 6);
    expect(stage.clock.waits).toEqual([]);
  });
});

describe.each(APIS)("by %s, a GitHub that refuses a crowd", (api) => {
  it.each([1, 4, 12])("above %i in flight is read completely", async (secondaryMaxInFlight) => {
    const { counts, here } = forty(api);
    const sandbox = { limits: { secondaryMaxInFlight, secondaryRetryAfter: 1 }, latency: () => 5 };
    const stage = await open(here, { api, sandbox });
    expect(endings(await stage.read())).toEqual(counts);
    expect(stage.github.problems).toEqual([]);
    expect(stage.github.log.filter(({ status }) => status === 403).length).toBeLessThanOrEqual(40);
  });
});

describe.each(APIS)("by %s, a GitHub without limits", (api) => {
  const { counts, here } = forty(api);

  it("and without their headers is read as any other, below its own path", async () => {
    const stage = await open(here, { api, sandbox: { limits: { enabled: false } } });
    const apiUrl = `${stage.github.url}/api/v3`;
    const enterprise = attach(stage.github, stage.clock, { api, apiUrl });
    expect(endings(await enterprise.read())).toEqual(counts);
    expect(stage.github.log.length).toBeGreaterThan(10);
    expect(stage.github.problems).toEqual([]);
    for (const { limit, remaining } of enterprise.source.usage().quotas) {
      expect([limit, remaining]).toEqual([undefined, undefined]);
    }
  });
});
