import { describe, expect, it } from "vitest";
import type { Fault, RequestEntry } from "../../sandbox/github/types.ts";
import { firstPage } from "../../sandbox/proxy.ts";
import { issue, user } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { Stop } from "../../src/domain/stop.ts";
import { START } from "../support/clock.ts";
import {
  APIS,
  BOTH,
  completeOf,
  endings,
  issueEndings,
  issues,
  numbersOf,
  ONLY_ISSUES,
  open,
  populationOf,
  pulls,
  repo,
} from "./harness.ts";

const numbered = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const isIssues = ({ api, path, query }: RequestEntry) =>
  api === "rest" ? path.includes("/issues?") : query.includes("issues(states:OPEN,");

/** Numbers of issues and pull requests are one row on GitHub. */
function both(id: number, name: string, counts: { issues: number; pulls: number }) {
  const after = pulls(counts.pulls).map((one) => ({ ...one, number: one.number + counts.issues }));
  return repo(id, name, { issues: issues(counts.issues), pullRequests: after });
}

describe.each(APIS)("by %s", (api) => {
  it.each([0, 1, 59, 60, 61, 99, 100, 101, 121, 250])(
    "%i issues are read, whatever else is open",
    async (count) => {
      const here = populationOf([
        both(1, "api", { issues: count, pulls: 70 }),
        repo(2, "web", { issues: issues(3) }),
        repo(3, "tool", 2),
      ]);
      const { github, read } = await open(here, { api });
      const outcome = await read({ wanted: BOTH });
      expect(issueEndings(outcome)).toEqual({ "acme/api": count, "acme/web": 3, "acme/tool": 0 });
      expect(endings(outcome)).toEqual({ "acme/api": 70, "acme/web": 0, "acme/tool": 2 });
      expect(numbersOf(outcome, "acme/api", "issues")).toEqual(numbered(count));
      expect(github.problems).toEqual([]);
    },
  );

  it("issues that are switched off are none", async () => {
    const here = populationOf([
      repo(1, "api", { issues: issues(4), issuesDisabled: true, pullRequests: pulls(2) }),
      repo(2, "web", { issues: issues(4), issuesDisabled: true }),
    ]);
    for (const repositories of ["acme/*", "acme/api,acme/web"]) {
      const { github, read } = await open(here, { api, repositories });
      expect(issueEndings(await read({ wanted: BOTH }))).toEqual({ "acme/api": 0, "acme/web": 0 });
      expect(github.problems).toEqual([]);
    }
  });

  it.each(["cut-body", "truncated-chunked", "invalid-json", "reset-after"] as const)(
    "a page of issues that comes once as %s is asked for again, and all are there",
    async (kind) => {
      const { github, read } = await open(populationOf([both(1, "api", { issues: 130, pulls: 5 })]), { api });
      github.fault({ when: isIssues, times: 1, fault: { kind } });
      const outcome = await read({ wanted: BOTH });
      expect(numbersOf(outcome, "acme/api", "issues")).toEqual(numbered(130));
      expect(endings(outcome)).toEqual({ "acme/api": 5 });
    },
  );

  it("issues that cannot be read to their end leave the repository without a number, its pull requests too", async () => {
    const here = populationOf([both(1, "api", { issues: 130, pulls: 5 }), repo(2, "web", 3)]);
    const { github, read } = await open(here, { api });
    github.fault({
      when: (entry) => isIssues(entry) || entry.path.includes("/issues?"),
      skip: 1,
      fault: { kind: "status", status: 500 },
    });
    const outcome = await read({ wanted: BOTH });
    expect(endings(outcome)["acme/api"]).toBe("server_error");
  });

  it("a deadline while issues are read gives no part of them", async () => {
    const stage = await open(populationOf([both(1, "api", { issues: 260, pulls: 5 })]), { api });
    const controller = new AbortController();
    stage.github.fault({ when: isIssues, skip: 1, fault: { kind: "hang" } });
    let seen = 0;
    stage.github.onRequest((entry) => {
      if (isIssues(entry) && ++seen === 2) controller.abort(new Stop("deadline", "stop now"));
    });
    const outcome = await stage.read({ wanted: BOTH, signal: controller.signal });
    expect(endings(outcome)).toEqual({ "acme/api": "deadline" });
  });

  it("a renamed repository keeps the name it is configured by, also where only issues are read", async () => {
    const here = populationOf([repo(1, "new", { issues: issues(120), formerNames: ["acme/old"] })]);
    const { github, read } = await open(here, { api, repositories: "acme/old" });
    expect(issueEndings(await read({ wanted: ONLY_ISSUES }))).toEqual({ "acme/old": 120 });
    expect(github.problems).toEqual([]);
  });

  it("a repository that is not there fails, also where only issues are read", async () => {
    const { read } = await open(populationOf([repo(1, "api", { blocked: true })]), {
      api,
      repositories: "acme/api,acme/none",
    });
    expect(issueEndings(await read({ wanted: ONLY_ISSUES }))).toEqual({
      "acme/api": "blocked",
      "acme/none": "not_found",
    });
  });
});

describe("by GraphQL", () => {
  it("pages of both lists share queries within the bounds, at a point each", async () => {
    const here = populationOf(numbered(40).map((i) => both(i, `r${i}`, { issues: i % 7, pulls: i % 5 })));
    const { github, read } = await open(here, { repositories: "acme/*" });
    const outcome = await read({ wanted: BOTH });
    expect(Object.values(issueEndings(outcome))).toHaveLength(40);
    for (const i of numbered(40)) {
      expect([i, issueEndings(outcome)[`acme/r${i}`], endings(outcome)[`acme/r${i}`]]).toEqual([
        i,
        i % 7,
        i % 5,
      ]);
    }
    const pages = github.log.filter(({ query }) => query.includes("nodes{number"));
    for (const { points, variables, query } of pages) {
      const sizes = Object.entries(variables).filter(([name]) => /^f\d+$/.test(name));
      expect(sizes.reduce((sum, [, size]) => sum + Number(size), 0)).toBeLessThanOrEqual(60);
      expect(query.match(/r\d+:/g)?.length).toBeLessThanOrEqual(25);
      expect(points).toBe(1);
    }
    expect(github.log.length).toBeLessThanOrEqual(9);
    expect(github.problems).toEqual([]);
  });

  it.each([null, undefined])(
    "assignees that REST gives as %s are nobody's: issues are not read",
    async (assignees) => {
      const stage = await open(populationOf([both(1, "api", { issues: 3, pulls: 2 })]), { api: "rest" });
      const alter = (body: unknown) =>
        Array.isArray(body) ? body.map((entry) => ({ ...entry, assignees })) : body;
      stage.github.fault({
        when: ({ path }) => path.includes("/issues?"),
        fault: { kind: "altered", alter },
      });
      const {
        issues: read,
        unknown,
        pullRequests,
      } = completeOf(await stage.read({ wanted: BOTH }), "acme/api");
      expect(read).toEqual([]);
      expect(unknown.has("issues")).toBe(true);
      expect(pullRequests).toHaveLength(2);
    },
  );

  it("lists inside an issue are completed where they overflow", async () => {
    const labels = numbered(125).map((i) => `label-${i}`);
    const assignees = numbered(14).map((i) => user(`dev-${i}`));
    const here = populationOf([
      repo(1, "api", { issues: [issue(1, START, { labels, assignees }), issue(2, START)] }),
    ]);
    const { github, read } = await open(here);
    const [first, second] = completeOf(await read({ wanted: ONLY_ISSUES }), "acme/api").issues;
    expect(first).toMatchObject({ labels, assignees: assignees.map(({ login }) => login) });
    expect(second).toMatchObject({ labels: [], assignees: [] });
    expect(github.problems).toEqual([]);
  });

  it.each([30, 12, 6, 5])(
    "too heavy for more than %i a page, both are asked for in smaller pages",
    async (perPage) => {
      const { github, read } = await open(populationOf([both(1, "api", { issues: 70, pulls: 40 })]));
      github.fault({
        when: ({ query }) => query.includes("nodes{number"),
        fault: { kind: "too-heavy", perPage },
      });
      const outcome = await read({ wanted: BOTH });
      expect([endings(outcome), issueEndings(outcome)]).toEqual([{ "acme/api": 40 }, { "acme/api": 70 }]);
      expect(completeOf(outcome, "acme/api").unknown).toEqual(new Set());
      expect(github.log.some(({ api }) => api === "rest")).toBe(false);
    },
  );

  it.each([
    ["issues", { issues: 70, pulls: 40 }],
    ["issues, of which there are none any more,", { issues: 0, pulls: 40 }],
  ])("%s too heavy at any size are read by REST", async (_, counts) => {
    const { github, read } = await open(populationOf([both(1, "api", counts)]));
    github.fault({
      when: ({ query }) => query.includes("nodes{number"),
      fault: { kind: "too-heavy", perPage: 3 },
    });
    const outcome = await read({ wanted: BOTH });
    expect(numbersOf(outcome, "acme/api", "issues")).toEqual(numbered(counts.issues));
    expect(endings(outcome)).toEqual({ "acme/api": 40 });
    expect(completeOf(outcome, "acme/api").unknown).toEqual(new Set(["reviewState", "checks"]));
    expect(github.problems).toEqual([]);
  });
});

describe("a credential that may not read issues", () => {
  const kinds = {
    "a token": tokenRecord("blind", { hidden: [{ repository: "acme/api", what: "issues" }] }),
    "an app's token": tokenRecord("blind", {
      hidden: [{ repository: "acme/api", what: "issues" }],
      installation: true,
    }),
  };
  const cases = APIS.flatMap((api) =>
    Object.entries(kinds).flatMap(([kind, token]) =>
      ["acme/*", "acme/api,acme/web,acme/tool"].map(
        (repositories) => [kind, api, repositories, token] as const,
      ),
    ),
  );
  const repositories = [
    both(1, "api", { issues: 130, pulls: 80 }),
    both(2, "web", { issues: 7, pulls: 2 }),
    repo(3, "tool", 3),
  ];

  it.each(cases)("%s, by %s, of %s, reads all else, and says so once", async (_, api, text, token) => {
    const here = populationOf(repositories, { tokens: [token] });
    const { github, log, read } = await open(here, { api, repositories: text, token: token.token });
    const outcome = await read({ wanted: BOTH });
    expect(issueEndings(outcome)).toEqual({ "acme/api": "unknown", "acme/web": 7, "acme/tool": 0 });
    expect(endings(outcome)).toEqual({ "acme/api": 80, "acme/web": 2, "acme/tool": 3 });
    expect(log.warnings("fields_unknown")).toEqual([
      {
        event: "fields_unknown",
        fields: [{ field: "issues", repositories: 1, examples: ["acme/api"], needs: "Issues: read" }],
      },
    ]);
    expect(github.log.length).toBeLessThanOrEqual(api === "graphql" ? 8 : 9);
    expect(github.problems).toEqual([]);
  });

  it.each(cases)(
    "%s, by %s, of %s, has no number where only issues are read",
    async (_, api, text, token) => {
      const here = populationOf(repositories, { tokens: [token] });
      const { read } = await open(here, { api, repositories: text, token: token.token });
      const ends = issueEndings(await read({ wanted: ONLY_ISSUES }));
      expect(ends).toEqual({ "acme/api": "unknown", "acme/web": 7, "acme/tool": 0 });
    },
  );

  it.each(cases)(
    "%s, by %s, of %s, is not asked for them where no metric needs them",
    async (_, api, text, token) => {
      const here = populationOf(repositories, { tokens: [token] });
      const { log, read } = await open(here, { api, repositories: text, token: token.token });
      expect(endings(await read())).toEqual({ "acme/api": 80, "acme/web": 2, "acme/tool": 3 });
      expect(log.lines.filter(({ fields }) => fields["event"] === "fields_unknown")).toEqual([]);
    },
  );

  it("whose pull requests are too heavy has no number of issues from REST either", async () => {
    const token = kinds["an app's token"];
    const { github, read } = await open(populationOf(repositories, { tokens: [token] }), {
      token: token.token,
    });
    github.fault({
      when: ({ query }) => query.includes("nodes{number"),
      fault: { kind: "too-heavy", perPage: 0 },
    });
    const outcome = await read({ wanted: BOTH });
    expect(issueEndings(outcome)["acme/api"]).toBe("unknown");
    expect(endings(outcome)["acme/api"]).toBe(80);
  });
});

describe("by REST", () => {
  const isList = ({ path }: RequestEntry) => path.includes("/issues?");

  it("a list is read from its last page down, counted with the pull requests in it", async () => {
    const here = populationOf([both(1, "api", { issues: 90, pulls: 170 })]);
    const { github, read } = await open(here, { api: "rest" });
    expect(numbersOf(await read({ wanted: BOTH }), "acme/api", "issues")).toEqual(numbered(90));
    const pages = github.log
      .filter(isList)
      .map(({ path, status }) => [Number(/page=(\d+)$/.exec(path)?.[1]), status]);
    expect(pages).toEqual([
      [1, 200],
      [3, 200],
      [2, 200],
      [1, 304],
      [3, 304],
      [2, 304],
    ]);
  });

  it.each([
    "Issues are disabled for this repo",
    "Issues has been disabled in this repository.",
    "Issues have been disabled in this repository",
  ])("issues that are switched off may also be answered with 410: %s", async (message) => {
    const { github, read } = await open(populationOf([repo(1, "api", 3)]), { api: "rest" });
    const body = { message };
    github.fault({ when: isList, fault: { kind: "status", status: 410, body } });
    expect(issueEndings(await read({ wanted: BOTH }))).toEqual({ "acme/api": 0 });
  });

  it.each([
    [451, { message: "Repository access blocked" }, "blocked"],
    [500, {}, "server_error"],
  ])("an answer of %i (%j) to the list of issues fails the repository", async (status, body, reason) => {
    const { github, read } = await open(populationOf([both(1, "api", { issues: 2, pulls: 3 })]), {
      api: "rest",
    });
    const fault: Fault = { kind: "status", status, body };
    github.fault({ when: isList, fault });
    expect(endings(await read({ wanted: BOTH }))).toEqual({ "acme/api": reason });
  });

  it.each([
    [404, {}],
    [410, { message: "Gone" }],
    [422, { message: "Pagination with the page parameter is not supported for large datasets" }],
    [200, [{ number: 1 }]],
  ])("an answer of %i (%j) to the list of issues leaves the pull requests", async (status, body) => {
    const here = populationOf([both(1, "api", { issues: 2, pulls: 3 })]);
    const { github, log, read } = await open(here, { api: "rest" });
    github.fault({ when: isList, fault: { kind: "status", status, body } });
    const outcome = await read({ wanted: BOTH });
    expect(endings(outcome)).toEqual({ "acme/api": 3 });
    expect(issueEndings(outcome)).toEqual({ "acme/api": "unknown" });
    expect(log.warnings("fields_unknown")).toMatchObject([
      { fields: [{ field: "issues", repositories: 1, examples: ["acme/api"], message: expect.any(String) }] },
    ]);
    const alone = await open(here, { api: "rest" });
    alone.github.fault({ when: isList, fault: { kind: "status", status, body } });
    expect(Object.values(endings(await alone.read({ wanted: ONLY_ISSUES })))).toEqual(["invalid_answer"]);
  });

  it.each([100, 101, 130, 200, 1050])("%i issues of a list that pages by cursor are read", async (count) => {
    const here = populationOf([both(1, "api", { issues: count, pulls: 70 })]);
    const { github, read } = await open(here, { api: "rest", sandbox: { restLists: { issues: "cursor" } } });
    const outcome = await read({ wanted: BOTH });
    expect(numbersOf(outcome, "acme/api", "issues")).toEqual(numbered(count));
    expect(endings(outcome)).toEqual({ "acme/api": 70 });
    const pages = Math.ceil((count + 70) / 100);
    expect(github.log.filter(isList)).toHaveLength(pages);
    expect(github.problems).toEqual([]);
  });

  it("issues of a list by cursor that are closed while it is read hide no other", async () => {
    const here = (from: number) =>
      populationOf([repo(1, "api", { issues: issues(350).filter(({ number }) => number >= from) })]);
    const stage = await open(here(1), { api: "rest", sandbox: { restLists: { issues: "cursor" } } });
    stage.github.onRequest(({ index }) => {
      stage.github.population = here(1 + index * 7);
    });
    const read = numbersOf(await stage.read({ wanted: ONLY_ISSUES }), "acme/api", "issues");
    expect(numbered(350).filter((number) => number > 50 && !read.includes(number))).toEqual([]);
  });

  it("a list by cursor that begins again and again ends, and leaves the pull requests", async () => {
    const here = populationOf([both(1, "api", { issues: 250, pulls: 3 })]);
    const { github, read } = await open(here, { api: "rest", sandbox: { restLists: { issues: "cursor" } } });
    github.fault({ when: isList, fault: { kind: "other-query", rewrite: firstPage } });
    const outcome = await read({ wanted: BOTH });
    expect(endings(outcome)).toEqual({ "acme/api": 3 });
    expect(issueEndings(outcome)).toEqual({ "acme/api": "unknown" });
    expect(github.log.length).toBeLessThan(10);
  });

  it("without a credential all that is public is seen, and not looked at twice", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 3)]), { api: "rest", token: null });
    expect(issueEndings(await read({ wanted: BOTH }))).toEqual({ "acme/api": 0 });
    expect(github.log).toHaveLength(2);
  });
});
