import { describe, expect, it } from "vitest";
import {
  ask,
  get,
  getAnonymously,
  getJson,
  hang,
  jsonOf,
  open,
  population,
  post,
  repository,
  token,
} from "./support.ts";

const start = Date.UTC(2026, 0, 1);
const limitHeaders = (response: Response) =>
  ["limit", "remaining", "used", "reset", "resource"].map((name) =>
    response.headers.get(`x-ratelimit-${name}`),
  );

describe("rate limit headers", () => {
  it("count each API apart and say when they start anew", async () => {
    const github = await open([repository("acme/api")], { now: () => start });
    const reset = String(start / 1_000 + 3_600);
    expect(limitHeaders(await get(github, "/user"))).toEqual(["5000", "4999", "1", reset, "core"]);
    expect(limitHeaders(await get(github, "/none"))).toEqual(["5000", "4998", "2", reset, "core"]);
    const query = "{ rateLimit { limit cost remaining used resetAt nodeCount } }";
    const response = await post(github, query);
    expect(limitHeaders(response)).toEqual(["5000", "4999", "1", reset, "graphql"]);
    expect((await jsonOf(response)).data.rateLimit).toEqual({
      limit: 5_000,
      cost: 1,
      remaining: 4_999,
      used: 1,
      resetAt: "2026-01-01T01:00:00Z",
      nodeCount: 0,
    });
  });

  it("start anew after the reset", async () => {
    let now = start;
    const github = await open([], { now: () => now, limits: { resetInSeconds: 10 } });
    await get(github, "/user");
    now += 10_000;
    expect((await get(github, "/user")).headers.get("x-ratelimit-used")).toBe("1");
  });

  it("are not sent by a server whose limits are off, which has no quota either", async () => {
    const github = await open([], { limits: { enabled: false, restPerHour: 0, graphqlPerHour: 0 } });
    const response = await get(github, "/user");
    expect(response.status).toBe(200);
    expect(limitHeaders(response)).toEqual([null, null, null, null, null]);
    expect(await ask(github, "{ rateLimit { cost } }")).toEqual({ data: { rateLimit: null } });
    expect((await get(github, "/rate_limit")).status).toBe(404);
  });

  it("come with the token's expiry and scopes", async () => {
    const expiring = token({ expiresAt: "2026-03-01T10:00:00Z", lacksReadOrg: true });
    const github = await open([], { population: population([], [expiring]) });
    const { headers } = await get(github, "/user");
    expect(headers.get("github-authentication-token-expiration")).toBe("2026-03-01 10:00:00 UTC");
    expect(headers.get("x-oauth-scopes")).toBe("repo");
    expect(headers.get("x-github-request-id")).toMatch(/^0000:/);
  });
});

describe("what GitHub says of a credential", () => {
  const scopesOf = async (kind: string) => {
    const github = await open([], { population: population([], [token({ token: kind })]) });
    const response = await get(github, "/user", { authorization: `token ${kind}` });
    return { status: response.status, scopes: response.headers.get("x-oauth-scopes") };
  };

  it("is its scopes, where it is of a kind that has them", async () => {
    expect(await scopesOf("ghp_1")).toEqual({ status: 200, scopes: "read:org, repo" });
    expect(await scopesOf("github_pat_1")).toEqual({ status: 200, scopes: null });
  });

  it("is not a user, where it is an installation's", async () => {
    expect(await scopesOf("ghs_1")).toEqual({ status: 403, scopes: null });
  });
});

describe("the primary limit", () => {
  it("of REST is 403 with nothing remaining, then costs nothing more", async () => {
    const github = await open([], { limits: { restPerHour: 2 } });
    await get(github, "/user");
    await get(github, "/user");
    const response = await get(github, "/user");
    expect(response.status).toBe(403);
    expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
    expect((await jsonOf(response)).message).toMatch(/^API rate limit exceeded for user ID 1\./);
    expect(github.restSpent).toBe(2);
  });

  it("of GraphQL is 200 with an error of type RATE_LIMITED", async () => {
    const github = await open([], { limits: { graphqlPerHour: 1 } });
    await ask(github, "{ viewer { login } }");
    const response = await post(github, "{ viewer { login } }");
    expect(response.status).toBe(200);
    expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(await jsonOf(response)).toEqual({
      errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded for user ID 1." }],
    });
    expect(github.points).toBe(1);
  });

  it("of GraphQL has a newer spelling too", async () => {
    const github = await open([], { limits: { graphqlPerHour: 0, graphqlErrorType: "RATE_LIMIT" } });
    expect(await ask(github, "{ viewer { login } }")).toEqual({
      errors: [
        {
          type: "RATE_LIMIT",
          code: "graphql_rate_limit",
          message: "API rate limit already exceeded for user ID 1.",
        },
      ],
    });
  });

  it("is 60 requests an hour without a token", async () => {
    const github = await open([repository("acme/api")]);
    const responses = [];
    for (let i = 0; i < 61; i += 1) responses.push(await getAnonymously(github, "/repos/acme/api/pulls"));
    expect(responses.map(({ status }) => status)).toEqual([...Array(60).fill(200), 403]);
    expect(responses[0]?.headers.get("x-ratelimit-limit")).toBe("60");
  });

  it("can be asked for freely, also when it is reached", async () => {
    const github = await open([], { limits: { restPerHour: 1 }, now: () => start });
    await get(github, "/user");
    await get(github, "/user");
    expect(await getJson(github, "/rate_limit")).toMatchObject({
      resources: { core: { limit: 1, used: 1, remaining: 0 }, graphql: { used: 0 } },
    });
    expect(github.problems).toEqual([]);
  });
});

describe("the secondary limit", () => {
  it("is the answer to more requests in flight than allowed", async () => {
    const github = await open([], { limits: { secondaryMaxInFlight: 2, secondaryRetryAfter: 7 } });
    await hang(github, 1);
    expect((await get(github, "/user")).status).toBe(200);
    await hang(github, 1);
    const response = await get(github, "/user");
    expect(response.status).toBe(403);
    expect(response.headers.get("retry-after")).toBe("7");
    expect((await jsonOf(response)).message).toMatch(/^You have exceeded a secondary rate limit/);
    expect(github.maxInFlight).toBe(3);
  });
});

describe("a client that goes on", () => {
  it("while it is limited is complained about, one that waits for the reset is not", async () => {
    let now = start;
    const github = await open([], { now: () => now, limits: { restPerHour: 1, resetInSeconds: 10 } });
    for (let i = 0; i < 3; i += 1) await get(github, "/user");
    expect(github.problems).toEqual([]);
    await get(github, "/user");
    expect(github.problems).toEqual(["requests to core were sent while rate limited (core)"]);
    github.reset();
    for (let i = 0; i < 2; i += 1) await get(github, "/user");
    now += 10_000;
    for (let i = 0; i < 2; i += 1) await get(github, "/user");
    now += 10_000;
    await get(github, "/user");
    expect(github.problems).toEqual([]);
  });

  it("to the other API after a secondary limit is complained about as well", async () => {
    const github = await open([], { now: () => start });
    github.fault({ times: 1, fault: { kind: "secondary-limit", status: 403, retryAfter: 30 } });
    await get(github, "/user");
    for (let i = 0; i < 2; i += 1) await ask(github, "{ viewer { login } }");
    expect(github.problems).toEqual(["requests to graphql were sent while rate limited (all)"]);
  });

  it("above 2,000 points a minute is complained about", async () => {
    let now = start;
    const github = await open([], { now: () => now });
    const query = `{ viewer { repositories(first: 100, ownerAffiliations: OWNER) { nodes {
      issues(states: OPEN, first: 50) { nodes { labels(first: 20) { nodes { name } } assignees(first: 1) { nodes { login } } } } } } } }`;
    for (let i = 0; i < 19; i += 1) await ask(github, query);
    expect(github.points).toBe(19 * 101);
    now += 59_000;
    expect(github.problems).toEqual([]);
    await ask(github, query);
    expect(github.problems).toEqual(["more than 2000 GraphQL points in a minute"]);
  });
});
