import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/datadog/faults.ts";
import { startDatadog } from "../../sandbox/datadog/server.ts";
import { createMemoryLog, createVirtualClock, KEY, NOW } from "./harness.ts";
import { APP_KEY, ask, historyOf, openPast, valuesOf, whyOf } from "./history.ts";

const ERROR = { status: "error", error: "something broke", series: [] };

function status(code: number, body?: unknown, headers: Record<string, string> = {}): Fault {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "status", status: code, headers, ...(body === undefined ? {} : { body: text }) };
}

describe("what passes", () => {
  it.each<{ fault: Fault; says: string }>([
    { fault: status(408), says: "answered 408" },
    { fault: status(429), says: "answered 429: status 429 on request; the organisation's rate limit" },
    { fault: status(500), says: "answered 500" },
    { fault: status(503, "<h1>Sorry</h1>", { "content-type": "text/html" }), says: "answered 503" },
    { fault: status(200, "<h1>Sign in</h1>", { "content-type": "text/html" }), says: "without the answer" },
    { fault: status(200, ""), says: "answered 200 without the answer to a query" },
    { fault: status(200, { status: "ok" }), says: "without the answer" },
    { fault: status(200, { status: "ok", series: [{ tag_set: ["a:b"] }] }), says: "without the answer" },
    { fault: { kind: "accepted-empty" }, says: "answered 202 without" },
    { fault: { kind: "reset-before" }, says: "no answer from" },
  ])("is tried again, and not for ever: $says", async ({ fault, says }) => {
    const past = await openPast();
    await past.said(60, { "repo:a/b label:bug": 3 });
    past.datadog.fault({ times: 2, fault });
    const clock = createVirtualClock();
    const history = historyOf(past.datadog.url, { clock });
    expect(await valuesOf(ask(history))).toEqual({ "repo:a/b label:bug": 3 });
    expect(past.queries().length).toBe(3);
    expect(clock.waits.length).toBe(2);
    past.datadog.fault({ fault });
    expect(await whyOf(ask(history))).toContain(says);
    expect(past.queries().length).toBe(6);
  });

  it("is tried again where an attempt takes too long", async () => {
    const past = await openPast();
    past.datadog.fault({ times: 1, fault: { kind: "hang" } });
    expect(await valuesOf(ask(historyOf(past.datadog.url, { requestTimeoutMs: 100 })))).toEqual({});
  });

  it("is named where nobody listens", async () => {
    const gone = await startDatadog({ apiKeys: [KEY] });
    await gone.close();
    expect(await whyOf(ask(historyOf(gone.url)))).toBe(
      `no answer from ${new URL(gone.url).host} (ECONNREFUSED); check that it can be reached from here, or set HTTPS_PROXY`,
    );
  });

  it.each([
    { reset: "2", asked: 2, waits: [2_000] },
    { reset: "5", asked: 2, waits: [5_000] },
    { reset: "6", asked: 1, waits: [] },
    { reset: "3000", asked: 1, waits: [] },
  ])("is waited for where a rate limit ends soon: $reset s", async ({ reset, asked, waits }) => {
    const past = await openPast();
    past.datadog.fault({ times: 1, fault: status(429, undefined, { "x-ratelimit-reset": reset }) });
    const clock = createVirtualClock();
    const { kind } = await ask(historyOf(past.datadog.url, { clock }));
    expect({ kind, asked: past.queries().length, waits: clock.waits }).toEqual({
      kind: asked === 2 ? "read" : "unread",
      asked,
      waits,
    });
  });

  it("is Datadog's own rate limit for queries", async () => {
    const past = await openPast({ queriesPerHour: 1 });
    const history = historyOf(past.datadog.url);
    expect(await valuesOf(ask(history))).toEqual({});
    expect(await whyOf(ask(history))).toContain(
      "answered 429: Rate limit of requests reached; the organisation's rate limit for queries is used up",
    );
  });
});

describe("what is final", () => {
  const where = "127\\.0\\.0\\.1:\\d+";

  it.each([
    { what: "a wrong application key", appKeys: ["another"], says: "403: Forbidden" },
    {
      what: "a missing scope",
      appKeys: [{ key: APP_KEY, scopes: ["monitors_read"] }],
      says: "403: Forbidden; the application key lacks the scope timeseries_query",
    },
  ])("is $what, and the sentence says what to look at", async ({ appKeys, says }) => {
    const past = await openPast({ appKeys });
    const why = await whyOf(ask(historyOf(past.datadog.url)));
    expect(why).toMatch(new RegExp(`^${where} refused the query \\(${says}\\): check that DD_APP_KEY `));
    for (const name of ["DD_API_KEY", "timeseries_query", "DD_SITE"]) expect(why).toContain(name);
    expect(past.queries().length).toBe(1);
  });

  it("is named by its site", async () => {
    const refusing: typeof fetch = async () => Response.json({ errors: ["Forbidden"] }, { status: 403 });
    const history = historyOf("https://api.datadoghq.eu", { fetch: refusing });
    expect(await whyOf(ask(history))).toMatch(/^datadoghq\.eu refused the query \(403: Forbidden\): /);
  });

  it.each<{ fault: Fault; says: string; tagKeys?: readonly string[]; asked: number }>([
    { fault: status(401), says: "refused the query (401", asked: 1 },
    { fault: status(404), says: "answered 404", asked: 1 },
    // With repositories, whether the query was too large is found out with a second one.
    { fault: status(400), says: "answered 400: status 400 on request", asked: 2 },
    { fault: status(413), says: "answered 413", asked: 2 },
    { fault: status(200, ERROR), says: "answered 200: something broke", asked: 2 },
    { fault: status(200, ERROR), says: "answered 200: something broke", tagKeys: ["label"], asked: 1 },
  ])("is asked $asked times: $says", async ({ fault, says, tagKeys = ["repo", "label"], asked }) => {
    const past = await openPast();
    past.datadog.fault({ fault });
    expect(await whyOf(ask(historyOf(past.datadog.url), { tagKeys }))).toContain(says);
    expect(past.queries().length).toBe(asked);
  });

  it("is a redirect, which is not followed with keys", async () => {
    const reached: string[] = [];
    const elsewhere = createServer((request, response) => {
      reached.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    const address = elsewhere.address();
    const location = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    const past = await openPast();
    past.datadog.fault({ fault: status(307, undefined, { location }) });
    expect(await whyOf(ask(historyOf(past.datadog.url)))).toContain("answered 307, a redirect to http://");
    elsewhere.close();
    expect({ reached, asked: past.queries().length }).toEqual({ reached: [], asked: 1 });
  });
});

describe("the end of the run", () => {
  it("starts nothing more", async () => {
    const past = await openPast();
    expect(await whyOf(ask(historyOf(past.datadog.url), {}, AbortSignal.abort()))).toBe(
      "the time for reading back ended",
    );
    expect(past.datadog.log).toEqual([]);
  });

  it("ends a query that hangs", async () => {
    const past = await openPast();
    const run = new AbortController();
    const when = () => {
      run.abort();
      return true;
    };
    past.datadog.fault({ when, fault: { kind: "hang" } });
    const why = await whyOf(ask(historyOf(past.datadog.url), {}, run.signal));
    expect(why).toMatch(/^no answer from .*; the time for reading back ended$/);
    expect(past.datadog.log.length).toBe(1);
  });
});

describe("the keys", () => {
  const both = `${KEY} ${APP_KEY}`;

  it.each<{ fault: Fault }>([
    { fault: status(400, { errors: [both] }) },
    { fault: status(403, { errors: [both] }) },
    { fault: status(429, { errors: [both] }) },
    { fault: status(500, { errors: [both.repeat(20)] }) },
    { fault: status(200, { status: "error", error: both }) },
    { fault: status(302, undefined, { location: `https://${APP_KEY}.example/?k=${KEY}` }) },
    { fault: { kind: "reset-before" } },
  ])("are in no sentence and no log line: %j", async ({ fault }) => {
    const past = await openPast();
    past.datadog.fault({ fault });
    const log = createMemoryLog();
    const why = await whyOf(ask(historyOf(past.datadog.url, { log })));
    expect(log.lines.length).toBeGreaterThan(0);
    for (const key of [KEY, APP_KEY]) expect([why, ...log.lines].join("\n")).not.toContain(key);
  });

  it.each(["apiKey", "appKey"] as const)(
    "are in no sentence where one cannot even be put into a header: %s",
    async (which) => {
      const past = await openPast();
      const key = `${APP_KEY}\nx`;
      const why = await whyOf(ask(historyOf(past.datadog.url, { [which]: key })));
      expect(why).not.toContain(APP_KEY);
      expect(past.datadog.log).toEqual([]);
    },
  );
});

it("reads what is too large at once in parts", async () => {
  const past = await openPast();
  const said = { "repo:a/b label:bug": 3, "repo:a/c label:bug": 4 };
  await past.said(60, said);
  // Only the parts ask for single repositories.
  past.datadog.fault({
    when: ({ path }) => path.includes("%7B*%7D+by+%7Brepo%2Clabel%7D"),
    fault: { kind: "spoilt-answer", how: "inflating" },
  });
  expect(await valuesOf(ask(historyOf(past.datadog.url)))).toEqual(said);
});

describe("an answer of very many series", () => {
  it("is read in parts too, however many series one part has", async () => {
    const count = 130_000;
    const one = (tags: readonly string[]) => ({ tag_set: tags, pointlist: [[NOW * 1_000, 1]] });
    const labels = Array.from({ length: count }, (_, index) => one(["repo:acme/a", `label:l${index}`]));
    const answerTo = (query: string): Response => {
      const text = (series: unknown) => JSON.stringify({ status: "ok", series });
      if (query.endsWith("by {repo}"))
        return Response.json(JSON.parse(text([one(["repo:acme/a"]), one(["repo:acme/b"])])));
      if (query.includes("acme/a"))
        return new Response(text(labels), { headers: { "content-type": "application/json" } });
      return query.includes("acme/b")
        ? Response.json({ status: "ok", series: [] })
        : new Response("{}", { status: 422 });
    };
    const fetch = async (input: Request | URL | string) => {
      const url = new URL(input instanceof Request ? input.url : input);
      return answerTo(url.searchParams.get("query") ?? "");
    };
    const read = await ask(historyOf("http://datadog.invalid", { fetch }));
    expect(read.kind === "read" && read.series.length).toBe(count);
  });
});
