import { describe, expect, it } from "vitest";
import { ask, open, pullRequest, repository } from "./support.ts";

const page = (fields: string) => `repository(owner: "acme", name: "api") {
  pullRequests(states: OPEN, first: 10) { nodes { ${fields} } }
}`;

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
