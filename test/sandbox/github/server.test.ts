import { request } from "node:http";
import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../../sandbox/github/types.ts";
import { ask, get, getJson, hang, open, population, post, pullRequests, repository } from "./support.ts";

const version = { "x-github-api-version": "2022-11-28" };

describe("the sandbox", () => {
  it("listens on loopback only, on a port of its own each", async () => {
    const first = await open([]);
    const second = await open([]);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(second.url).not.toBe(first.url);
  });

  it("keeps a log of what was asked and answered", async () => {
    const github = await open([]);
    await get(github, "/user?x=1", { "X-Own": "yes" });
    await post(github, "query($a: String!) { user(login: $a) { login } }", { a: "worker" });
    expect(github.log).toMatchObject([
      { index: 0, api: "rest", method: "GET", path: "/user?x=1", query: "", status: 200, points: 0 },
      { index: 1, api: "graphql", method: "POST", path: "/graphql", variables: { a: "worker" }, points: 1 },
    ]);
    expect(github.log[0]?.headers["x-own"]).toBe("yes");
    expect(github.log[1]?.query).toMatch(/^query\(\$a/);
  });

  it("is reached as an Enterprise Server too, and its links stay there", async () => {
    const github = await open([repository("acme/api", { id: 42, pullRequests: pullRequests(2) })]);
    const response = await get(github, "/api/v3/repos/acme/api/pulls?per_page=1");
    expect(response.headers.get("link")).toContain(
      `<${github.url}/api/v3/repositories/42/pulls?per_page=1&page=2>`,
    );
    expect(github.log[0]?.path).toBe("/repos/acme/api/pulls?per_page=1");
    const [body] = (await response.json()) as [{ url: string }];
    expect(body.url).toMatch(`${github.url}/api/v3/repos/acme/api/pulls/`);
    const query = JSON.stringify({ query: "{ viewer { login } }" });
    const headers = { authorization: "bearer good" };
    const answer = await fetch(`${github.url}/api/graphql`, { method: "POST", headers, body: query });
    expect(await answer.json()).toEqual({ data: { viewer: { login: "worker" } } });
    expect(github.problems).toEqual([]);
  });

  it("serves another population from the next request on, also when a hook sets it", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(1) })]);
    github.onRequest(({ index }) => {
      if (index === 1)
        github.population = population([repository("acme/api", { pullRequests: pullRequests(2) })]);
    });
    expect(await getJson(github, "/repos/acme/api/pulls")).toHaveLength(1);
    expect(await getJson(github, "/repos/acme/api/pulls")).toHaveLength(2);
    expect(github.population.repositories[0]?.pullRequests).toHaveLength(2);
  });

  it("takes the time that a request is given, by what is in its answer", async () => {
    const latency = ({ path }: RequestEntry, body: string) =>
      path === "/user" && body.includes('"login"') ? 30 : 0;
    const github = await open([], { latency });
    const before = performance.now();
    await get(github, "/user");
    expect(performance.now() - before).toBeGreaterThan(25);
  });

  it("forgets everything but the population", async () => {
    const github = await open([repository("acme/api")]);
    github.fault({ fault: { kind: "status", status: 500 } });
    await get(github, "/repos/acme/none/x");
    await ask(github, "{ viewer { login } }");
    github.reset();
    expect([github.log, github.problems, github.points, github.restSpent, github.maxInFlight]).toEqual([
      [],
      [],
      0,
      0,
      0,
    ]);
    const response = await get(github, "/repos/acme/api");
    expect([response.status, response.headers.get("x-ratelimit-used")]).toEqual([200, "1"]);
  });

  it("says what broke where its population is broken", async () => {
    const github = await open([repository("acme/api")]);
    github.onRequest(() => {
      throw new Error("a hook that fails");
    });
    const response = await get(github, "/user");
    expect(response.status).toBe(500);
    expect(github.problems[0]).toMatch(/a hook that fails/);
  });
});

describe("manners", () => {
  it("are: a user agent", async () => {
    const github = await open([]);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${github.url}/user`, { headers: version }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on("error", reject).end();
    });
    expect(status).toBe(403);
    expect(github.problems).toEqual(["a request without user-agent"]);
  });

  it("are: not more than 100 requests in flight", async () => {
    const github = await open([]);
    await hang(github, 100);
    expect(github.problems).toEqual([]);
    await get(github, "/rate_limit");
    expect(github.maxInFlight).toBe(101);
    expect(github.problems).toEqual(["more than 100 requests in flight"]);
  });

  it("are: GraphQL by POST", async () => {
    const github = await open([]);
    expect((await get(github, "/graphql")).status).toBe(400);
    expect(github.problems).toEqual(["unknown route: GET /graphql"]);
  });
});
