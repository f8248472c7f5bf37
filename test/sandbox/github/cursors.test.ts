import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GitHubSandbox } from "../../../sandbox/github/types.ts";
import type { PullRequestRecord } from "../../../sandbox/population.ts";
import { ask, open, population, pullRequest, pullRequests, repository } from "./support.ts";

interface Page {
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly nodes: readonly { readonly number: number }[];
}

async function readPage(
  github: GitHubSandbox,
  bounds: string,
  order = "CREATED_AT",
  direction = "ASC",
): Promise<Page> {
  const { data } = await ask(
    github,
    `{ repository(owner: "acme", name: "api") { pullRequests(states: OPEN, ${bounds}, orderBy: {field: ${order}, direction: ${direction}}) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { number } } } }`,
  );
  return data.repository.pullRequests;
}

const numbersOf = (page: Page) => page.nodes.map(({ number }) => number);
const withPulls = (pulls: readonly PullRequestRecord[]) =>
  population([repository("acme/api", { pullRequests: pulls })]);

describe("a cursor", () => {
  it("keeps its meaning when pull requests before and after it are closed between two pages", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(9) })]);
    const first = await readPage(github, "first: 4");
    github.population = withPulls(pullRequests(9).filter(({ number }) => ![1, 4, 6].includes(number)));
    const second = await readPage(github, `first: 4, after: "${first.pageInfo.endCursor}"`);
    expect(numbersOf(first)).toEqual([1, 2, 3, 4]);
    expect(numbersOf(second)).toEqual([5, 7, 8, 9]);
    expect(second.totalCount).toBe(6);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it("reads a list from both ends to the middle", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(7) })]);
    const last = await readPage(github, "last: 3");
    expect(numbersOf(last)).toEqual([5, 6, 7]);
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const before = await readPage(github, `last: 3, before: "${last.pageInfo.startCursor}"`);
    expect(numbersOf(before)).toEqual([2, 3, 4]);
    const rest = await readPage(github, `last: 3, before: "${before.pageInfo.startCursor}"`);
    expect(numbersOf(rest)).toEqual([1]);
    expect(rest.pageInfo.hasPreviousPage).toBe(false);
  });

  it("goes down as well as up, in both orders", async () => {
    const pulls = pullRequests(4).map((one, i) => ({
      ...one,
      updatedAt: `2024-06-0${[3, 1, 4, 2][i]}T00:00:00Z`,
    }));
    const github = await open([repository("acme/api", { pullRequests: pulls })]);
    for (const [order, direction, expected] of [
      ["CREATED_AT", "DESC", [4, 3, 2, 1]],
      ["UPDATED_AT", "ASC", [2, 4, 1, 3]],
      ["UPDATED_AT", "DESC", [3, 1, 4, 2]],
    ] as const) {
      const first = await readPage(github, "first: 2", order, direction);
      const second = await readPage(
        github,
        `first: 2, after: "${first.pageInfo.endCursor}"`,
        order,
        direction,
      );
      expect([...numbersOf(first), ...numbersOf(second)]).toEqual(expected);
    }
  });

  it.each(["nonsense", "Y3Vyc29yOnYyOg==", ""])("that is none (%j) is refused", async (cursor) => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(2) })]);
    const { data, errors } = await ask(
      github,
      `{ a: repository(owner: "acme", name: "api") { pullRequests(states: OPEN, first: 1, after: "${cursor}") { nodes { number } } } }`,
    );
    expect(data).toEqual({ a: null });
    expect(errors).toMatchObject([{ type: "INVALID_CURSOR_ARGUMENTS", path: ["a", "pullRequests"] }]);
  });

  it("of another order is refused", async () => {
    const github = await open([repository("acme/api", { pullRequests: pullRequests(2) })]);
    const { pageInfo } = await readPage(github, "first: 1", "UPDATED_AT");
    const { errors } = await ask(
      github,
      `{ repository(owner: "acme", name: "api") { pullRequests(states: OPEN, first: 1, after: "${pageInfo.endCursor}") { nodes { number } } } }`,
    );
    expect(errors?.[0]?.type).toBe("INVALID_CURSOR_ARGUMENTS");
  });

  it("of a nested list is a place: a label that is taken off before it moves another one out of sight", async () => {
    const labels = Array.from({ length: 25 }, (_, i) => `label ${i}`);
    const github = await open([repository("acme/api", { pullRequests: [pullRequest(1, { labels })] })]);
    const nested = (bounds: string) =>
      `{ repository(owner: "acme", name: "api") { pullRequest(number: 1) { labels(${bounds}) { totalCount pageInfo { endCursor } nodes { name } } } } }`;
    const first = (await ask(github, nested("first: 20"))).data.repository.pullRequest.labels;
    github.population = withPulls([pullRequest(1, { labels: labels.slice(1) })]);
    const second = (await ask(github, nested(`first: 20, after: "${first.pageInfo.endCursor}"`))).data;
    expect(second.repository.pullRequest.labels.nodes).toEqual(labels.slice(21).map((name) => ({ name })));
  });
});

describe("paging", () => {
  it("finds every pull request that stays open, each once, whatever is closed and opened between pages", async () => {
    const github = await open([]);
    const scenario = fc.record({
      count: fc.integer({ min: 1, max: 30 }),
      size: fc.integer({ min: 1, max: 8 }),
      closings: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 10 }),
      backwards: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ count, size, closings, backwards }) => {
        github.reset();
        let current = pullRequests(count);
        github.population = withPulls(current);
        const left = [...closings];
        github.onRequest(() => {
          const closed = left.pop();
          if (closed === undefined) return;
          const opened = pullRequest(1_000 + left.length);
          current = [...current.filter(({ number }) => number !== closed), opened];
          github.population = withPulls(current);
        });
        const seen = await readAll(github, size, backwards);
        expect(new Set(seen).size).toBe(seen.length);
        const stayed = pullRequests(count).filter(({ number }) => !closings.includes(number));
        expect(seen).toEqual(expect.arrayContaining(stayed.map(({ number }) => number)));
      }),
      { numRuns: 40 },
    );
  });
});

async function readAll(github: GitHubSandbox, size: number, backwards: boolean): Promise<number[]> {
  const seen: number[] = [];
  let place = "";
  for (;;) {
    const page = await readPage(github, `${backwards ? "last" : "first"}: ${size}${place}`);
    seen.push(...numbersOf(page));
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(backwards ? hasPreviousPage : hasNextPage)) return seen;
    place = backwards ? `, before: "${startCursor}"` : `, after: "${endCursor}"`;
  }
}
