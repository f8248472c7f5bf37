import { describe, expect, it } from "vitest";
import { ask, open, population, pullRequest, repository, token } from "./support.ts";

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
