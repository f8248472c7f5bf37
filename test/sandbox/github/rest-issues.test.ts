import { describe, expect, it } from "vitest";
import type { IssueRecord, TokenRecord } from "../../../sandbox/population.ts";
import {
  ask,
  get,
  getJson,
  open,
  population,
  pullRequest,
  pullRequests,
  repository,
  token,
} from "./support.ts";

const issues = "/repos/acme/api/issues";

function issue(number: number, parts: Partial<IssueRecord> = {}): IssueRecord {
  const createdAt = `2024-01-01T00:0${number}:00Z`;
  return { number, createdAt, updatedAt: createdAt, author: null, labels: [], assignees: [], ...parts };
}

const both = repository("acme/api", {
  id: 42,
  issues: [
    issue(1, {
      labels: ["bug"],
      assignees: [{ login: "copilot-swe-agent", type: "Bot", restLogin: "Copilot" }],
    }),
    issue(3),
    issue(5),
  ],
  pullRequests: [pullRequest(2), pullRequest(4, { draft: true })],
});

async function numbers(response: Response): Promise<readonly number[]> {
  return ((await response.json()) as { number: number }[]).map(({ number }) => number);
}

describe("a list of issues by REST", () => {
  it("has the pull requests in it, which alone carry that name", async () => {
    const github = await open([both]);
    const bodies = await getJson(github, `${issues}?direction=asc`);
    expect(bodies.map((one: object) => "pull_request" in one)).toEqual([false, true, false, true, false]);
    expect(bodies[0]).toMatchObject({
      number: 1,
      state: "open",
      user: null,
      labels: [{ name: "bug" }],
      assignees: [{ login: "Copilot", type: "Bot" }],
    });
    expect(bodies[0]).not.toHaveProperty("assignee");
    expect(bodies[3]).toMatchObject({ number: 4, draft: true, assignees: [] });
  });

  it.each([
    ["", [5, 4, 3, 2, 1]],
    ["?sort=created&direction=asc", [1, 2, 3, 4, 5]],
    ["?direction=asc&per_page=2&page=2", [3, 4]],
  ])("%j is sorted and cut over both", async (query, expected) => {
    expect(await numbers(await get(await open([both]), issues + query))).toEqual(expected);
  });

  it("links to its other pages by the repository's id", async () => {
    const github = await open([both]);
    const link = (await get(github, `${issues}?per_page=2`)).headers.get("link");
    expect(link).toContain(`<${github.url}/repositories/42/issues?per_page=2&page=3>; rel="last"`);
    expect(await numbers(await get(github, "/repositories/42/issues?per_page=2&page=3"))).toEqual([1]);
  });

  it("has no issues where they are switched off, and the repository says so", async () => {
    const github = await open([{ ...both, issuesDisabled: true }]);
    expect(await numbers(await get(github, issues))).toEqual([4, 2]);
    expect(await getJson(github, "/repos/acme/api")).toMatchObject({
      has_issues: false,
      open_issues_count: 2,
    });
  });

  it.each(["?state=all", "?labels=bug", "?assignee=none", "?since=2024-01-01"])(
    "%s is refused: the sandbox could not answer it truly",
    async (query) => {
      const github = await open([both]);
      expect((await get(github, issues + query)).status).toBe(422);
      expect(github.problems).toHaveLength(1);
    },
  );
});

describe("a list of issues that pages by cursor", () => {
  const long = repository("acme/api", { id: 42, pullRequests: pullRequests(25) });
  const byCursor = () => open([long], { restLists: { issues: "cursor" } });
  const follow = (response: Response, name: string) =>
    new RegExp(`<([^>]+)>; rel="${name}"`).exec(response.headers.get("link") ?? "")?.[1];

  it("is read by its next links to the end, and never tells the last page", async () => {
    const github = await byCursor();
    const seen: number[] = [];
    let path: string | undefined = `${issues}?direction=asc&per_page=10`;
    while (path !== undefined) {
      const response: Response = await get(github, path);
      expect(follow(response, "last")).toBeUndefined();
      path = follow(response, "next")?.slice(github.url.length);
      seen.push(...(await numbers(response)));
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    expect(github.log.map(({ path }) => /[?&]page=\d+/.exec(path)?.[0])).toEqual([
      undefined,
      "&page=2",
      "&page=3",
    ]);
  });

  it("has the page before a cursor", async () => {
    const github = await byCursor();
    const second = await get(github, `${issues}?direction=asc&per_page=10&page=2`);
    const before = follow(second, "prev")?.slice(github.url.length) ?? "";
    expect(before).toContain("before=");
    expect(await numbers(await get(github, before))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("refuses an eleventh page without a cursor", async () => {
    const github = await byCursor();
    expect((await get(github, `${issues}?per_page=2&page=10`)).status).toBe(200);
    const refused = await get(github, `${issues}?per_page=2&page=11`);
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as { message: string }).message).toMatch(/cursor based pagination/);
  });
});

describe("a token that may not read issues", () => {
  const hidden = [{ repository: "acme/api", what: "issues" }] as const;
  const as = (only: TokenRecord) => open([], { population: population([both], [only]) });

  it("is refused the list, and an app gets the pull requests alone", async () => {
    const refused = await as(token({ hidden }));
    expect((await get(refused, issues)).status).toBe(403);
    const filtered = await as(token({ hidden, installation: true }));
    expect(await numbers(await get(filtered, issues))).toEqual([4, 2]);
    expect(await getJson(filtered, "/repos/acme/api")).toMatchObject({ open_issues_count: 5 });
  });

  it.each(["issues(states: OPEN) { totalCount }", "issue(number: 1) { number }"])(
    "gets nothing of a repository by GraphQL with %s",
    async (selection) => {
      const github = await as(token({ hidden }));
      const query = `{ repository(owner: "acme", name: "api") { nameWithOwner ${selection} } }`;
      const { data, errors } = await ask(github, query);
      const [name = ""] = selection.split("(");
      expect(errors).toMatchObject([{ type: "FORBIDDEN", path: ["repository", name] }]);
      expect(data.repository?.[name] ?? null).toBeNull();
    },
  );
});

describe("one issue by GraphQL", () => {
  it("is found by its number, with its users and without its bots", async () => {
    const github = await open([both]);
    const query = `{ repository(owner: "acme", name: "api") {
      hasIssuesEnabled one: issue(number: 1) { number assignees(first: 5) { totalCount } } two: issue(number: 2) { number } } }`;
    const { data, errors } = await ask(github, query);
    expect(data.repository).toEqual({
      hasIssuesEnabled: true,
      one: { number: 1, assignees: { totalCount: 0 } },
      two: null,
    });
    expect(errors).toMatchObject([{ type: "NOT_FOUND", path: ["repository", "two"] }]);
  });
});
