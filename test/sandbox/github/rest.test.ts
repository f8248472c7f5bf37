import { describe, expect, it } from "vitest";
import {
  get,
  getAnonymously,
  getJson,
  open,
  population,
  pullRequests,
  repository,
  token,
} from "./support.ts";

const pulls = "/repos/acme/api/pulls";

describe("a repository", () => {
  it("is shown with what a selection needs to know", async () => {
    const issue = { number: 2, createdAt: "", updatedAt: "", author: null, labels: [], assignees: [] };
    const github = await open([
      repository("acme/api", {
        id: 42,
        archived: true,
        fork: true,
        disabled: true,
        topics: ["go"],
        pullRequests: pullRequests(1),
        issues: [issue],
      }),
    ]);
    const expected = {
      id: 42,
      full_name: "acme/api",
      archived: true,
      fork: true,
      disabled: true,
      private: false,
      topics: ["go"],
      open_issues_count: 2,
      owner: { login: "acme", type: "Organization" },
    };
    expect(await getJson(github, "/repos/ACME/Api")).toMatchObject(expected);
    expect(await getJson(github, "/repositories/42")).toMatchObject(expected);
    expect(await getJson(github, "/orgs/acme/repos")).toMatchObject([expected]);
  });

  it("that was renamed is 301 to its id, with the query kept", async () => {
    const github = await open([
      repository("acme/api", { id: 42, formerNames: ["acme/old"], pullRequests: pullRequests(1) }),
    ]);
    const moved = await get(github, "/repos/acme/old/pulls?per_page=5");
    const location = `${github.url}/repositories/42/pulls?per_page=5`;
    expect(moved.status).toBe(301);
    expect(moved.headers.get("location")).toBe(location);
    expect(await moved.json()).toMatchObject({ message: "Moved Permanently", url: location });
    expect(await getJson(github, "/repositories/42/pulls?per_page=5")).toHaveLength(1);
  });

  it("that is unknown or may not be seen is 404, that is blocked 451, that is disabled can be read", async () => {
    const repositories = [
      repository("acme/secret", { private: true }),
      repository("acme/blocked", { blocked: true }),
      repository("acme/disabled", { disabled: true }),
    ];
    const github = await open([], {
      population: population(repositories, [token({ privateRepositories: [] })]),
    });
    for (const name of ["none", "secret"]) {
      const response = await get(github, `/repos/acme/${name}/pulls`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ message: "Not Found", status: "404" });
    }
    const blocked = await get(github, "/repos/acme/blocked/pulls");
    expect(blocked.status).toBe(451);
    expect(await blocked.json()).toMatchObject({
      message: "Repository access blocked",
      block: { reason: "dmca" },
    });
    expect((await get(github, "/repos/acme/disabled/pulls")).status).toBe(200);
    expect((await get(github, "/repositories/999")).status).toBe(404);
  });
});

describe("an account", () => {
  it("is shown with its type, the token's own one too", async () => {
    const github = await open([]);
    expect(await getJson(github, "/users/acme")).toMatchObject({ login: "acme", type: "Organization" });
    expect(await getJson(github, "/user")).toMatchObject({ login: "worker", type: "User" });
    expect((await get(github, "/users/none")).status).toBe(404);
    expect((await getAnonymously(github, "/user")).status).toBe(401);
  });
});

describe("an ETag", () => {
  it("makes the second reading free and empty until something changes", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(1) })]);
    const first = await get(github, pulls);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^W\/"[0-9a-f]+"$/);
    const second = await get(github, pulls, { "if-none-match": etag });
    expect(second.status).toBe(304);
    expect(await second.text()).toBe("");
    expect(second.headers.get("x-ratelimit-used")).toBe("1");
    expect(github.restSpent).toBe(1);
    expect(github.log[1]).toMatchObject({ ifNoneMatch: etag, status: 304 });
    github.population = population([repository("acme/api", { pullRequests: pullRequests(2) })]);
    expect((await get(github, pulls, { "if-none-match": etag })).status).toBe(200);
    expect(github.restSpent).toBe(2);
  });

  it("saves nothing without a token", async () => {
    const github = await open([repository("acme/api")]);
    const etag = (await getAnonymously(github, pulls)).headers.get("etag") ?? "";
    expect((await getAnonymously(github, pulls, { "if-none-match": etag })).status).toBe(304);
    expect(github.restSpent).toBe(2);
  });
});

describe("a request", () => {
  it("with a token that is not accepted is 401", async () => {
    const github = await open([]);
    const response = await get(github, "/user", { authorization: "bearer bad" });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      message: "Bad credentials",
      documentation_url: "https://docs.github.com/rest",
      status: "401",
    });
    expect(github.restSpent).toBe(0);
  });

  it("for a route that is not served, or with another method, is 404 and a problem", async () => {
    const github = await open([repository("acme/api")]);
    expect((await get(github, "/repos/acme/api/nothing")).status).toBe(404);
    const headers = { authorization: "token good", "x-github-api-version": "2022-11-28" };
    expect((await fetch(github.url + pulls, { method: "POST", headers })).status).toBe(404);
    expect(github.problems).toEqual([
      "unknown route: GET /repos/acme/api/nothing",
      "unknown route: POST /repos/acme/api/pulls",
    ]);
  });

  it("for a version that GitHub does not have is 400, without one it is a problem", async () => {
    const github = await open([]);
    expect((await get(github, "/user", { "x-github-api-version": "2020-01-01" })).status).toBe(400);
    expect(github.problems).toEqual([]);
    await fetch(`${github.url}/user`, { headers: { authorization: "token good" } });
    expect(github.problems).toEqual(["a REST request without x-github-api-version"]);
  });
});
