import { describe, expect, it } from "vitest";
import { isRecord } from "../../sandbox/github/call.ts";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import { START } from "../support/clock.ts";
import { completeOf, endings, numbersOf, open, populationOf, repo } from "./harness.ts";

type Json = Record<string, unknown>;

/** An answer in which every object that has `field` is changed. */
function changing(field: string, change: (list: Json) => unknown) {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      key === field && isRecord(inner) ? change(inner) : visit(inner),
    ]);
    return Object.fromEntries(entries);
  };
  return visit;
}

const isPage = ({ query }: RequestEntry) => query.includes("nodes{number");
const ours = pullRequest(1, START, { labels: ["bug"], reviewers: [user("bob")] });
const here = () => populationOf([repo(1, "api", { pullRequests: [ours] })]);

const lies = {
  "fewer nodes than its count, and no next page": (list: Json) => ({ ...list, nodes: [] }),
  "an empty page with a next one": (list: Json) => ({
    ...list,
    nodes: [],
    pageInfo: { hasNextPage: true, endCursor: "next" },
  }),
  "a next page beyond its count": (list: Json) => ({
    ...list,
    pageInfo: { hasNextPage: true, endCursor: "x" },
  }),
  "a next page without a cursor": (list: Json) => ({
    ...list,
    totalCount: 9,
    pageInfo: { hasNextPage: true, endCursor: null },
  }),
};

describe.each(["labels", "reviewRequests"])("a list of %s inside a pull request", (list) => {
  it.each(Object.entries(lies))("with %s is read by REST, in few requests", async (_, lie) => {
    const stage = await open(here());
    stage.github.fault({ fault: { kind: "altered", alter: changing(list, lie) } });
    const outcome = await stage.read();
    expect(completeOf(outcome, "acme/api").pullRequests).toMatchObject([
      { labels: ["bug"], reviewers: ["bob"] },
    ]);
    expect(stage.github.log.length).toBeLessThan(15);
  });

  it.each(Object.entries(lies))("with %s once is asked for again", async (_, lie) => {
    const stage = await open(here());
    stage.github.fault({ when: isPage, times: 1, fault: { kind: "altered", alter: changing(list, lie) } });
    const { pullRequests, unknown } = completeOf(await stage.read(), "acme/api");
    expect(pullRequests).toMatchObject([{ labels: ["bug"], reviewers: ["bob"] }]);
    expect(unknown.size).toBe(0);
  });
});

it("a nested list that repeats its cursor for ever ends in few requests", async () => {
  const labels = Array.from({ length: 30 }, (_, i) => `label-${i}`);
  const stage = await open(populationOf([repo(1, "api", { pullRequests: [{ ...ours, labels }] })]));
  const alter = changing("labels", (list) => ({
    ...list,
    pageInfo: { hasNextPage: true, endCursor: "same" },
  }));
  stage.github.fault({ when: isPage, fault: { kind: "altered", alter } });
  stage.github.fault({
    when: ({ query }) => query.includes("pullRequest(number"),
    fault: { kind: "altered", alter },
  });
  expect(completeOf(await stage.read(), "acme/api").pullRequests[0]?.labels).toHaveLength(30);
  expect(stage.github.log.length).toBeLessThan(15);
});

it.each([
  [30, 1],
  [130, 2],
])("a label removed while a list of %i is read hides no other", async (count, before) => {
  const labels = Array.from({ length: count }, (_, i) => `label-${i}`);
  const one = (left: readonly string[]) =>
    populationOf([repo(1, "api", { pullRequests: [{ ...ours, labels: [...left] }] })]);
  const stage = await open(one(labels));
  let pages = 0;
  stage.github.onRequest(({ query }) => {
    if (query.includes("labels(")) pages += 1;
    if (pages > before) stage.github.population = one(labels.slice(1));
  });
  const { pullRequests } = completeOf(await stage.read(), "acme/api");
  expect(pullRequests[0]?.labels).toEqual(labels.slice(1));
  expect(pages).toBeGreaterThan(before);
});

it("a person whom a credential may not see among those asked leaves out what counts reviewers", async () => {
  const stage = await open(here());
  const path = ["r0", "pullRequests", "nodes", 0, "reviewRequests", "nodes", 0, "requestedReviewer", "login"];
  const hide = changing("reviewRequests", (list) => ({ ...list, nodes: [{ requestedReviewer: null }] }));
  const alter = (body: unknown) => {
    const hidden = hide(body);
    return isRecord(hidden) ? { ...hidden, errors: [{ type: "FORBIDDEN", path, message: "No" }] } : hidden;
  };
  stage.github.fault({ when: isPage, fault: { kind: "altered", alter } });
  expect(completeOf(await stage.read(), "acme/api").unknown).toEqual(new Set(["reviewers", "teams"]));
});

it("a request for a review that is null leaves out what counts reviewers and teams", async () => {
  const stage = await open(here());
  const alter = changing("reviewRequests", (list) => ({ ...list, nodes: [null] }));
  stage.github.fault({ fault: { kind: "altered", alter } });
  const outcome = await stage.read();
  expect(completeOf(outcome, "acme/api").unknown).toEqual(new Set(["reviewers", "teams"]));
  expect(stage.log.warnings("fields_unknown")).toHaveLength(1);
});

describe("an owner's listing", () => {
  const many = populationOf(Array.from({ length: 130 }, (_, i) => repo(i + 1, `r${i}`, 0)));

  it.each([
    ["repeats a cursor", (list: Json) => ({ ...list, pageInfo: { hasNextPage: true, endCursor: null } })],
    ["gives empty pages", (list: Json) => ({ ...list, nodes: [] })],
  ])("that %s has failed after few requests", async (_, lie) => {
    const stage = await open(many, { repositories: "acme/*" });
    stage.github.fault({
      fault: {
        kind: "altered",
        alter: changing("repositories", (list) => {
          const changed = lie(list);
          return { ...changed, pageInfo: { hasNextPage: true, endCursor: "Y3Vyc29yOnYyOg==" } };
        }),
      },
    });
    const { found } = await stage.read();
    expect(found.filter(({ kind }) => kind === "listing_failed")).toHaveLength(1);
    expect(stage.github.log.length).toBeLessThan(12);
  });

  it("that gives the same page for every cursor is incomplete", async () => {
    const stage = await open(many, { repositories: "acme/*" });
    let first: unknown;
    const alter = (body: unknown) => {
      first ??= body;
      return first;
    };
    stage.github.fault({
      when: ({ query }) => query.includes("repositoryOwner"),
      fault: { kind: "altered", alter },
    });
    const { found } = await stage.read();
    expect(found).toContainEqual(expect.objectContaining({ kind: "listing_failed", reason: "incomplete" }));
    expect(stage.github.log.length).toBeLessThan(12);
  });
});

describe("a pull request that GraphQL cannot return", () => {
  const record = (number: number, lost: readonly number[]) =>
    pullRequest(number, START - (1_000 - number) * 3_600_000, {
      labels: [`l${number % 3}`],
      ...(lost.includes(number) && { unreturnable: true as const }),
    });

  it.each([
    [1, [1]],
    [5, [1]],
    [5, [3]],
    [5, [5]],
    [60, [31]],
    [61, [61]],
    [130, [1]],
    [130, [64]],
    [130, [66]],
    [250, [2, 125, 249]],
    [70, [34, 35, 36]],
  ])("costs its repository of %i no count: %j", async (count, lost) => {
    const pullRequests = Array.from({ length: count }, (_, i) => record(i + 1, lost));
    const stage = await open(populationOf([repo(1, "api", { pullRequests }), repo(2, "web", 3)]));
    const outcome = await stage.read();
    expect(numbersOf(outcome, "acme/api")).toEqual(pullRequests.map(({ number }) => number));
    const read = completeOf(outcome, "acme/api");
    expect(read.unknown).toEqual(new Set(["reviewers", "teams", "reviewState", "checks"]));
    const labels = new Map(read.pullRequests.map((one) => [one.number, one.labels]));
    for (const one of pullRequests) expect(labels.get(one.number)).toEqual(one.labels);
    expect(completeOf(outcome, "acme/web").unknown.size).toBe(0);
    expect(stage.log.warnings("fields_unknown")).toMatchObject([
      { not_returned: lost.map((number) => `acme/api#${number}`) },
    ]);
    expect(stage.github.log.length).toBeLessThan(count / 25 + 16 + 6 * lost.length);
    expect(stage.github.problems).toEqual([]);
  });

  it("that is null once only costs nothing", async () => {
    const pullRequests = Array.from({ length: 80 }, (_, i) => record(i + 1, [40]));
    const stage = await open(populationOf([repo(1, "api", { pullRequests })]));
    let pages = 0;
    stage.github.onRequest((entry) => {
      if (isPage(entry) && ++pages === 3)
        stage.github.population = populationOf([
          repo(1, "api", { pullRequests: pullRequests.map((one) => record(one.number, [])) }),
        ]);
    });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/api": 80 });
    expect(completeOf(outcome, "acme/api").unknown.size).toBe(0);
  });
});

describe("what REST says in GraphQL's place", () => {
  it.each([
    ["an empty list", []],
    ["too short a list", undefined],
  ])("is refused where it is %s and GitHub counts more", async (_, body) => {
    const stage = await open(populationOf([repo(1, "api", 8)]));
    stage.github.fault({ when: isPage, fault: { kind: "status", status: 502 } });
    stage.github.fault({
      when: ({ path }) => path.includes("/pulls"),
      fault: {
        kind: "altered",
        alter: (true_) => body ?? (Array.isArray(true_) ? true_.slice(1) : true_),
      },
    });
    expect(endings(await stage.read())).toEqual({ "acme/api": "incomplete" });
  });

  it("is read once more where one was opened meanwhile", async () => {
    const stage = await open(populationOf([repo(1, "api", 8)]));
    stage.github.fault({ when: isPage, fault: { kind: "status", status: 502 } });
    let lists = 0;
    stage.github.onRequest(({ query }) => {
      if (query.includes("totalCount}}") && ++lists === 2)
        stage.github.population = populationOf([repo(1, "api", 9)]);
    });
    expect(endings(await stage.read())).toEqual({ "acme/api": 9 });
  });
});

it("a requested reviewer that REST gives as null leaves out what counts reviewers and teams", async () => {
  const stage = await open(here(), { api: "rest" });
  stage.github.fault({
    when: ({ path }) => path.includes("/pulls"),
    fault: {
      kind: "altered",
      alter: (body) =>
        Array.isArray(body) ? body.map((one) => ({ ...one, requested_reviewers: [null] })) : body,
    },
  });
  const { unknown } = completeOf(await stage.read(), "acme/api");
  expect([unknown.has("reviewers"), unknown.has("teams")]).toEqual([true, true]);
  expect(stage.log.warnings("fields_unknown")).toHaveLength(1);
});
