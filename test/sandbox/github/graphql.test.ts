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
