import { describe, expect, it } from "vitest";
import { Stop } from "../../src/domain/stop.ts";
import { classify } from "../../src/github/client/classify.ts";
import { createHeaderReader } from "../../src/github/client/headers.ts";
import type { Limits } from "../../src/github/client/limits.ts";
import { failureOf, GitHubError } from "../../src/github/errors.ts";
import { START, virtualClock } from "../support/clock.ts";

interface Parts {
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly url?: string;
}

/** What Octokit throws for an answer. */
function answered(status: number, { message = "no", headers = {}, url = "http://x/repos/a/b" }: Parts = {}) {
  return Object.assign(new Error(message), {
    status,
    request: {},
    response: { status, headers, url, data: {} },
  });
}

/** What Octokit throws when there was no answer: its cause is what fetch threw. */
function unanswered(cause: Error) {
  return Object.assign(new Error(cause.message, { cause }), { status: 500, request: {} });
}

/** Classifies, and tells what became of the limits. */
function judge(cause: unknown) {
  const brakes: [string, number | undefined][] = [];
  let congestions = 0;
  let crowds = 0;
  const limits: Limits = {
    run: () => Promise.reject(new Error("not here")),
    brake: (scope, until) => void brakes.push([scope, until]),
    congested: () => {
      congestions += 1;
    },
    crowded: () => {
      crowds += 1;
    },
    idle: () => true,
    paced: () => {},
  };
  const place = { startedAt: START, width: 6 };
  const attempt = {
    resource: "core",
    what: "GET /x",
    host: "x",
    apiUrl: "http://X:80",
    place,
    settings: "GITHUB_TOKEN",
  } as const;
  const error = classify(cause, attempt, limits, createHeaderReader(virtualClock()));
  return { reason: error.reason, remedy: error.remedy, message: error.message, brakes, congestions, crowds };
}

describe("an answer", () => {
  it.each([
    [
      { "x-github-sso": "required; url=https://github.com/orgs/acme/sso?authorization_request=A1" },
      "GitHub answered 403 to GET /x: no. Authorise the token for single sign-on: https://github.com/orgs/acme/sso",
    ],
    [
      { "x-accepted-github-permissions": "pull_requests=read" },
      "GitHub answered 403 to GET /x: no. It takes the permission pull_requests=read",
    ],
    [{ "x-github-sso": "partial-results; organizations=1" }, "GitHub answered 403 to GET /x: no"],
  ] as const)("403 with %o tells what GitHub wants", (headers, message) => {
    expect(judge(answered(403, { headers: { ...headers } })).message).toBe(message);
  });

  it.each([
    [401, {}, "unauthorized", "final"],
    [403, {}, "forbidden", "final"],
    [403, { message: "Repository access blocked" }, "blocked", "final"],
    [404, {}, "not_found", "final"],
    [404, { url: "http://x/repositories/12/pulls" }, "moved_and_gone", "final"],
    [404, { url: "http://x/repos/repositories/12/pulls" }, "not_found", "final"],
    [408, {}, "server_error", "transient"],
    [410, {}, "not_found", "final"],
    [422, {}, "invalid_answer", "final"],
    [451, {}, "blocked", "final"],
    [500, {}, "server_error", "transient"],
    [502, {}, "server_error", "heavy"],
    [503, {}, "server_error", "transient"],
    [504, {}, "server_error", "heavy"],
  ] as const)("with status %i and %j is %s: %s", (status, parts, reason, remedy) => {
    expect(judge(answered(status, parts))).toMatchObject({ reason, remedy, brakes: [] });
  });

  it.each([
    [408, 1],
    [500, 1],
    [502, 1],
    [404, 0],
    [403, 0],
  ])("with status %i congests %i times", (status, congestions) => {
    expect(judge(answered(status)).congestions).toBe(congestions);
  });

  it("that is a web page is told as one, and a long message is cut", () => {
    expect(judge(answered(403, { message: "<html>secret</html>" })).message).toContain("an HTML page");
    expect(judge(answered(403, { message: "x".repeat(9_999) })).message.length).toBeLessThan(300);
  });
});

describe("a rate limit", () => {
  const secondary = "You have exceeded a secondary rate limit.";
  const reset = String(START / 1000 + 90);
  const spent = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
  it.each([
    ["spent", 403, { headers: spent }, ["core", START + 91_000], 0],
    ["spent, with 429", 429, { headers: spent }, ["core", START + 91_000], 1],
    [
      "spent, until nobody knows when",
      403,
      { headers: { "x-ratelimit-remaining": "0" } },
      ["core", undefined],
      0,
    ],
    ["secondary", 403, { message: secondary }, ["all", undefined], 1],
    ["secondary, with 429", 429, { message: secondary }, ["all", undefined], 1],
    [
      "secondary, though nothing remains either",
      403,
      { message: secondary, headers: spent },
      ["all", undefined],
      1,
    ],
    [
      "secondary, with a hint",
      403,
      { message: secondary, headers: { "retry-after": "30" } },
      ["all", START + 30_000],
      1,
    ],
    [
      "secondary, though something remains",
      403,
      { message: secondary, headers: { "x-ratelimit-remaining": "9" } },
      ["all", undefined],
      1,
    ],
    [
      "secondary, by its old name",
      403,
      { message: "You triggered an abuse detection mechanism" },
      ["all", undefined],
      1,
    ],
    ["of a kind that only tells when", 403, { headers: { "retry-after": "5" } }, ["core", START + 5_000], 0],
    [
      "of a kind that tells when by a date",
      403,
      { headers: { "retry-after": new Date(START + 5_000).toUTCString() } },
      ["core", START + 5_000],
      0,
    ],
    ["of a kind that tells nothing", 429, {}, ["all", undefined], 1],
  ] as const)("%s (%i) pulls the brake", (_, status, parts, brake, crowds) => {
    const judged = judge(answered(status, parts));
    expect(judged).toMatchObject({
      reason: "rate_limited",
      remedy: "limited",
      brakes: [brake],
      congestions: 0,
      crowds,
    });
  });

  it("is over a second after the time that GitHub tells", () => {
    expect(createHeaderReader(virtualClock())(spent).resetAt).toBe(START + 91_000);
    expect(createHeaderReader(virtualClock())({}).resetAt).toBeUndefined();
  });

  it("that is told within a GraphQL answer stops both APIs when it is the secondary one", () => {
    const limited = (message: string) => new GitHubError("rate_limited", "limited", message);
    expect(judge(limited(secondary))).toMatchObject({ brakes: [["all", undefined]], crowds: 1 });
    expect(judge(limited("API rate limit exceeded"))).toMatchObject({
      brakes: [["core", undefined]],
      crowds: 0,
    });
  });
});

describe("a connection that failed", () => {
  const withCode = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:1`), { code });
  it.each([
    ["refused", withCode("ECONNREFUSED"), "transient"],
    ["reset", withCode("ECONNRESET"), "transient"],
    ["to a name that does not exist", withCode("ENOTFOUND"), "transient"],
    ["cut in the answer", new TypeError("terminated"), "heavy"],
    ["closed by the other side", new Error("other side closed"), "heavy"],
    ["after too long", new DOMException("no answer", "TimeoutError"), "heavy"],
  ])("%s is the network's: the root of it is told", (_, cause, remedy) => {
    const judged = judge(unanswered(new TypeError("fetch failed", { cause })));
    expect(judged).toMatchObject({ reason: "network", remedy, congestions: 1, crowds: 0, brakes: [] });
    expect(judged.message).toContain("GET /x");
  });

  it("in a way that nobody foresaw is the network's too", () => {
    expect(judge("no error at all")).toMatchObject({ reason: "network", remedy: "transient" });
  });
});

describe("the failure of a repository", () => {
  it("is what GitHub did, or why the run ended", () => {
    const limited = new GitHubError("rate_limited", "final", "too much");
    expect(failureOf(limited)).toEqual({ reason: "rate_limited", message: "too much" });
    expect(failureOf(new Stop("deadline", "over"))).toEqual({ reason: "deadline", message: "over" });
  });

  it("calls anything else a defect of the exporter", () => {
    const defect = failureOf(new RangeError("out of range"));
    expect(defect).toMatchObject({
      reason: "internal_error",
      message: expect.stringContaining("out of range"),
    });
  });
});

describe("an error of our own", () => {
  it("stays as it is, also where Octokit wrapped it", () => {
    const own = new GitHubError("invalid_answer", "final", "redirected");
    expect(judge(own)).toMatchObject({ reason: "invalid_answer", remedy: "final", message: "redirected" });
    expect(judge(unanswered(own))).toMatchObject({ reason: "invalid_answer", message: "redirected" });
  });
});
