import { describe, expect, it } from "vitest";
import {
  get,
  getAnonymously,
  getJson,
  open,
  population,
  pullRequest,
  pullRequests,
  repository,
  token,
} from "./support.ts";

const pulls = "/repos/acme/api/pulls";

describe("a pull request in a list", () => {
  it("carries what the population says, in REST's spelling", async () => {
    const one = pullRequest(7, {
      draft: true,
      author: { login: "renovate", type: "Bot" },
      labels: ["kind/bug 🔥"],
      reviewers: [
        { login: "copilot-swe-agent", type: "Bot", restLogin: "Copilot" },
        { login: "imported", type: "Mannequin" },
      ],
      teams: ["core"],
    });
    const github = await open([repository("acme/api", { id: 42, pullRequests: [one] })]);
    const [body] = await getJson(github, pulls);
    expect(body).toMatchObject({
      number: 7,
      state: "open",
      draft: true,
      created_at: "2024-01-01T00:07:00Z",
      updated_at: "2024-06-01T00:00:00Z",
      user: { login: "renovate[bot]", type: "Bot", id: expect.any(Number) },
      labels: [{ id: expect.any(Number), name: "kind/bug 🔥", color: "ededed", default: false }],
      requested_reviewers: [
        { login: "Copilot", type: "Bot" },
        { login: "imported", type: "Mannequin" },
      ],
      requested_teams: [{ slug: "core", name: "core", id: expect.any(Number) }],
      base: { ref: "main", repo: { id: 42, full_name: "acme/api" } },
      head: { ref: "change-7", repo: { id: 42, full_name: "acme/api" } },
    });
  });

  it("of a deleted account has no user", async () => {
    const github = await open([repository("acme/api", { pullRequests: [pullRequest(1, { author: null })] })]);
    expect((await getJson(github, pulls))[0].user).toBeNull();
  });

  it("takes about 20 KB, and has nothing that the newest version of the API drops", async () => {
    const github = await open([repository("acme/api", { pullRequests: [pullRequest(1)] })]);
    const text = await (await get(github, pulls)).text();
    expect(text.length).toBeGreaterThan(17_000);
    expect(text.length).toBeLessThan(25_000);
    expect(JSON.parse(text)[0]).not.toHaveProperty("assignee");
    expect(JSON.parse(text)[0]).not.toHaveProperty("merge_commit_sha");
  });
});

describe("a list of pull requests", () => {
  const numbers = async (response: Response) =>
    ((await response.json()) as { number: number }[]).map(({ number }) => number);

  it.each([
    ["", [3, 2, 1]],
    ["?sort=created&direction=asc", [1, 2, 3]],
    ["?sort=updated", [2, 3, 1]],
    ["?sort=updated&direction=desc", [1, 3, 2]],
    ["?direction=asc&per_page=2&page=2", [3]],
    ["?direction=asc&per_page=2&page=9", []],
  ])("%j is sorted and cut as asked", async (query, expected) => {
    const list = pullRequests(3).map((one, i) => ({
      ...one,
      updatedAt: `2024-06-0${[3, 1, 2][i]}T00:00:00Z`,
    }));
    const github = await open([repository("acme/api", { pullRequests: list })]);
    expect(await numbers(await get(github, pulls + query))).toEqual(expected);
  });

  it("links to its other pages by the repository's id", async () => {
    const github = await open([repository("acme/api", { id: 42, pullRequests: pullRequests(5) })]);
    const link = async (page: number) =>
      (await get(github, `${pulls}?per_page=2&page=${page}`)).headers.get("link");
    const to = (page: number, rel: string) =>
      `<${github.url}/repositories/42/pulls?per_page=2&page=${page}>; rel="${rel}"`;
    expect(await link(1)).toBe(`${to(2, "next")}, ${to(3, "last")}`);
    expect(await link(2)).toBe(`${to(1, "prev")}, ${to(3, "next")}, ${to(3, "last")}, ${to(1, "first")}`);
    expect(await link(3)).toBe(`${to(2, "prev")}, ${to(1, "first")}`);
  });

  it("can be followed from link to link", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(5) })]);
    const first = await get(github, `${pulls}?direction=asc&per_page=2`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    expect(await numbers(await get(github, next.slice(github.url.length)))).toEqual([3, 4]);
    expect(github.problems).toEqual([]);
  });

  it("has no link header where one page is all", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(2) })]);
    expect((await get(github, pulls)).headers.has("link")).toBe(false);
  });

  it("has 100 at most on a page, and complains about who asks for more", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(130) })]);
    expect(await getJson(github, `${pulls}?per_page=200`)).toHaveLength(100);
    expect(github.problems).toEqual(["per_page=200 is cut to 100"]);
  });

  it.each(["?state=all", "?state=closed", "?sort=popularity", "?head=x", "?base=main"])(
    "%s is refused: the sandbox could not answer it truly",
    async (query) => {
      const github = await open([repository("acme/api")]);
      expect((await get(github, pulls + query)).status).toBe(422);
      expect(github.problems).toHaveLength(1);
    },
  );
});

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

describe("a list of repositories", () => {
  const repositories = [
    repository("acme/zebra", { id: 1 }),
    repository("acme/ant", { id: 2, private: true }),
    repository("worker/dotfiles", { id: 3 }),
    repository("worker/notes", { id: 4, private: true }),
  ];
  const names = async (response: Response) =>
    ((await response.json()) as { full_name: string }[]).map((one) => one.full_name);

  it.each([
    ["/orgs/acme/repos?type=all", ["acme/ant", "acme/zebra"]],
    ["/orgs/acme/repos?sort=full_name&direction=desc", ["acme/zebra", "acme/ant"]],
    ["/users/worker/repos", ["worker/dotfiles"]],
    ["/users/acme/repos", ["acme/zebra"]],
    ["/user/repos?affiliation=owner", ["worker/dotfiles", "worker/notes"]],
  ])("%s shows what the token may see", async (path, expected) => {
    const github = await open(repositories);
    expect(await names(await get(github, path))).toEqual(expected);
    expect(github.problems).toEqual([]);
  });

  it("shows public ones only to nobody", async () => {
    const github = await open(repositories);
    expect(await names(await getAnonymously(github, "/orgs/acme/repos"))).toEqual(["acme/zebra"]);
    expect((await getAnonymously(github, "/user/repos?affiliation=owner")).status).toBe(401);
  });

  it.each([
    ["/orgs/acme/repos", /^<http:\/\/127\.0\.0\.1:\d+\/organizations\/\d+\/repos\?per_page=1&page=2>/],
    ["/user/repos", /^<http:\/\/127\.0\.0\.1:\d+\/user\/repos\?per_page=1&affiliation=owner&page=2>/],
    ["/users/acme/repos", /^$/],
  ])("%s links to its pages as GitHub does", async (path, expected) => {
    const github = await open(repositories);
    const affiliation = path === "/user/repos" ? "&affiliation=owner" : "";
    const link = (await get(github, `${path}?per_page=1${affiliation}`)).headers.get("link") ?? "";
    expect(link).toMatch(expected);
    const next = /<([^>]+)>; rel="next"/.exec(link)?.[1];
    if (next) expect((await get(github, next.slice(github.url.length))).status).toBe(200);
  });

  it("of a user links by the user's id", async () => {
    const two = [repository("worker/a", { id: 1 }), repository("worker/b", { id: 2 })];
    const github = await open(two);
    const link = (await get(github, "/users/worker/repos?per_page=1")).headers.get("link") ?? "";
    const next = /<([^>]+)>; rel="next"/.exec(link)?.[1] ?? "";
    expect(new URL(next).pathname).toMatch(/^\/user\/\d+\/repos$/);
    expect(await names(await get(github, next.slice(github.url.length)))).toEqual(["worker/b"]);
  });

  it.each([
    ["/orgs/worker/repos", 404],
    ["/orgs/none/repos", 404],
    ["/users/none/repos", 404],
    ["/organizations/1/repos", 404],
    ["/user/1/repos", 404],
    ["/user/repos", 422],
    ["/orgs/acme/repos?type=forks", 422],
    ["/orgs/acme/repos?sort=pushed", 422],
  ])("%s is %i", async (path, status) => {
    const github = await open(repositories);
    expect((await get(github, path)).status).toBe(status);
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
