import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import type { Field } from "../../src/domain/pull-request.ts";
import { START } from "../support/clock.ts";
import { completeOf, endings, numbersOf, open, populationOf, pulls, repo } from "./harness.ts";

/** Queries for pages of pull requests or of lists inside them. */
const isRead = ({ query }: RequestEntry) => query.includes("nodes{number") || query.includes("pullRequest(");

/** How many pull requests and aliases a query asks for. */
function sizeOf({ query, variables }: RequestEntry) {
  const pages = Object.entries(variables).filter(([name]) => /^f\d+$/.test(name));
  const slots = pages.reduce((sum, [, size]) => sum + Number(size), 0);
  return { slots, aliases: query.match(/r\d+:repository/g)?.length ?? 0 };
}

const numbered = (count: number, first = 1) => Array.from({ length: count }, (_, i) => first + i);

describe("queries", () => {
  it("never ask for more than 60 pull requests or 25 repositories, and cost a point each", async () => {
    const counts = [0, 1, 1, 2, 3, 59, 60, 61, 119, 120, 121, 180, 300, ...numbered(60).map((i) => i % 12)];
    const { github, read } = await open(populationOf(counts.map((count, i) => repo(i + 1, `r${i}`, count))));
    const outcome = await read();
    for (const [i, count] of counts.entries()) {
      expect(numbersOf(outcome, `acme/r${i}`)).toEqual(numbered(count));
    }
    const sizes = github.log.filter(isRead).map(sizeOf);
    expect(Math.max(...sizes.map(({ slots }) => slots))).toBe(60);
    expect(Math.max(...sizes.map(({ aliases }) => aliases))).toBeLessThanOrEqual(25);
    expect(github.log.map(({ points }) => points)).toEqual(github.log.map(() => 1));
    expect(github.problems).toEqual([]);
  });

  it("are not sent for repositories that are known to be empty", async () => {
    const { github, read } = await open(populationOf([repo(1, "a"), repo(2, "b")]));
    expect(endings(await read())).toEqual({ "acme/a": 0, "acme/b": 0 });
    expect(github.log).toHaveLength(1);
  });

  it("are packed: the only pull requests of 20 repositories take one", async () => {
    const here = populationOf(numbered(20).map((i) => repo(i, `r${i}`, 1)));
    const { github, read } = await open(here);
    await read();
    expect(github.log.filter(isRead)).toHaveLength(1);
  });

  it("read a long list from both ends", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 600)]));
    expect(numbersOf(await read(), "acme/api")).toEqual(numbered(600));
    const asked = github.log.filter(isRead);
    expect(asked.filter(({ query }) => query.includes("last:")).length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(12);
  });
});

describe("lists inside a pull request", () => {
  it("are completed where they overflow", async () => {
    const labels = numbered(225).map((i) => `label-${i}`);
    const reviewers = numbered(12).map((i) => user(`reviewer-${i}`));
    const full = pullRequest(1, START, { labels, reviewers, teams: ["platform", "web"] });
    const exact = pullRequest(2, START, { labels: labels.slice(0, 20), reviewers: reviewers.slice(0, 10) });
    const here = populationOf([repo(1, "api", { pullRequests: [full, exact] }), repo(2, "web", 1)]);
    const { github, read } = await open(here);
    const [first, second] = completeOf(await read(), "acme/api").pullRequests;
    expect(first?.labels).toEqual(labels);
    expect(first?.reviewers).toEqual(reviewers.map(({ login }) => login));
    expect(first?.teams).toEqual(["platform", "web"]);
    expect(second?.labels).toEqual(labels.slice(0, 20));
    expect(github.problems).toEqual([]);
  });

  it("are completed for many at once, within the bounds", async () => {
    const labels = numbered(25).map((i) => `label-${i}`);
    const pullRequests = pulls(70).map((one) => ({ ...one, labels }));
    const { github, read } = await open(populationOf([repo(1, "api", { pullRequests })]));
    const { pullRequests: got } = completeOf(await read(), "acme/api");
    expect(got.map((one) => one.labels.length)).toEqual(numbered(70).map(() => 25));
    expect(Math.max(...github.log.filter(isRead).map((entry) => sizeOf(entry).aliases))).toBeLessThanOrEqual(
      25,
    );
  });

  it("that cannot be completed are read by REST", async () => {
    const labels = numbered(25).map((i) => `label-${i}`);
    const here = populationOf([repo(1, "api", { pullRequests: [pullRequest(1, START, { labels })] })]);
    const stage = await open(here);
    const when = ({ query }: RequestEntry) => query.includes("pullRequest(");
    stage.github.fault({ when, fault: { kind: "graphql-errors" } });
    const read = completeOf(await stage.read(), "acme/api");
    expect(read.pullRequests.map((one) => one.labels)).toEqual([labels]);
    expect(read.unknown).toEqual(new Set(["reviewState", "checks"]));
  });
});

describe("the query's text", () => {
  const words = {
    createdAt: /createdAt/,
    updatedAt: /updatedAt/,
    draft: /isDraft/,
    author: /author\{/,
    labels: /labels\(/,
    reviewers: /reviewRequests\(/,
    teams: /reviewRequests\(.*slug/,
    checks: /statusCheckRollup\{state\}/,
    reviewState: /isDraft.*reviewDecision.*isInMergeQueue.*autoMergeRequest/,
  } satisfies Partial<Record<Field, RegExp>>;
  type Asked = keyof typeof words;
  const all = Object.keys(words) as Asked[];

  it.each(all)("asks for what %s needs", async (field) => {
    expect(await textFor([field])).toMatch(words[field]);
  });

  it.each([
    [[], all],
    [["createdAt"], all.filter((one) => one !== "createdAt")],
    [
      ["labels", "author"],
      ["createdAt", "updatedAt", "draft", "reviewers", "teams", "reviewState", "checks"],
    ],
    [["reviewers"], ["teams", "labels", "reviewState", "author", "draft"]],
    // The author and the requests decide too, where no review is required.
    [["reviewState"], ["createdAt", "updatedAt", "labels", "teams"]],
  ] satisfies [Asked[], Asked[]][])("with only %j asks for none of the others", async (fields, others) => {
    const text = await textFor(fields);
    for (const field of others) expect(text).not.toMatch(words[field]);
  });

  it("asks for no name of a repository in the text, so that a name cannot become a query", async () => {
    expect(await textFor(all)).not.toContain("acme");
  });

  async function textFor(fields: readonly Field[]): Promise<string> {
    const { github, read } = await open(populationOf([repo(1, "api", 3)]));
    const outcome = await read({ fields: new Set(fields) });
    expect(numbersOf(outcome, "acme/api")).toEqual([1, 2, 3]);
    expect(github.log.map(({ api }) => api)).toEqual(["graphql", "graphql"]);
    return github.log.find(isRead)?.query ?? "";
  }
});
