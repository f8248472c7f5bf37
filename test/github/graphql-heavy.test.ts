import { describe, expect, it } from "vitest";
import type { Fault, RequestEntry } from "../../sandbox/github/types.ts";
import { completeOf, endings, numbersOf, open, populationOf, repo } from "./harness.ts";

const isPage = ({ query }: RequestEntry) => query.includes("nodes{number");
const slotsOf = ({ variables }: RequestEntry) =>
  Object.entries(variables).reduce((sum, [name, size]) => sum + (/^f\d/.test(name) ? Number(size) : 0), 0);
const aliasesOf = ({ query }: RequestEntry) => query.match(/r\d+:/g)?.length ?? 0;

const counts = {
  "acme/a": 130,
  "acme/b": 40,
  "acme/c": 12,
  "acme/d": 9,
  "acme/e": 3,
  "acme/f": 1,
  "acme/g": 0,
};
const here = populationOf(Object.entries(counts).map(([name, count], i) => repo(i + 1, name, count)));

/** Faults that say: too much at once. */
const heavy = {
  "502": { kind: "status", status: 502 },
  "504": { kind: "status", status: 504 },
  "a cut body": { kind: "cut-body" },
  "a chunked body that never ends": { kind: "truncated-chunked" },
  "no answer in time": { kind: "hang" },
  "Something went wrong": { kind: "graphql-errors" },
  "a timeout in words": { kind: "graphql-errors", message: "timedout" },
  "resource limits": { kind: "graphql-errors", type: "RESOURCE_LIMITS_EXCEEDED", message: "Resource limits" },
  "resource limits for some, with their paths": { kind: "graphql-partial", aliases: (_, i) => i % 2 === 1 },
  "resource limits for some, without paths": {
    kind: "graphql-partial",
    aliases: (_, i) => i % 2 === 1,
    path: false,
  },
} satisfies Record<string, Fault>;

async function readWith(
  fault: Fault,
  rule: { when?: (entry: RequestEntry) => boolean; times?: number } = {},
) {
  const stage = await open(here, { requestTimeoutMs: fault.kind === "hang" ? 400 : 10_000 });
  stage.github.fault({ when: isPage, ...rule, fault });
  return { ...stage, outcome: await stage.read() };
}

describe("a query that is too heavy", () => {
  it.each(Object.entries(heavy))("once ends with all numbers right: %s", async (_, fault) => {
    const { outcome, github } = await readWith(fault, { times: 1 });
    expect(endings(outcome)).toEqual(counts);
    expect(completeOf(outcome, "acme/a").unknown).toEqual(new Set());
    expect(github.log.filter(isPage).length).toBeLessThanOrEqual(10);
  });

  it.each(Object.entries(heavy))(
    "while it holds several repositories ends with all numbers right: %s",
    async (_, fault) => {
      const { outcome } = await readWith(fault, {
        when: (entry) => isPage(entry) && aliasesOf(entry) > 1,
        times: 6,
      });
      expect(endings(outcome)).toEqual(counts);
    },
  );

  it.each([30, 12, 6, 5])(
    "for more than %i pull requests a page is asked for in smaller pages",
    async (perPage) => {
      const { outcome, github } = await readWith({ kind: "too-heavy", perPage });
      expect(endings(outcome)).toEqual(counts);
      for (const name of Object.keys(counts)) expect(completeOf(outcome, name).unknown).toEqual(new Set());
      expect(github.log.some(({ api }) => api === "rest")).toBe(false);
    },
  );

  it.each([3, 0])("even for %i a page is read by REST, without its review states", async (perPage) => {
    const { outcome, github } = await readWith({ kind: "too-heavy", perPage });
    expect(endings(outcome)).toEqual(counts);
    expect(numbersOf(outcome, "acme/a")).toEqual(Array.from({ length: 130 }, (_, i) => i + 1));
    expect(completeOf(outcome, "acme/a").unknown).toEqual(new Set(["reviewState", "checks"]));
    expect(completeOf(outcome, "acme/g").unknown).toEqual(new Set());
    expect(github.problems).toEqual([]);
  });

  it("in all, though each page is small, is split", async () => {
    const { outcome, github } = await readWith({ kind: "too-heavy", inAll: 25 });
    expect(endings(outcome)).toEqual(counts);
    const passed = github.log.filter((entry) => isPage(entry) && entry.status === 200);
    expect(Math.max(...passed.map(slotsOf))).toBeLessThanOrEqual(25);
  });

  it.each(Object.entries(heavy))(
    "once, though it is the smallest, costs no review state: %s",
    async (_, fault) => {
      const one = populationOf([repo(1, "api", 1)]);
      const stage = await open(one, { requestTimeoutMs: fault.kind === "hang" ? 400 : 10_000 });
      stage.github.fault({
        when: isPage,
        times: 1,
        fault: { ...fault, ...("aliases" in fault && { aliases: () => true }) },
      });
      const outcome = await stage.read();
      expect(endings(outcome)).toEqual({ "acme/api": 1 });
      expect(completeOf(outcome, "acme/api").unknown).toEqual(new Set());
    },
  );

  it("for one repository costs the others nothing but a few requests", async () => {
    const when = (entry: RequestEntry) => isPage(entry) && Object.values(entry.variables).includes("b");
    const { outcome, github } = await readWith({ kind: "status", status: 502 }, { when });
    expect(endings(outcome)).toEqual(counts);
    expect(completeOf(outcome, "acme/b").unknown).toEqual(new Set(["reviewState", "checks"]));
    expect(completeOf(outcome, "acme/c").unknown).toEqual(new Set());
    expect(github.log.length).toBeLessThanOrEqual(17);
  });

  it("and unreadable by REST too fails alone, with REST's reason", async () => {
    const stage = await open(here);
    const inB = (entry: RequestEntry) =>
      Object.values(entry.variables).includes("b") || entry.path.includes("/b/");
    stage.github.fault({
      when: (entry) => inB(entry) && !entry.query.includes("{totalCount}}"),
      fault: { kind: "status", status: 502 },
    });
    expect(endings(await stage.read())).toEqual({ ...counts, "acme/b": "server_error" });
  });
});

describe("a partial answer", () => {
  it("is kept as far as it is clean: only the rest is asked for again", async () => {
    const small = populationOf(["a", "b", "c", "d"].map((name, i) => repo(i + 1, name, 4)));
    const { github, read } = await open(small);
    github.fault({
      when: isPage,
      times: 1,
      fault: { kind: "graphql-partial", aliases: (alias) => alias === "r2" },
    });
    expect(endings(await read())).toEqual({ "acme/a": 4, "acme/b": 4, "acme/c": 4, "acme/d": 4 });
    const [first, second, ...more] = github.log.filter(isPage);
    expect([first, second].map((entry) => entry && aliasesOf(entry))).toEqual([4, 1]);
    expect(more).toEqual([]);
  });

  it.each([
    ["NOT_FOUND", "Could not resolve to a Repository", "not_found"],
    ["FORBIDDEN", "Resource not accessible by personal access token", "forbidden"],
    ["FORBIDDEN", "Repository access blocked", "blocked"],
    ["INTERNAL", "no idea", "server_error"],
  ])("with a %s for one repository (%s) fails that one", async (type, message, reason) => {
    const { outcome } = await readWith(
      {
        kind: "graphql-partial",
        aliases: (alias) => alias === "r0",
        type,
        message,
      },
      { times: 1 },
    );
    const ends = endings(outcome);
    expect(Object.values(ends).filter((end) => end === reason)).toHaveLength(1);
    for (const [name, end] of Object.entries(ends))
      if (end !== reason) expect([name, end]).toEqual([name, counts[name as keyof typeof counts]]);
  });
});
