import { describe, expect, it } from "vitest";
import { KEY, NOW } from "./harness.ts";
import { APP_KEY, ask, historyOf, LOOKBACK, METRIC, openPast, valuesOf } from "./history.ts";

const HOUR = 3_600;

describe("what earlier runs said", () => {
  it("is each series with its last value", async () => {
    const past = await openPast();
    await past.said(3 * HOUR, { "repo:acme/api label:bug": 4, "repo:acme/api label:docs": 2 });
    await past.said(2 * HOUR, { "repo:acme/api label:bug": 7, "repo:acme/web label:bug": 1 });
    await past.said(HOUR, { "repo:acme/api label:bug": 0 });
    expect(await valuesOf(ask(historyOf(past.datadog.url)))).toEqual({
      "repo:acme/api label:bug": 0,
      "repo:acme/api label:docs": 2,
      "repo:acme/web label:bug": 1,
    });
    expect(past.datadog.log.at(-1)?.status).toBe(200);
  });

  it("is nothing where nothing was said", async () => {
    const past = await openPast();
    expect(await valuesOf(ask(historyOf(past.datadog.url)))).toEqual({});
  });

  it.each([
    { secondsAgo: LOOKBACK + 1, found: false },
    { secondsAgo: LOOKBACK, found: true },
    { secondsAgo: 24 * HOUR, found: true },
    { secondsAgo: 5 * 60, found: true },
    { secondsAgo: 30, found: true },
  ])("is remembered for the look-back: $secondsAgo s, $found", async ({ secondsAgo, found }) => {
    const past = await openPast();
    await past.said(secondsAgo, { "repo:acme/api label:bug": 4 });
    const values = await valuesOf(ask(historyOf(past.datadog.url)));
    expect(values).toEqual(found ? { "repo:acme/api label:bug": 4 } : {});
  });

  it("is above zero as long as a bucket of time holds anything above it", async () => {
    const past = await openPast();
    const bucket = NOW - (NOW % 600) - 600;
    await past.said(NOW - bucket - 10, { "repo:acme/api label:bug": 4 });
    await past.said(NOW - bucket - 70, { "repo:acme/api label:bug": 0 });
    const [value] = Object.values(await valuesOf(ask(historyOf(past.datadog.url))));
    expect(value).toBe(2);
  });

  it("is what carries all constant tags, with only the tags that were asked for", async () => {
    const past = await openPast();
    await past.said(HOUR, {
      "repo:a/b label:bug team:x tier:1": 1,
      "repo:a/b label:docs team:x tier:2": 2,
      "repo:a/b label:ci team:y tier:1": 3,
      "repo:a/b label:none": 4,
    });
    const history = historyOf(past.datadog.url);
    const constantTags = ["team:x", "tier:1"];
    expect(await valuesOf(ask(history, { constantTags }))).toEqual({ "repo:a/b label:bug": 1 });
    expect(past.queries()).toEqual([`max:${METRIC}{team:x,tier:1} by {repo,label}`]);
  });

  it("leaves out a tag that a series has not", async () => {
    const past = await openPast();
    await past.said(HOUR, { "repo:a/b label:bug": 1, "repo:a/c label:n/a team:x": 2 });
    expect(await valuesOf(ask(historyOf(past.datadog.url), { tagKeys: ["repo", "label", "team"] }))).toEqual({
      "repo:a/b label:bug": 1,
      "repo:a/c label:n/a team:x": 2,
    });
  });

  it("is one series where nothing tells series apart, and another metric's is not read", async () => {
    const past = await openPast();
    await past.said(HOUR, { "shard:0": 1, "shard:1": 2 }, "github.exporter.series");
    const query = { metric: "github.exporter.series", tagKeys: [] };
    expect(await valuesOf(ask(historyOf(past.datadog.url), query))).toEqual({ "": 2 });
    expect(await valuesOf(ask(historyOf(past.datadog.url)))).toEqual({});
    expect(past.queries()[0]).toBe("max:github.exporter.series{*}");
  });
});

describe("the request", () => {
  it("carries the keys in headers only, and the span in seconds", async () => {
    const past = await openPast();
    await ask(historyOf(past.datadog.url));
    const [{ method, path, headers } = { method: "", path: "", headers: {} }] = past.datadog.log;
    const url = new URL(path, past.datadog.url);
    expect(method).toBe("GET");
    expect(url.pathname).toBe("/api/v1/query");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      from: String(NOW - LOOKBACK),
      to: String(NOW),
      query: `max:${METRIC}{*} by {repo,label}`,
    });
    expect(headers).toMatchObject({ "dd-api-key": KEY, "dd-application-key": APP_KEY });
    expect(past.datadog.problems).toEqual([]);
  });

  it("goes to a path of the address, where there is one", async () => {
    const past = await openPast();
    await ask(historyOf(`${past.datadog.url}/relay/`));
    expect(past.datadog.log.map(({ path }) => path.split("?")[0])).toEqual(["/relay/api/v1/query"]);
  });

  it("is one of two at most in flight", async () => {
    const past = await openPast();
    let inFlight = 0;
    let most = 0;
    const counting: typeof fetch = async (...request) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      return await fetch(...request).finally(() => {
        inFlight -= 1;
      });
    };
    const history = historyOf(past.datadog.url, { fetch: counting });
    await Promise.all(["a", "b", "c", "d", "e"].map((metric) => ask(history, { metric })));
    expect({ most, asked: past.datadog.log.length }).toEqual({ most: 2, asked: 5 });
  });
});
