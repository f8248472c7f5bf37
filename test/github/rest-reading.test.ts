import { describe, expect, it } from "vitest";
import type { Fault, RequestEntry } from "../../sandbox/github/types.ts";
import type { Population } from "../../sandbox/population.ts";
import { dropQuery, firstPage } from "../../sandbox/proxy.ts";
import type { Client } from "../../src/github/client/client.ts";
import { readAllByRest } from "../../src/github/read/rest-reader.ts";
import type { Target } from "../../src/github/target.ts";
import {
  ALL_FIELDS,
  completeOf,
  endings,
  ISSUE_FIELDS,
  numbersOf,
  type Opening,
  open as openStage,
  populationOf,
  repo,
} from "./harness.ts";

const open = (population: Population, opening: Opening = {}) =>
  openStage(population, { api: "rest", ...opening });
const isPulls = ({ path }: RequestEntry) => path.includes("/pulls?");
const pageOf = ({ path }: RequestEntry) => Number(new URL(path, "http://x").searchParams.get("page"));
const numbered = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe("a list of several pages", () => {
  it("is read from its last page down, then once more, which is free when nothing changed", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 350)]));
    expect(numbersOf(await read(), "acme/api")).toEqual(numbered(350));
    expect(github.log.map((entry) => [pageOf(entry), entry.status])).toEqual([
      [1, 200],
      [4, 200],
      [3, 200],
      [2, 200],
      [1, 304],
      [4, 304],
      [3, 304],
      [2, 304],
    ]);
    expect(github.log.at(-1)?.ifNoneMatch).toMatch(/^(W\/)?"/);
    expect(github.restSpent).toBe(4);
    expect(github.problems).toEqual([]);
  });

  it("is asked for by creation, the oldest first, a hundred a page, with a version of the API", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 101)]));
    await read();
    for (const { path, headers } of github.log) {
      expect(path).toMatch(/state=open&sort=created&direction=asc&per_page=100&page=\d$/);
      expect(headers["x-github-api-version"]).toBe("2022-11-28");
    }
  });

  it("misses none when some are closed while it is read", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 350)]));
    github.onRequest(({ index }) => {
      const gone = [[], [], [1, 2, 3], [4, 301], [5]][index] ?? [];
      const [api] = github.population.repositories;
      const kept = api?.pullRequests.filter(({ number }) => !gone.includes(number)) ?? [];
      github.population = populationOf([repo(1, "api", { pullRequests: kept })]);
    });
    const read1 = numbersOf(await read(), "acme/api");
    expect(numbered(350).filter((n) => ![1, 2, 3, 4, 5, 301].includes(n) && !read1.includes(n))).toEqual([]);
  });

  it.each([99, 100, 101, 200])("of exactly %i is whole", async (count) => {
    const { read } = await open(populationOf([repo(1, "api", count)]));
    expect(numbersOf(await read(), "acme/api")).toEqual(numbered(count));
  });

  it("needs no page links where it has one page only", async () => {
    const { github, read } = await open(populationOf([repo(1, "api", 7)]));
    expect(endings(await read())).toEqual({ "acme/api": 7 });
    expect(github.log).toHaveLength(1);
  });

  it.each([
    [29, 29],
    [30, 30],
    [100, 100],
    [101, "invalid_answer"],
    [150, "invalid_answer"],
    [250, "invalid_answer"],
  ])("of %i behind a proxy that drops the links ends as %s: never as a part", async (count, end) => {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      const headers = new Headers(response.headers);
      headers.delete("link");
      return new Response(response.status === 304 ? null : response.body, {
        status: response.status,
        headers,
      });
    };
    const { read } = await open(populationOf([repo(1, "api", count)]), { fetch });
    expect(endings(await read())).toEqual({ "acme/api": end });
  });

  it("with links that do not tell the last page is not read at all", async () => {
    const stage = await open(populationOf([repo(1, "api", 0)]));
    const headers = { link: '<http://127.0.0.1/x?page=2>; rel="next"' };
    stage.github.fault({ fault: { kind: "status", status: 200, body: [], headers } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
  });
});

/** Answers through a proxy between, which changes what passes. */
const between =
  (change: (response: Response, url: URL) => Response | Promise<Response>): typeof globalThis.fetch =>
  async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return change(await globalThis.fetch(url, init), url);
  };

function withLink(response: Response, link: string | undefined): Response {
  const headers = new Headers(response.headers);
  headers.delete("link");
  if (link !== undefined) headers.set("link", link);
  const { status } = response;
  return new Response(status === 304 ? null : response.body, { status, headers });
}

describe("an answer to another question", () => {
  const listing = populationOf(numbered(230).map((i) => repo(i, `r${i}`, 1)));

  it.each([30, 31, 100, 120, 250])(
    "gives no number where a proxy drops the query, of %i open",
    async (count) => {
      const stage = await open(populationOf([repo(1, "api", count)]));
      stage.github.fault({ fault: { kind: "other-query", rewrite: dropQuery } });
      expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
    },
  );

  it.each([101, 200, 230])("gives no number where page 1 is served for every page, of %i", async (count) => {
    const stage = await open(populationOf([repo(1, "api", count)]));
    stage.github.fault({ fault: { kind: "other-query", rewrite: firstPage } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
  });

  it.each([
    ["drops the query", dropQuery],
    ["serves page 1 for every page", firstPage],
  ])("fails a listing where a proxy %s", async (_, rewrite) => {
    const stage = await open(listing, { repositories: "acme/*" });
    const when = ({ path }: RequestEntry) => path.includes("/repos?");
    stage.github.fault({ when, fault: { kind: "other-query", rewrite } });
    const { found } = await stage.read();
    expect(found).toContainEqual(
      expect.objectContaining({ kind: "listing_failed", reason: "invalid_answer" }),
    );
  });

  it.each([
    [30, [1, 2]],
    [100, [1, 2, 1]],
  ])("is ruled out by an empty page more, where %i are all that is open", async (count, pages) => {
    const { github, read } = await open(populationOf([repo(1, "api", count)]));
    expect(endings(await read())).toEqual({ "acme/api": count });
    expect(github.log.map(pageOf)).toEqual(pages);
    expect(github.restSpent).toBe(2);
  });

  it("gives no number where a proxy drops the query and the links, of 45 open", async () => {
    const stage = await open(populationOf([repo(1, "api", 45)]), {
      fetch: between((response) => withLink(response, undefined)),
    });
    stage.github.fault({ fault: { kind: "other-query", rewrite: dropQuery } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
  });

  it("gives no number where a page has more entries than were asked for", async () => {
    const stage = await open(populationOf([repo(1, "api", 100)]));
    const alter = (body: unknown) => (Array.isArray(body) ? [...body, { ...body[0], number: 101 }] : body);
    stage.github.fault({ fault: { kind: "altered", alter } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
  });

  it("gives no number where a proxy says of a page that it did not change, unasked", async () => {
    const headers = { etag: "W/1" };
    const fetch = between((response, url) =>
      url.pathname.endsWith("/pulls") ? new Response(null, { status: 304, headers }) : response,
    );
    const { read } = await open(populationOf([repo(1, "api", 3)]), { fetch });
    expect(endings(await read())).toEqual({ "acme/api": "invalid_answer" });
  });

  it("that comes once is asked for again", async () => {
    const stage = await open(populationOf([repo(1, "api", 250)]));
    const when = (entry: RequestEntry) => pageOf(entry) === 2;
    stage.github.fault({ when, times: 1, fault: { kind: "other-query", rewrite: firstPage } });
    expect(endings(await stage.read())).toEqual({ "acme/api": 250 });
  });
});

describe("a Link header that cannot be true", () => {
  const link = (url: URL, page: number, rel: string) =>
    `<${url.origin}${url.pathname}?per_page=100&page=${page}>; rel="${rel}"`;
  const claiming = (last: number) =>
    between((response, url) => {
      const page = Number(url.searchParams.get("page"));
      const links = [
        ...(page > 1 ? [link(url, page - 1, "prev")] : []),
        ...(page < last ? [link(url, page + 1, "next"), link(url, last, "last")] : []),
      ];
      return withLink(response, links.join(", "));
    });

  it.each([
    [1_000_000_000, "invalid_answer"],
    [2_000, "incomplete"],
    [3, "invalid_answer"],
  ])("of %i pages, where there is one, ends as %s after few requests", async (last, end) => {
    const stage = await open(populationOf([repo(1, "api", 40)]), { fetch: claiming(last) });
    expect(endings(await stage.read())).toEqual({ "acme/api": end });
    expect(stage.github.log.length).toBeLessThan(20);
  });

  it.each(["page=0", "page=-1", "page=1e3x", "page=", "nothing=1"])(
    "with %s for the last page gives no number",
    async (query) => {
      const fetch = between((response, url) => {
        const next = `<${url.origin}/x?per_page=100&page=2>; rel="next"`;
        return withLink(response, `${next}, <${url.origin}/x?per_page=100&${query}>; rel="last"`);
      });
      const stage = await open(populationOf([repo(1, "api", 100)]), { fetch });
      expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
    },
  );
});

describe("a repository", () => {
  const here = populationOf([
    repo(1, "api", 3),
    repo(2, "new", { pullRequests: repo(9, "x", 120).pullRequests, formerNames: ["acme/old"] }),
    repo(3, "blocked", { blocked: true }),
  ]);

  it("that was renamed is followed with the credentials, by its id", async () => {
    const { github, read } = await open(here, { repositories: "acme/old" });
    expect(numbersOf(await read(), "acme/old")).toEqual(numbered(120));
    expect(github.log.map(({ status }) => status).slice(0, 2)).toEqual([301, 200]);
    expect(github.log.every(({ headers }) => headers["authorization"] !== undefined)).toBe(true);
    expect(github.problems).toEqual([]);
  });

  it("that is gone, blocked or forbidden fails alone, with its reason", async () => {
    const stage = await open(here, { repositories: "acme/none,acme/blocked,acme/new,acme/api" });
    const when = ({ path }: RequestEntry) => path.includes("/api/");
    stage.github.fault({ when, fault: { kind: "status", status: 403 } });
    expect(endings(await stage.read())).toEqual({
      "acme/none": "not_found",
      "acme/blocked": "blocked",
      "acme/new": 120,
      "acme/api": "forbidden",
    });
  });

  it("blocked with a 403, as GitHub also does it, is blocked", async () => {
    const stage = await open(here, { repositories: "acme/api" });
    stage.github.fault({
      fault: { kind: "status", status: 403, body: { message: "Repository access blocked" } },
    });
    expect(endings(await stage.read())).toEqual({ "acme/api": "blocked" });
  });

  it("that moved to an id which is gone has moved and gone", async () => {
    const stage = await open(here, { repositories: "acme/api" });
    const to = `${stage.github.url}/repositories/999/pulls?page=1`;
    stage.github.fault({ times: 1, fault: { kind: "redirect", to, status: 301 } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "moved_and_gone" });
  });

  it("that goes between two pages has no number", async () => {
    const { github, read } = await open(here, { repositories: "acme/new,acme/api" });
    github.onRequest((entry) => {
      if (pageOf(entry) === 2) github.population = { ...here, repositories: here.repositories.slice(0, 1) };
    });
    expect(endings(await read())).toEqual({ "acme/new": "not_found", "acme/api": 3 });
  });

  it("of which the listing says that nothing is open costs no request", async () => {
    const { github, read } = await open(populationOf([repo(1, "empty"), repo(2, "api", 2)]), {
      repositories: "acme/*",
    });
    expect(endings(await read())).toEqual({ "acme/empty": 0, "acme/api": 2 });
    expect(github.log.filter(isPulls)).toHaveLength(1);
  });

  it("of the requested reviewers that cannot be named is neither without nor with them", async () => {
    const stage = await open(populationOf([repo(1, "api", 1)]));
    const [one] = (await (await fetch(`${stage.github.url}/repos/acme/api/pulls`)).json()) as object[];
    const body = [{ ...one, requested_reviewers: [null, { login: "a", type: "User" }], draft: undefined }];
    stage.github.fault({ fault: { kind: "status", status: 200, body } });
    const { pullRequests } = completeOf(await stage.read(), "acme/api");
    expect(pullRequests).toMatchObject([{ reviewers: ["a"], unnamedReviewers: 1, draft: false }]);
  });
});

describe("an answer that is not what GitHub documents", () => {
  it.each([
    ["half of the JSON", { kind: "invalid-json" }],
    ["a web page", { kind: "html-200" }],
    ["no body", { kind: "empty-body" }],
    ["another shape", { kind: "status", status: 200, body: [{ number: "1" }] }],
    ["an object for a list", { kind: "status", status: 200, body: { message: "hello" } }],
    ["a teapot", { kind: "status", status: 418 }],
  ] satisfies [string, Fault][])("for good (%s) gives no number", async (_, fault) => {
    const stage = await open(populationOf([repo(1, "api", 2), repo(2, "web", 1)]));
    stage.github.fault({ when: ({ path }) => path.includes("/api/"), fault });
    expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer", "acme/web": 1 });
  });

  it("because it holds a closed pull request gives no number", async () => {
    const stage = await open(populationOf([repo(1, "api", 1)]));
    const [one] = (await (await fetch(`${stage.github.url}/repos/acme/api/pulls`)).json()) as object[];
    stage.github.fault({ fault: { kind: "status", status: 200, body: [{ ...one, state: "closed" }] } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
  });

  it("on one page alone gives no number either", async () => {
    const stage = await open(populationOf([repo(1, "api", 250)]));
    stage.github.fault({ when: (entry) => pageOf(entry) === 2, fault: { kind: "cut-body" } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "network" });
  });

  it("by its content type alone is read", async () => {
    const stage = await open(populationOf([repo(1, "api", 2)]));
    stage.github.fault({ fault: { kind: "wrong-content-type" } });
    expect(endings(await stage.read())).toEqual({ "acme/api": 2 });
  });
});

it("a defect met in one repository fails that one alone", async () => {
  const { github, source, log } = await open(populationOf([repo(1, "api", 2), repo(2, "web", 1)]));
  async function* targets(): AsyncGenerator<{ repository: string; target: Target }> {
    for await (const found of source.discover({ pullRequests: ALL_FIELDS }, new AbortController().signal))
      if (found.kind === "repository") yield found;
  }
  const broken: Client["get"] = () => Promise.reject(new TypeError("e.toLowerCase is not a function"));
  const reading = {
    client: { get: broken, now: Date.now, atGitHub: (ms: number) => ms } as unknown as Client,
    wanted: { pullRequests: ALL_FIELDS, issues: ISSUE_FIELDS },
    authenticated: true,
    log,
    signal: new AbortController().signal,
  };
  const ends = [];
  for await (const snapshot of readAllByRest(reading, targets())) ends.push(snapshot);
  expect(ends).toMatchObject([
    { kind: "failed", reason: "internal_error", message: expect.stringContaining("toLowerCase") },
    { kind: "failed", reason: "internal_error" },
  ]);
  expect(github.problems).toEqual([]);
});
