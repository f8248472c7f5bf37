import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GitHubSandbox } from "../../sandbox/github/types.ts";
import { issue, pullRequest } from "../../sandbox/records.ts";
import type { ListName } from "../../src/domain/wanted.ts";
import { START } from "../support/clock.ts";
import {
  ALL_FIELDS,
  APIS,
  BOTH,
  endings,
  ISSUE_FIELDS,
  issueEndings,
  issues,
  numbersOf,
  type Outcome,
  open,
  populationOf,
  pulls,
  repo,
} from "./harness.ts";

/** What happens to the list just before a request is looked at. */
interface Change {
  readonly before: number;
  readonly close: readonly number[];
  readonly open: readonly number[];
}

const KINDS = {
  pullRequests: { make: pullRequest, some: pulls, wanted: { pullRequests: ALL_FIELDS } },
  issues: { make: issue, some: issues, wanted: { issues: ISSUE_FIELDS } },
} as const;

/**
 * Opens, reopens and closes pull requests or issues of `acme/api` before the requests of these indexes; tells which were
 * ever open. What is reopened is one of `drawer`, and takes its old place in the list.
 */
function play(
  github: GitHubSandbox,
  changes: readonly Change[],
  list: ListName = "pullRequests",
  drawer: ReturnType<(typeof KINDS)[ListName]["some"]> = [],
) {
  const current = () => github.population.repositories[0]?.[list] ?? [];
  const find = (number: number) =>
    drawer.find((one) => one.number === number) ?? KINDS[list].make(number, START + number * 1000);
  const ever = new Set(current().map(({ number }) => number));
  const closed = new Set<number>();
  github.onRequest(({ index }) => {
    for (const change of changes.filter(({ before }) => before === index)) {
      const kept = current().filter(({ number }) => ![...change.close, ...change.open].includes(number));
      const made = change.open.map(find);
      for (const number of change.close) closed.add(number);
      for (const { number } of made) ever.add(number);
      github.population = populationOf([repo(1, "api", { [list]: [...kept, ...made] })]);
    }
  });
  return { list, ever, closed };
}

/** Right is what leaves out none that was open throughout, and has none that never was. */
function expectRight(outcome: Outcome, before: readonly number[], played: ReturnType<typeof play>): void {
  const end = endings(outcome)["acme/api"];
  if (end === "incomplete") return;
  const read = numbersOf(outcome, "acme/api", played.list);
  expect(new Set(read).size).toBe(read.length);
  expect(read.filter((number) => !played.ever.has(number))).toEqual([]);
  expect(before.filter((number) => !played.closed.has(number) && !read.includes(number))).toEqual([]);
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const LISTS = APIS.flatMap((api) => [[api, "pullRequests"] as const, [api, "issues"] as const]);

describe.each(LISTS)("by %s, a list of %s that changes while it is read", (api, list) => {
  const { some, wanted } = KINDS[list];
  const withSome = (count: number) => populationOf([repo(1, "api", { [list]: some(count) })]);

  it.each([
    ["one closed after the count", 30, [{ before: 1, close: [3], open: [] }]],
    ["all closed after the count", 30, [{ before: 1, close: range(1, 30), open: [] }]],
    ["one opened after the count", 30, [{ before: 1, close: [], open: [901] }]],
    [
      "more opened after the count than a page has room for",
      58,
      [{ before: 1, close: [], open: range(901, 905) }],
    ],
    ["two of the first page closed before the last is read", 122, [{ before: 2, close: [1, 2], open: [] }]],
    ["as many closed as opened between two pages", 120, [{ before: 2, close: [1], open: [901] }]],
    ["one of the last page closed before the first is read", 122, [{ before: 2, close: [121], open: [] }]],
    ["one closed in the middle of a long list", 260, [{ before: 3, close: [1, 2, 3], open: [] }]],
    ["some opened at the end of a long list", 260, [{ before: 3, close: [], open: range(901, 904) }]],
    [
      "some closed at each request",
      400,
      range(1, 9).map((before) => ({ before, close: [before * 3, before * 40], open: [900 + before] })),
    ],
    ["all but one closed before the last pages", 150, [{ before: 2, close: range(1, 149), open: [] }]],
  ] satisfies [string, number, Change[]][])("is read rightly: %s", async (_, count, changes) => {
    const { github, read } = await open(withSome(count), { api });
    const played = play(github, changes, list);
    const outcome = await read({ wanted });
    expectRight(outcome, range(1, count), played);
    if (changes.length === 1) expect(endings(outcome)["acme/api"]).toBeTypeOf("number");
    expect(github.problems).toEqual([]);
  });

  it.each([
    ["one reopened while three pages are read", 301, [5], [{ before: 3, close: [], open: [5] }]],
    ["one reopened before the last page is read", 301, [5], [{ before: 2, close: [], open: [5] }]],
    ["one reopened when the second page has been read", 301, [5], [{ before: 4, close: [], open: [5] }]],
    ["the last page pushed over its end", 301, [5], [{ before: 2, close: [], open: [5] }]],
    [
      "one closed, then one reopened in its place",
      121,
      [5],
      [
        { before: 2, close: [7], open: [] },
        { before: 3, close: [], open: [5] },
      ],
    ],
    [
      "one reopened and closed again",
      401,
      [5],
      [
        { before: 3, close: [], open: [5] },
        { before: 4, close: [5], open: [] },
      ],
    ],
    ["many reopened", 520, range(1, 20), range(2, 9).map((at) => ({ before: at, close: [], open: [at] }))],
  ] satisfies [string, number, number[], Change[]][])(
    "misses none that was open throughout: %s",
    async (_, count, closed, changes) => {
      const all = some(count);
      const begin = all.filter(({ number }) => !closed.includes(number));
      const { github, read } = await open(populationOf([repo(1, "api", { [list]: begin })]), { api });
      const played = play(github, changes, list, all);
      const outcome = await read({ wanted });
      const numbers = begin.map(({ number }) => number);
      expectRight(outcome, numbers, played);
      expect(github.problems).toEqual([]);
    },
  );

  it("is never wrong, whatever changes and when", async () => {
    const change = fc.record({
      before: fc.integer({ min: 1, max: 8 }),
      close: fc.uniqueArray(fc.integer({ min: 1, max: 250 }), { maxLength: 6 }),
      open: fc.uniqueArray(fc.integer({ min: 900, max: 999 }), { maxLength: 4 }),
    });
    const scene = fc.record({
      count: fc.oneof(
        fc.integer({ min: 1, max: 250 }),
        fc.constantFrom(60, 61, 100, 101, 119, 120, 121, 122, 180),
      ),
      changes: fc.uniqueArray(change, { maxLength: 3, selector: ({ before }) => before }),
    });
    const property = fc.asyncProperty(scene, async ({ count, changes }) => {
      const { github, read } = await open(withSome(count), { api });
      const opened = new Set<number>();
      const fresh = changes.map((one) => ({
        ...one,
        open: one.open.filter((n) => !opened.has(n) && opened.add(n)),
      }));
      const played = play(github, fresh, list);
      expectRight(await read({ wanted }), range(1, count), played);
    });
    await fc.assert(property, { numRuns: api === "rest" ? 15 : 60, seed: 7 });
  });
});

describe("by GraphQL, a list that changes while it is read", () => {
  it("is read once more, and is right when it then stands still", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 130)]));
    play(github, [{ before: 2, close: [1], open: [] }]);
    expect(numbersOf(await read(), "acme/api")).toEqual(range(2, 130));
  });

  it("has no number when no reading agrees with its count", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 130), repo(2, "web", 1)]));
    play(
      github,
      range(1, 30).map((before) => ({ before, close: [before * 2], open: [] })),
    );
    const outcome = await read();
    expect(endings(outcome)["acme/api"]).toBe("incomplete");
    expect(outcome.snapshots).toContainEqual(
      expect.objectContaining({ reason: "incomplete", message: expect.stringContaining("do not agree") }),
    );
    expect(github.log.length).toBeLessThanOrEqual(30);
  });

  it("is left alone by what happens elsewhere", async () => {
    const here = [repo(1, "api", 130), repo(2, "web", { pullRequests: pulls(70) })];
    const { github, read } = await open(populationOf(here));
    github.onRequest(({ index }) => {
      if (index !== 2) return;
      github.population = populationOf([repo(1, "api", 130)]);
    });
    expect(endings(await read())).toEqual({ "acme/api": 130, "acme/web": "not_found" });
  });

  it("is read once more alone: what else of the repository stood still is kept", async () => {
    const here = (count: number) =>
      populationOf([repo(1, "api", { pullRequests: pulls(130).slice(130 - count), issues: issues(130) })]);
    const { github, read } = await open(here(130));
    github.onRequest(({ index }) => {
      if (index === 2) github.population = here(129);
    });
    const outcome = await read({ wanted: BOTH });
    expect([endings(outcome), issueEndings(outcome)]).toEqual([{ "acme/api": 129 }, { "acme/api": 130 }]);
    const first = ({ query, variables }: { query: string; variables: object }) =>
      query.includes("issues(") &&
      Object.entries(variables).some(([name, value]) => /^c/.test(name) && value === null);
    expect(github.log.filter(first).length).toBeLessThanOrEqual(2);
  });
});

describe("by REST, an owner's listing", () => {
  it("misses none that was there throughout when an older repository is transferred to the owner", async () => {
    const all = range(1, 301).map((id) => repo(id, `r${id}`));
    const { github, read } = await open(populationOf(all.slice(1)), { api: "rest", repositories: "acme/*" });
    github.onRequest(({ index }) => {
      if (index === 2) github.population = populationOf(all);
    });
    const names = (await read()).snapshots.map(({ repository }) => repository);
    expect(names).toEqual(expect.arrayContaining(all.slice(1).map(({ name }) => `acme/${name}`)));
    expect(new Set(names).size).toBe(names.length);
  });
});
