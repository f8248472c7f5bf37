import { describe, expect, it } from "vitest";
import type { Fault } from "../../../sandbox/github/types.ts";
import { dropQuery, firstPage } from "../../../sandbox/proxy.ts";
import { get, jsonOf, open, pullRequests, repository } from "./support.ts";

const two = [
  repository("acme/api", { id: 1, pullRequests: pullRequests(3) }),
  repository("acme/web", { id: 2, pullRequests: pullRequests(3) }),
];
const openWith = async (fault: Fault) => {
  const github = await open(two);
  github.fault({ fault });
  return github;
};
const pulls = "/repos/acme/api/pulls";

describe("a rule", () => {
  it("strikes the requests it matches, after the first ones, so many times", async () => {
    const github = await open(two);
    const when = ({ path }: { path: string }) => path.startsWith(pulls);
    github.fault({ when, skip: 1, times: 2, fault: { kind: "status", status: 500 } });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await get(github, pulls)).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect((await get(github, "/user")).status).toBe(200);
  });

  it("that comes first is applied first, and the next when it is used up", async () => {
    const github = await open(two);
    github.fault({ times: 1, fault: { kind: "status", status: 500 } });
    github.fault({ fault: { kind: "status", status: 503 } });
    expect((await get(github, pulls)).status).toBe(500);
    expect((await get(github, pulls)).status).toBe(503);
    github.reset();
    expect((await get(github, pulls)).status).toBe(200);
  });
});

describe("a status", () => {
  it.each([
    [401, "Bad credentials"],
    [403, "Resource not accessible by personal access token"],
    [404, "Not Found"],
    [429, "Too Many Requests"],
    [451, "Repository access blocked"],
    [500, "Server Error"],
    [503, "Service Unavailable"],
    [409, "Git Repository is empty."],
    [418, "I'm a Teapot"],
    [599, "Status 599"],
  ])("%i has the message that goes with it, and costs nothing", async (status, message) => {
    const github = await openWith({ kind: "status", status });
    const response = await get(github, pulls);
    expect(response.status).toBe(status);
    expect(await jsonOf(response)).toMatchObject({ message, status: String(status) });
    expect(github.restSpent).toBe(0);
    expect(github.log[0]?.status).toBe(status);
  });

  it.each([502, 504])("%i is a web page, as gateways send it", async (status) => {
    const response = await get(await openWith({ kind: "status", status }), pulls);
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    expect(response.headers.has("x-ratelimit-limit")).toBe(false);
    expect(await response.text()).toMatch(/Unicorn/);
  });

  it("has the body and headers that are given", async () => {
    const fault: Fault = {
      kind: "status",
      status: 403,
      body: { message: "SSO" },
      headers: { "x-github-sso": "required" },
    };
    const response = await get(await openWith(fault), pulls);
    expect(response.headers.get("x-github-sso")).toBe("required");
    expect(await jsonOf(response)).toEqual({ message: "SSO" });
  });
});

describe("a broken connection", () => {
  it.each([
    ["cut-body", 1],
    ["truncated-chunked", 1],
  ] as const)("in the middle of a body (%s) shows status 200, then fails", async (kind, spent) => {
    const github = await openWith({ kind });
    const response = await get(github, pulls);
    expect(response.status).toBe(200);
    expect(response.headers.has("content-length")).toBe(kind === "cut-body");
    await expect(response.text()).rejects.toThrow(TypeError);
    expect(github.restSpent).toBe(spent);
  });

  it.each([
    ["reset-before", 0],
    ["reset-after", 1],
  ] as const)("without an answer (%s) costs %i", async (kind, spent) => {
    const github = await openWith({ kind });
    await expect(get(github, pulls)).rejects.toThrow("fetch failed");
    expect(github.restSpent).toBe(spent);
    expect(github.log).toMatchObject([{ status: 0 }]);
  });

  it("that hangs ends when the client gives up", async () => {
    const github = await openWith({ kind: "hang" });
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${github.url}/user`, { signal })).rejects.toThrow(/timeout/);
  });

  it("does not keep the server from closing while it hangs", async () => {
    const github = await openWith({ kind: "hang" });
    const arrived = new Promise<void>((resolve) => github.onRequest(() => resolve()));
    const hanging = expect(fetch(`${github.url}/user`)).rejects.toThrow("fetch failed");
    await arrived;
    await github.close();
    await hanging;
  });
});

describe("a spoilt answer", () => {
  it.each([
    ["html-200", "text/html; charset=utf-8", /^<!DOCTYPE html>/],
    ["invalid-json", "application/json; charset=utf-8", /^\[\{"url":/],
    ["empty-body", "application/json; charset=utf-8", /^$/],
    ["wrong-content-type", "text/plain; charset=utf-8", /^\[\{"url":.*\]$/],
  ] as const)("%s has status 200 and is no usable JSON answer", async (kind, type, text) => {
    const response = await get(await openWith({ kind }), pulls);
    const body = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(body).toMatch(text);
    if (kind !== "wrong-content-type") expect(() => JSON.parse(body)).toThrow(SyntaxError);
  });

  it("is the true one where it is only slow", async () => {
    const github = await openWith({ kind: "slow", ms: 30 });
    const before = performance.now();
    expect((await get(github, pulls)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(25);
  });

  it("says that results were left out for want of SSO", async () => {
    const response = await get(await openWith({ kind: "sso-partial" }), pulls);
    expect(response.headers.get("x-github-sso")).toBe("partial-results; organizations=1");
    expect(await jsonOf(response)).toHaveLength(3);
  });

  it("leads elsewhere", async () => {
    const response = await get(
      await openWith({ kind: "redirect", to: "http://127.0.0.1:9/", status: 307 }),
      pulls,
    );
    expect([response.status, response.headers.get("location")]).toEqual([307, "http://127.0.0.1:9/"]);
  });
});

describe("an answer that is not what it says", () => {
  it("is the true one and no gzip", async () => {
    const github = await openWith({ kind: "false-gzip" });
    await expect(get(github, pulls).then((response) => response.text())).rejects.toThrow();
    expect(github.restSpent).toBe(1);
  });

  it("is the true one, and inflates to what a test wants", async () => {
    const github = await openWith({ kind: "inflating", mebibytes: 3 });
    const text = await (await get(github, pulls)).text();
    expect(text.length - text.trimEnd().length).toBe(3 * 1024 * 1024);
    expect(JSON.parse(text)).toBeInstanceOf(Array);
  });

  it("is the true one with other headers", async () => {
    const github = await openWith({ kind: "headers", headers: { "x-ratelimit-reset": "soon" } });
    const response = await get(github, pulls);
    expect([response.status, response.headers.get("x-ratelimit-reset")]).toEqual([200, "soon"]);
  });

  it("drips for longer than anybody waits", async () => {
    const github = await openWith({ kind: "drip" });
    const response = await get(github, pulls);
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(1);
    await reader?.cancel();
  });

  it("is altered in what a test wants altered, also where a 304 has nothing in it", async () => {
    const github = await openWith({ kind: "altered", alter: () => [1] });
    const first = await get(github, pulls);
    expect(await jsonOf(first)).toEqual([1]);
    const again = await get(github, pulls, { "if-none-match": first.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  it("is dated by another clock, as is the end of the rate limit", async () => {
    const github = await openWith({ kind: "clock-skew", seconds: 3_600 });
    const { headers } = await get(github, pulls);
    const ahead = Date.parse(headers.get("date") ?? "") - Date.now();
    expect(Math.round(ahead / 60_000)).toBe(60);
    expect(Number(headers.get("x-ratelimit-reset")) * 1_000).toBeGreaterThan(Date.now() + 7_000_000);
  });
});

describe("a proxy that passes on another query", () => {
  const long = repository("acme/api", { id: 1, pullRequests: pullRequests(120) });

  it.each([
    ["that has none", dropQuery, 30, [/[^&]page=2>; rel="next"/, /page=4>; rel="last"/]],
    [
      "that asks for the first page",
      firstPage,
      100,
      [/per_page=100&page=2>; rel="next"/, /page=2>; rel="last"/],
    ],
  ] as const)("%s has the true answer to that", async (_, rewrite, entries, links) => {
    const github = await open([long]);
    github.fault({ fault: { kind: "other-query", rewrite } });
    const response = await get(github, `${pulls}?per_page=100&page=2`);
    const link = response.headers.get("link");
    expect(await jsonOf(response)).toHaveLength(entries);
    for (const part of links) expect(link).toMatch(part);
    expect(link).not.toContain("prev");
    expect(github.log[0]?.path).toContain("page=2");
  });
});
