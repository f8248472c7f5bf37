import { describe, expect, it } from "vitest";
import type { RestLists } from "../../../sandbox/github/types.ts";
import type { TokenRecord } from "../../../sandbox/population.ts";
import { get, getJson, open, population, pullRequest, pullRequests, repository, token } from "./support.ts";

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

describe("requests for review in a list", () => {
  const asked = pullRequest(1, {
    reviewers: [
      { login: "copilot-pull-request-reviewer", type: "Bot", restLogin: "Copilot" },
      { login: "ada", type: "User" },
    ],
    teams: ["web"],
  });
  const requested = async (tokens: readonly TokenRecord[], restLists: Partial<RestLists>) => {
    const repositories = [repository("acme/api", { pullRequests: [asked] })];
    const github = await open([], { population: population(repositories, tokens), restLists });
    const [{ requested_reviewers, requested_teams }] = await getJson(github, pulls);
    return [requested_reviewers, requested_teams].flat().map(({ login, slug }) => login ?? slug);
  };
  const hidden = [{ repository: "acme/api", what: "teams" }] as const;

  it("leave out bots where the server hides them", async () => {
    expect(await requested([token()], { botReviewers: "hidden" })).toEqual(["ada", "web"]);
  });

  it.each([{ hidden }, { lacksReadOrg: true }])(
    "leave out teams for a token that may not read them: %j",
    async (parts) => {
      expect(await requested([token(parts)], { requestedTeams: "by_right" })).toEqual(["Copilot", "ada"]);
      expect(await requested([token(parts)], {})).toEqual(["Copilot", "ada", "web"]);
    },
  );

  it("name teams to a token that may read them", async () => {
    expect(await requested([token()], { requestedTeams: "by_right" })).toContain("web");
  });
});

describe("a repository whose pull requests are switched off", () => {
  it("says so, answers 404 to their list, and counts none of them", async () => {
    const github = await open([
      repository("acme/api", { pullRequestsDisabled: true, pullRequests: pullRequests(3) }),
    ]);
    const expected = { has_pull_requests: false, open_issues_count: 0 };
    expect(await getJson(github, "/repos/acme/api")).toMatchObject(expected);
    expect(await getJson(github, "/orgs/acme/repos")).toMatchObject([expected]);
    expect((await get(github, pulls)).status).toBe(404);
    expect(await getJson(github, "/repos/acme/api/issues")).toEqual([]);
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
