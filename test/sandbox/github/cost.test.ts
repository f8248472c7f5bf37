import { describe, expect, it } from "vitest";
import { ask, open, pullRequests, repository } from "./support.ts";

const aliases = (count: number, selection: string) =>
  Array.from(
    { length: count },
    (_, i) => `r${i}: repository(owner: "acme", name: "api") { ${selection} }`,
  ).join(" ");

const counted = "pullRequests(states: OPEN) { totalCount }";
const page = (first: number) => `pullRequests(states: OPEN, first: ${first}) { nodes { number
  labels(first: 20) { totalCount nodes { name } } reviewRequests(first: 10) { totalCount nodes { id } } } }`;

const oneMore = (first: number) => aliases(1, page(first)).replace("r0:", "more:");

describe("points", () => {
  it.each([
    ["a query without connections", "{ viewer { login }", 1],
    ["100 counts", `{ ${aliases(100, counted)}`, 1],
    ["149 counts", `{ ${aliases(149, counted)}`, 1],
    ["150 counts", `{ ${aliases(150, counted)}`, 2],
    ["16 aliases and 64 slots with two lists each", `{ ${aliases(16, page(4))}`, 1],
    ["25 aliases and 62 slots: 149 requests", `{ ${aliases(24, page(2))} ${oneMore(14)}`, 1],
    ["26 aliases and 62 slots: 150 requests", `{ ${aliases(25, page(2))} ${oneMore(12)}`, 2],
    ["a page of 100 with two lists each", `{ ${aliases(1, page(100))}`, 2],
    [
      "an owner's listing with counts",
      `{ repositoryOwner(login: "acme") { repositories(first: 100) { nodes { ${counted} } } }`,
      1,
    ],
    [
      // The documentation's own example: 1 + 100 + 5,000 requests are 51 points.
      // https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api
      "100 repositories x 50 x 60",
      `{ viewer { repositories(first: 100, ownerAffiliations: OWNER) { edges { node { issues(states: OPEN, first: 50) { edges { node { labels(first: 60) { edges { node { name } } } } } } } } } }`,
      51,
    ],
  ])("of %s", async (_, query, points) => {
    const github = await open([repository("acme/api")]);
    const { data } = await ask(github, `${query} rateLimit { cost } }`);
    expect(data.rateLimit.cost).toBe(points);
    expect(github.points).toBe(points);
    expect(github.log[0]?.points).toBe(points);
  });

  it("count what variables, fragments and directives make of a query", async () => {
    const github = await open([repository("acme/api")]);
    const query = `query($first: Int!, $labels: Boolean!) { a: repository(owner: "acme", name: "api") {
      pullRequests(states: OPEN, first: $first) { nodes { ...listed ...listed } } } rateLimit { cost nodeCount } }
      fragment listed on PullRequest { labels(first: 10) @include(if: $labels) { nodes { name } }
        reviewRequests(first: 5) @skip(if: $labels) { nodes { id } } }`;
    const withLabels = await ask(github, query, { first: 100, labels: true });
    expect(withLabels.data.rateLimit).toEqual({ cost: 1, nodeCount: 1_100 });
    const without = await ask(github, query, { first: 100, labels: false });
    expect(without.data.rateLimit).toEqual({ cost: 1, nodeCount: 600 });
  });
});

describe("limits of a query", () => {
  it("lets 500,000 nodes pass and refuses more, with status 200 and no data", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(2) })]);
    const deep = (
      first: number,
    ) => `{ repositoryOwner(login: "acme") { repositories(first: 50, ownerAffiliations: OWNER) { nodes {
      pullRequests(states: OPEN, first: 99) { nodes { labels(first: ${first}) { nodes { name } } } } } } } }`;
    expect((await ask(github, deep(100))).errors).toBeUndefined();
    const wide = `{ ${aliases(2, page(100)).replaceAll("first: 20", "first: 100")} ${deep(100).slice(1, -1)} }`;
    const tooWide = await ask(github, wide);
    expect(tooWide).toEqual({
      errors: [
        {
          type: "MAX_NODE_LIMIT_EXCEEDED",
          message:
            "This query requests up to 522,200 possible nodes which exceeds the maximum limit of 500,000.",
        },
      ],
    });
    const tooDeep = await ask(
      github,
      deep(100).replace("first: 99", "first: 100").replace("first: 50", "first: 100"),
    );
    expect(tooDeep.data).toBeUndefined();
    expect(tooDeep.errors).toMatchObject([
      {
        type: "MAX_NODE_LIMIT_EXCEEDED",
        path: ["repositoryOwner", "repositories", "nodes", "pullRequests", "nodes", "labels"],
        message:
          "By the time this query traverses to the labels connection, it is requesting up to 1,000,000 possible nodes which exceeds the maximum limit of 500,000.",
      },
    ]);
    expect(github.problems).toHaveLength(2);
  });

  it.each([
    [
      "no boundary",
      "pullRequests(states: OPEN) { nodes { number } }",
      "MISSING_PAGINATION_BOUNDARIES",
      /must provide a `first` or `last` value to properly paginate the `pullRequests`/,
    ],
    [
      "only a cursor's question",
      "pullRequests(states: OPEN) { pageInfo { hasNextPage } }",
      "MISSING_PAGINATION_BOUNDARIES",
      /must provide/,
    ],
    [
      "no boundary for edges",
      "repositoryTopics { edges { cursor } }",
      "MISSING_PAGINATION_BOUNDARIES",
      /`repositoryTopics`/,
    ],
    [
      "101",
      "pullRequests(states: OPEN, first: 101) { nodes { number } }",
      "EXCESSIVE_PAGINATION",
      /^Requesting 101 records on the `pullRequests` connection exceeds the `first` limit of 100 records\.$/,
    ],
    [
      "101 from the end",
      "pullRequests(states: OPEN, last: 101) { totalCount }",
      "EXCESSIVE_PAGINATION",
      /`last` limit/,
    ],
    [
      "0",
      "pullRequests(states: OPEN, first: 0) { nodes { number } }",
      "EXCESSIVE_PAGINATION",
      /between 1 and 100/,
    ],
    [
      "both",
      "pullRequests(states: OPEN, first: 1, last: 1) { nodes { number } }",
      "EXCESSIVE_PAGINATION",
      /both/,
    ],
  ])("refuses a list with %s", async (_, selection, type, message) => {
    const github = await open([repository("acme/api")]);
    const { data, errors } = await ask(
      github,
      `{ a: repository(owner: "acme", name: "api") { ${selection} } }`,
    );
    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ type, path: ["a", expect.any(String)], locations: [{ line: 1 }] });
    expect(errors?.[0]?.message).toMatch(message);
    expect(github.points).toBe(0);
  });
});
