import { describe, expect, it } from "vitest";
import type { Fault, RequestEntry } from "../../sandbox/github/types.ts";
import { attach, completeOf, endings, open, populationOf, repo } from "./harness.ts";

const counts = { "acme/api": 3, "acme/web": 70 };
const here = populationOf(Object.entries(counts).map(([name, count], i) => repo(i + 1, name, count)));
const isPage = ({ query }: RequestEntry) => query.includes("nodes{number");
const isCount = ({ query }: RequestEntry) => query.includes("{totalCount}}");

async function readWith(when: (entry: RequestEntry) => boolean, fault: Fault, times?: number) {
  const stage = await open(here);
  stage.github.fault({ when, fault, ...(times === undefined ? {} : { times }) });
  return { ...stage, outcome: await stage.read() };
}

const body = (content: unknown): Fault => ({ kind: "status", status: 200, body: content });

describe("a GraphQL query that is refused whole", () => {
  it.each([
    ["FORBIDDEN", { kind: "graphql-errors", type: "FORBIDDEN", message: "no" }, "forbidden"],
    ["an unknown type", { kind: "graphql-errors", type: "NEW", message: "no" }, "invalid_answer"],
    ["no type", { kind: "graphql-errors", message: "Field 'x' doesn't exist on type 'Y'" }, "invalid_answer"],
    ["no data", body({ data: null }), "invalid_answer"],
    ["nothing that is asked for", body({ message: "hello" }), "invalid_answer"],
    ["403", { kind: "status", status: 403 }, "forbidden"],
    ["404", { kind: "status", status: 404 }, "not_found"],
  ] satisfies [string, Fault, string][])(
    "with %s fails each repository with the reason",
    async (_, fault, reason) => {
      const { outcome } = await readWith(isPage, fault);
      expect(endings(outcome)).toEqual({ "acme/api": reason, "acme/web": reason });
    },
  );

  const limit = { type: "RATE_LIMITED", message: "API rate limit exceeded" };
  it.each([
    ["by its name", { errors: [limit] }],
    ["by its other name", { errors: [{ ...limit, type: "RATE_LIMIT" }] }],
    ["beside other errors", { errors: [{ message: "odd" }, limit] }],
    ["beside a part of the data", { data: { r0: null, r1: null }, errors: [{ ...limit, path: ["r0"] }] }],
  ])("as a rate limit is waited for: %s", async (_, content) => {
    const stage = await open(here, { concurrency: 1 });
    const fault = body(content);
    stage.github.fault({ when: isPage, times: 1, fault });
    expect(endings(await stage.read())).toEqual(counts);
    expect(stage.clock.waits).toEqual([60_000]);
  });

  it("for scopes that nobody foresaw is asked without the fields that may fail", async () => {
    const message =
      "Your token has not been granted the required scopes. The 'unforeseen' field requires some.";
    const fault: Fault = { kind: "graphql-errors", type: "INSUFFICIENT_SCOPES", message };
    const { outcome, log, github } = await readWith(
      (entry) => /slug|reviewDecision/.test(entry.query),
      fault,
    );
    expect(github.log.filter(({ api }) => api === "rest")).toEqual([]);
    expect(endings(outcome)).toEqual(counts);
    expect(completeOf(outcome, "acme/web").unknown).toEqual(new Set(["teams", "reviewState", "checks"]));
    expect(log.warnings("fields_unknown")).toHaveLength(1);
  });

  it("for scopes even without those fields is forbidden", async () => {
    const fault: Fault = { kind: "graphql-errors", type: "INSUFFICIENT_SCOPES", message: "no" };
    const { outcome, github } = await readWith(isPage, fault);
    expect(endings(outcome)).toEqual({ "acme/api": "forbidden", "acme/web": "forbidden" });
    expect(github.log.length).toBeLessThanOrEqual(8);
  });
});

describe("an answer of another shape", () => {
  const page = (nodes: unknown[], totalCount = 1, info = {}) => ({
    pullRequests: {
      totalCount,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: "a", endCursor: "b", ...info },
      nodes,
    },
  });

  it.each([
    ["a page without its total", { pullRequests: { nodes: [] } }],
    ["a pull request without its author", page([{ number: 1 }])],
    ["a null for a pull request", page([null])],
  ])("to a page is not believed: %s", async (_, content) => {
    const { outcome } = await readWith(isPage, body({ data: { r0: content, r1: content, r2: content } }), 3);
    expect(endings(outcome)).toEqual(counts);
  });

  it.each([
    ["at its place", ["r0", "pullRequests", "nodes", 0, "author"]],
    ["at no place", undefined],
  ])("with an empty field and an error %s does not make its author a deleted account", async (_, path) => {
    const stage = await open(populationOf([repo(1, "api", 1)]));
    const whole: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      const text = await response.text();
      if (stage.github.log.length !== 2) return new Response(text, response);
      const { data } = JSON.parse(text.replace(/"author":\{[^}]*\}/, '"author":null')) as { data: unknown };
      const message = "Something went wrong while executing your query.";
      return Response.json({ data, errors: [{ message, ...(path && { path }) }] });
    };
    const { read } = attach(stage.github, stage.clock, { fetch: whole });
    expect(completeOf(await read(), "acme/api").pullRequests).toMatchObject([{ author: { login: "dev-1" } }]);
    expect(stage.github.log).toHaveLength(3);
  });

  it("to a count fails those that it is about", async () => {
    const good = { nameWithOwner: "acme/api", pullRequests: { totalCount: 3 } };
    const { outcome } = await readWith(
      isCount,
      body({ data: { r0: good, r1: { nameWithOwner: "acme/web" } } }),
    );
    expect(endings(outcome)).toEqual({ "acme/api": 3, "acme/web": "invalid_answer" });
  });

  it("to a listing that ends before its total is told as a listing that failed", async () => {
    const stage = await open(here, { repositories: "acme/*" });
    const node = {
      databaseId: 1,
      nameWithOwner: "acme/api",
      isArchived: false,
      isFork: false,
      isDisabled: false,
    };
    const pageInfo = { hasNextPage: false, endCursor: null };
    const nodes = [{ ...node, pullRequests: { totalCount: 3 } }];
    const repositories = { totalCount: 2, pageInfo, nodes };
    stage.github.fault({ times: 1, fault: body({ data: { repositoryOwner: { repositories } } }) });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/api": 3 });
    expect(outcome.found).toContainEqual(
      expect.objectContaining({ kind: "listing_failed", owner: "acme", reason: "incomplete" }),
    );
  });
});
