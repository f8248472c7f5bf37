import { describe, expect, it } from "vitest";
import { ask, jsonOf, open, population, post, pullRequest, repository, token } from "./support.ts";

const page = (fields: string) => `repository(owner: "acme", name: "api") {
  pullRequests(states: OPEN, first: 10) { nodes { ${fields} } }
}`;

describe("a query", () => {
  it("is validated against GitHub's schema", async () => {
    const github = await open([repository("acme/api")]);
    const { data, errors } = await ask(github, `{ repository(owner: "acme", name: "api") { nope } }`);
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      { message: "Field 'nope' doesn't exist on type 'Repository'", locations: [{ line: 1, column: 44 }] },
    ]);
    expect(github.points).toBe(0);
  });

  it.each([
    ["that is no GraphQL", "{", /Syntax Error/],
    ["with a variable that it does not use", "query($a: Int) { viewer { login } }", /"\$a" is never used/],
    [
      "without a required variable",
      "query($a: String!) { user(login: $a) { login } }",
      /"\$a" of required type/,
    ],
  ])("%s is refused with status 200", async (_, query, message) => {
    const github = await open([]);
    const response = await post(github, query);
    expect(response.status).toBe(200);
    expect((await jsonOf(response)).errors[0].message).toMatch(message);
  });

  it("is refused with 400 where the body is no JSON", async () => {
    const github = await open([]);
    const headers = { authorization: "bearer good" };
    const response = await fetch(`${github.url}/graphql`, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(400);
  });

  it("for a field that the sandbox does not know is an error and a problem, never a silent null", async () => {
    const github = await open([repository("acme/api")]);
    const { errors } = await ask(github, `{ repository(owner: "acme", name: "api") { name diskUsage } }`);
    expect(errors?.map(({ path }) => path)).toEqual([["repository", "diskUsage"]]);
    expect(github.problems).toEqual(["the sandbox does not know Repository.diskUsage"]);
  });
});

describe("a pull request", () => {
  const alice = { login: "alice", type: "User" } as const;
  const copilot = { login: "copilot-swe-agent", type: "Bot", restLogin: "Copilot" } as const;

  it("has the fields that the population gives it", async () => {
    const open1 = pullRequest(7, {
      draft: true,
      author: null,
      labels: ["bug", "kind/x"],
      reviewers: [alice, copilot, { login: "imported", type: "Mannequin" }],
      teams: ["core"],
      reviewDecision: "APPROVED",
      autoMerge: true,
      inMergeQueue: true,
      checks: "FAILURE",
    });
    const github = await open([repository("acme/api", { pullRequests: [open1] })]);
    const fields = `number state isDraft createdAt updatedAt author { login } reviewDecision isInMergeQueue
      mergeQueueEntry { id } autoMergeRequest { enabledAt } statusCheckRollup { state }
      labels(first: 10) { totalCount nodes { name } }
      reviewRequests(first: 10) { totalCount nodes { requestedReviewer {
        __typename ... on User { login } ... on Bot { login } ... on Mannequin { login } ... on Team { slug } } } }`;
    const { data, errors } = await ask(github, `{ ${page(fields)} }`);
    expect(errors).toBeUndefined();
    expect(data.repository.pullRequests.nodes).toEqual([
      {
        number: 7,
        state: "OPEN",
        isDraft: true,
        createdAt: "2024-01-01T00:07:00Z",
        updatedAt: "2024-06-01T00:00:00Z",
        author: null,
        reviewDecision: "APPROVED",
        isInMergeQueue: true,
        mergeQueueEntry: { id: expect.any(String) },
        autoMergeRequest: { enabledAt: "2024-06-01T00:00:00Z" },
        statusCheckRollup: { state: "FAILURE" },
        labels: { totalCount: 2, nodes: [{ name: "bug" }, { name: "kind/x" }] },
        reviewRequests: {
          totalCount: 4,
          nodes: [
            { requestedReviewer: { __typename: "User", login: "alice" } },
            { requestedReviewer: { __typename: "Bot", login: "copilot-swe-agent" } },
            { requestedReviewer: { __typename: "Mannequin", login: "imported" } },
            { requestedReviewer: { __typename: "Team", slug: "core" } },
          ],
        },
      },
    ]);
  });

  it("is found by its number, and not found by another", async () => {
    const github = await open([repository("acme/api", { pullRequests: [pullRequest(7)] })]);
    const { data, errors } = await ask(
      github,
      `{ repository(owner: "acme", name: "api") { a: pullRequest(number: 7) { number } b: pullRequest(number: 8) { number } } }`,
    );
    expect(data.repository).toEqual({ a: { number: 7 }, b: null });
    expect(errors).toMatchObject([{ type: "NOT_FOUND", path: ["repository", "b"] }]);
  });

  it.each([
    ['baseRefName: "main"', /branch/],
    ["orderBy: {field: COMMENTS, direction: ASC}", /comments/],
  ])("is not listed by %s, which the sandbox could not answer truly", async (args, message) => {
    const github = await open([repository("acme/api")]);
    const query = `{ repository(owner: "acme", name: "api") { pullRequests(states: OPEN, ${args}) { totalCount } } }`;
    expect((await ask(github, query)).errors?.[0]?.message).toMatch(message);
  });

  it("is listed by one of its labels", async () => {
    const labelled = [
      pullRequest(1, { labels: ["a"] }),
      pullRequest(2, { labels: ["b", "c"] }),
      pullRequest(3),
    ];
    const github = await open([repository("acme/api", { pullRequests: labelled })]);
    const query = `{ repository(owner: "acme", name: "api") { pullRequests(states: OPEN, first: 5, labels: ["a", "c"]) {
      totalCount edges { cursor node { number } } } } }`;
    const { totalCount, edges } = (await ask(github, query)).data.repository.pullRequests;
    expect(totalCount).toBe(2);
    expect(edges).toEqual([1, 2].map((number) => ({ cursor: expect.any(String), node: { number } })));
  });

  it("is open: a query that would bring closed ones too is refused", async () => {
    const github = await open([repository("acme/api", { pullRequests: [pullRequest(7)] })]);
    const { data, errors } = await ask(
      github,
      `{ repository(owner: "acme", name: "api") { pullRequests { totalCount } } }`,
    );
    expect(data).toEqual({ repository: null });
    expect(errors?.[0]?.message).toMatch(/ask for states: OPEN/);
  });
});

describe("a repository", () => {
  it("that cannot be read is null with an error for its alias, and leaves the others alone", async () => {
    const github = await open([
      repository("acme/api", { pullRequests: [pullRequest(1)] }),
      repository("acme/blocked", { blocked: true }),
    ]);
    const { data, errors } = await ask(
      github,
      `{ a: repository(owner: "acme", name: "api") { pullRequests(states: OPEN) { totalCount } }
         b: repository(owner: "acme", name: "gone") { name }
         c: repository(owner: "acme", name: "blocked") { name } }`,
    );
    expect(data).toEqual({ a: { pullRequests: { totalCount: 1 } }, b: null, c: null });
    expect(errors).toEqual([
      {
        type: "NOT_FOUND",
        path: ["b"],
        locations: [{ line: 2, column: 10 }],
        message: "Could not resolve to a Repository with the name 'acme/gone'.",
      },
      {
        type: "FORBIDDEN",
        path: ["c"],
        locations: [{ line: 3, column: 10 }],
        message: "Repository access blocked",
      },
    ]);
  });

  it("is found by any spelling and by a former name, unless renames are not followed", async () => {
    const github = await open([repository("acme/api", { formerNames: ["acme/server"] })]);
    const { data } = await ask(
      github,
      `{ a: repository(owner: "ACME", name: "Api") { nameWithOwner }
         b: repository(owner: "acme", name: "server") { nameWithOwner }
         c: repository(owner: "acme", name: "server", followRenames: false) { nameWithOwner } }`,
    );
    expect(data).toEqual({ a: { nameWithOwner: "acme/api" }, b: { nameWithOwner: "acme/api" }, c: null });
  });

  it("that is private exists for those who may read it only", async () => {
    const github = await open([]);
    const hidden = repository("acme/secret", { private: true });
    const query = `{ repository(owner: "acme", name: "secret") { name } }`;
    github.population = population([hidden], [token({ privateRepositories: [] })]);
    expect((await ask(github, query)).errors?.[0]?.type).toBe("NOT_FOUND");
    github.population = population([hidden], [token({ privateRepositories: ["acme/secret"] })]);
    expect((await ask(github, query)).data).toEqual({ repository: { name: "secret" } });
  });
});

describe("an owner", () => {
  const three = [
    repository("acme/api", { id: 1, archived: true, topics: ["go", "web"] }),
    repository("acme/web", { id: 2, fork: true }),
    repository("acme/app", { id: 3, private: true, pullRequests: [pullRequest(1), pullRequest(2)] }),
  ];
  const list = (args: string, fields = "name") =>
    `{ repositoryOwner(login: "acme") { repositories(first: 10, ownerAffiliations: OWNER, ${args}) { totalCount nodes { ${fields} } } } }`;

  it.each([
    ["isArchived: false", ["web", "app"]],
    ["isFork: false", ["api", "app"]],
    ["privacy: PUBLIC", ["api", "web"]],
    ["orderBy: {field: NAME, direction: ASC}", ["api", "app", "web"]],
    ["orderBy: {field: CREATED_AT, direction: DESC}", ["app", "web", "api"]],
  ])("lists its repositories with %s", async (args, names) => {
    const github = await open(three);
    const { data } = await ask(github, list(args));
    const { totalCount, nodes } = data.repositoryOwner.repositories;
    expect(nodes.map((one: { name: string }) => one.name)).toEqual(names);
    expect(totalCount).toBe(names.length);
  });

  it("gives counts and topics with the list", async () => {
    const github = await open(three);
    const fields =
      "isPrivate repositoryTopics(first: 5) { nodes { topic { name } } } pullRequests(states: OPEN) { totalCount }";
    const { data } = await ask(github, list("isFork: false", fields));
    expect(data.repositoryOwner.repositories.nodes).toEqual([
      {
        isPrivate: false,
        repositoryTopics: { nodes: [{ topic: { name: "go" } }, { topic: { name: "web" } }] },
        pullRequests: { totalCount: 0 },
      },
      { isPrivate: true, repositoryTopics: { nodes: [] }, pullRequests: { totalCount: 2 } },
    ]);
  });

  it("lists a blocked repository, which cannot be read", async () => {
    const github = await open([repository("acme/blocked", { blocked: true })]);
    const { data, errors } = await ask(github, list("isFork: false", "name owner { login __typename }"));
    expect(errors).toBeUndefined();
    expect(data.repositoryOwner.repositories.nodes).toEqual([
      { name: "blocked", owner: { login: "acme", __typename: "Organization" } },
    ]);
  });

  it.each(["isLocked: false", "affiliations: OWNER", "orderBy: {field: STARGAZERS, direction: ASC}"])(
    "is not listed by %s, which the sandbox could not answer truly",
    async (args) => {
      const { errors } = await ask(await open(three), list(args));
      expect(errors).toMatchObject([{ type: "SANDBOX", path: ["repositoryOwner", "repositories"] }]);
    },
  );

  it("that is unknown is null without an error, but not as organization or user", async () => {
    const github = await open([]);
    const { data, errors } = await ask(
      github,
      `{ a: repositoryOwner(login: "none") { login } b: organization(login: "worker") { login }
         c: user(login: "acme") { login } d: organization(login: "acme") { login } viewer { login } }`,
    );
    expect(data).toEqual({ a: null, b: null, c: null, d: { login: "acme" }, viewer: { login: "worker" } });
    expect(errors?.map(({ type, path }) => [type, path?.[0]])).toEqual([
      ["NOT_FOUND", "b"],
      ["NOT_FOUND", "c"],
    ]);
  });

  it("that is a user is complained about where others' repositories would be listed with its own", async () => {
    const github = await open([repository("worker/dotfiles")]);
    await ask(github, `{ repositoryOwner(login: "worker") { repositories(first: 1) { totalCount } } }`);
    expect(github.problems).toHaveLength(1);
    expect(github.problems[0]).toMatch(/ownerAffiliations: OWNER/);
  });
});

describe("a token", () => {
  const pulls = [pullRequest(1, { reviewDecision: "APPROVED", checks: "SUCCESS", teams: ["core"] })];
  const repositories = [repository("acme/api", { pullRequests: pulls })];

  it.each([
    ["reviewDecision", "reviewDecision", "reviewDecision"],
    ["checks", "statusCheckRollup { state }", "statusCheckRollup"],
  ] as const)("that may not read %s gets null and FORBIDDEN there", async (what, selection, field) => {
    const limited = token({ hidden: [{ repository: "acme/api", what }] });
    const github = await open([], { population: population(repositories, [limited]) });
    const { data, errors } = await ask(github, `{ a: ${page(`number ${selection}`)} }`);
    expect(data.a.pullRequests.nodes).toEqual([{ number: 1, [field]: null }]);
    expect(errors).toMatchObject([
      {
        type: "FORBIDDEN",
        path: ["a", "pullRequests", "nodes", 0, field],
        message: "Resource not accessible by personal access token",
      },
    ]);
  });

  it("that may not read members gets null for a team, without an error", async () => {
    const limited = token({ hidden: [{ repository: "*", what: "teams" }] });
    const github = await open([], { population: population(repositories, [limited]) });
    const fields =
      "reviewRequests(first: 5) { totalCount nodes { requestedReviewer { ... on Team { slug } } } }";
    const { data, errors } = await ask(github, `{ ${page(fields)} }`);
    expect(errors).toBeUndefined();
    expect(data.repository.pullRequests.nodes[0].reviewRequests).toEqual({
      totalCount: 1,
      nodes: [{ requestedReviewer: null }],
    });
  });

  it("without read:org gets nothing of a query that names a team, even in a fragment", async () => {
    const github = await open([], { population: population(repositories, [token({ lacksReadOrg: true })]) });
    const fields = "reviewRequests(first: 5) { nodes { requestedReviewer { ...who } } }";
    const query = `{ ${page(fields)} }\nfragment who on RequestedReviewer { ... on Team { slug } }`;
    const body = await ask(github, query);
    expect(Object.keys(body)).toEqual(["errors"]);
    expect(body.errors).toEqual([
      {
        type: "INSUFFICIENT_SCOPES",
        locations: [{ line: 4, column: 51 }],
        message: expect.stringMatching(/^Your token has not been granted the required scopes.*'slug' field/),
      },
    ]);
    expect((await ask(github, `{ ${page("number")} }`)).errors).toBeUndefined();
  });

  it.each([
    ["none", {}, "This endpoint requires you to be authenticated."],
    ["an unknown one", { authorization: "bearer bad" }, "Bad credentials"],
    ["a revoked one", { authorization: "token revoked" }, "Bad credentials"],
    ["another scheme", { authorization: "Basic Z29vZA==" }, "Bad credentials"],
  ])("is needed: %s is 401", async (_, headers, message) => {
    const tokens = [token(), token({ token: "revoked", revoked: true })];
    const github = await open([], { population: population([], tokens) });
    const response = await fetch(`${github.url}/graphql`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query: "{ viewer { login } }" }),
    });
    expect(response.status).toBe(401);
    expect(await jsonOf(response)).toMatchObject({ message, status: "401" });
  });
});

describe("an issue", () => {
  it("is listed apart from pull requests", async () => {
    const issue = {
      number: 4,
      createdAt: "2024-01-01T00:00:00Z",
      updatedAt: "2024-01-02T00:00:00Z",
      author: null,
      labels: ["bug"],
      assignees: [{ login: "alice", type: "User" } as const],
    };
    const github = await open([repository("acme/api", { issues: [issue], pullRequests: [pullRequest(5)] })]);
    const { data } = await ask(
      github,
      `{ repository(owner: "acme", name: "api") { issues(states: OPEN, first: 5) { totalCount nodes {
        number author { login } labels(first: 5) { nodes { name } } assignees(first: 5) { nodes { login } } } } } }`,
    );
    expect(data.repository.issues).toEqual({
      totalCount: 1,
      nodes: [
        {
          number: 4,
          author: null,
          labels: { nodes: [{ name: "bug" }] },
          assignees: { nodes: [{ login: "alice" }] },
        },
      ],
    });
  });
});
