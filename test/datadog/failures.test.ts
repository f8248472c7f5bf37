import { describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/datadog/faults.ts";
import { startDatadog } from "../../sandbox/datadog/server.ts";
import { createVirtualClock, KEY, NOW, never, seriesOf, sinkFor, useDatadog } from "./harness.ts";

const datadog = useDatadog();

describe("what passes", () => {
  const passing: readonly { readonly fault: Fault }[] = [
    { fault: { kind: "status", status: 408 } },
    { fault: { kind: "status", status: 429 } },
    { fault: { kind: "status", status: 500 } },
    {
      fault: {
        kind: "status",
        status: 503,
        headers: { "content-type": "text/html" },
        body: "<h1>Sorry</h1>",
      },
    },
    { fault: { kind: "accepted-empty" } },
    { fault: { kind: "accepted-html" } },
    { fault: { kind: "reset-before" } },
    { fault: { kind: "reset-after-accept" } },
  ];

  it.each(passing)("is tried again: $fault", async ({ fault }) => {
    datadog().fault({ times: 2, fault });
    const clock = createVirtualClock();
    expect(await sinkFor(datadog().url, { clock }).submit(seriesOf(3), NOW, never)).toEqual({
      accepted: 3,
      refused: [],
    });
    expect(datadog().log.length).toBe(3);
    expect(datadog().latest().size).toBe(3);
    expect(clock.waits.length).toBe(2);
  });

  it.each(passing)("is not tried for ever: $fault", async ({ fault }) => {
    datadog().fault({ fault });
    const { accepted, refused } = await sinkFor(datadog().url).submit(seriesOf(3), NOW, never);
    expect({ accepted, refused: refused.length }).toEqual({ accepted: 0, refused: 1 });
    expect(refused[0]).toMatch(/^3 series were not accepted: (no answer from )?127\.0\.0\.1:\d+ /);
    expect(datadog().log.length).toBe(5);
  });

  it("is tried again where an attempt takes too long", async () => {
    datadog().fault({ times: 1, fault: { kind: "hang" } });
    const sink = sinkFor(datadog().url, { requestTimeoutMs: 100 });
    expect(await sink.submit(seriesOf(1), NOW, never)).toEqual({ accepted: 1, refused: [] });
  });

  it("is tried again where nobody listens, and the reason says so", async () => {
    const gone = await startDatadog({ apiKeys: [KEY] });
    await gone.close();
    const clock = createVirtualClock();
    const { accepted, refused } = await sinkFor(gone.url, { clock }).submit(seriesOf(1), NOW, never);
    expect(accepted).toBe(0);
    expect(refused).toEqual([
      `1 series were not accepted: no answer from ${new URL(gone.url).host} (ECONNREFUSED); check that it can be reached from here, or set HTTPS_PROXY`,
    ]);
    expect(clock.waits.length).toBe(4);
  });

  it("waits longer each time, and never very long", async () => {
    datadog().fault({ fault: { kind: "status", status: 503 } });
    const clock = createVirtualClock();
    await sinkFor(datadog().url, { clock }).submit(seriesOf(1), NOW, never);
    expect(clock.waits.length).toBe(4);
    for (const [index, longest] of [500, 1_000, 2_000, 4_000].entries()) {
      expect(clock.waits[index]).toBeGreaterThanOrEqual(longest / 2);
      expect(clock.waits[index]).toBeLessThanOrEqual(longest);
    }
  });

  it.each([
    { reset: "7", least: 7_000, most: 7_000 },
    { reset: "3600", least: 30_000, most: 30_000 },
    { reset: "soon", least: 250, most: 500 },
    { reset: "-5", least: 250, most: 500 },
  ])("waits $least to $most ms where Datadog says $reset", async ({ reset, least, most }) => {
    datadog().fault({
      times: 1,
      fault: { kind: "status", status: 429, headers: { "x-ratelimit-reset": reset } },
    });
    const clock = createVirtualClock();
    await sinkFor(datadog().url, { clock }).submit(seriesOf(1), NOW, never);
    expect(clock.waits.length).toBe(1);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(least);
    expect(clock.waits[0]).toBeLessThanOrEqual(most);
  });
});

describe("what is final", () => {
  it.each([
    { fault: { kind: "status", status: 400 }, says: "answered 400: status 400 on request" },
    { fault: { kind: "status", status: 404 }, says: "answered 404" },
    {
      fault: { kind: "accepted-with-errors", errors: ["tag too long"] },
      says: "answered 202 with errors: tag too long",
    },
    { fault: { kind: "status", status: 401 }, says: "(401)" },
    { fault: { kind: "status", status: 413 }, says: "answered 413" },
  ] as const)("is tried once: $fault", async ({ fault, says }) => {
    datadog().fault({ fault });
    const { accepted, refused } = await sinkFor(datadog().url).submit(seriesOf(1), NOW, never);
    expect(accepted).toBe(0);
    expect(refused.length).toBe(1);
    expect(refused[0]).toContain(says);
    expect(datadog().log.length).toBe(1);
  });

  it("is told once for all series, and soon given up, where even a single one is too large", async () => {
    datadog().fault({ fault: { kind: "status", status: 413 } });
    const { accepted, refused } = await sinkFor(datadog().url).submit(seriesOf(4_096), NOW, never);
    expect(accepted).toBe(0);
    expect(refused).toEqual([expect.stringMatching(/^4096 series were not accepted: .* answered 413/)]);
    // Halves of halves down to one, and the other half of each.
    expect(datadog().log.length).toBe(1 + 2 * 12);
  });

  it("names the site and the kind of key where the key is refused", async () => {
    const refusing: typeof fetch = async () => Response.json({ errors: ["Forbidden"] }, { status: 403 });
    const sink = sinkFor("https://api.datadoghq.eu", { fetch: refusing });
    expect(await sink.submit(seriesOf(2), NOW, never)).toEqual({
      accepted: 0,
      refused: [
        "2 series were not accepted: DD_API_KEY was refused by datadoghq.eu (403): check DD_SITE: a good key on the wrong site is refused in the same way",
      ],
    });
  });

  it("costs the other payloads nothing", async () => {
    datadog().fault({
      when: ({ payload }) => payload?.series.length === 5_000,
      fault: { kind: "status", status: 400 },
    });
    const { accepted, refused } = await sinkFor(datadog().url).submit(seriesOf(5_010), NOW, never);
    expect({ accepted, refused: refused.length }).toEqual({ accepted: 10, refused: 1 });
  });
});

describe("the end of the run", () => {
  it("starts nothing more", async () => {
    const refused = ["2 series were not accepted: the time for sending ended"];
    expect(await sinkFor(datadog().url).submit(seriesOf(2), NOW, AbortSignal.abort())).toEqual({
      accepted: 0,
      refused,
    });
    expect(datadog().log).toEqual([]);
  });

  it("ends an attempt that hangs", async () => {
    const run = new AbortController();
    const whenAborted = () => {
      run.abort();
      return true;
    };
    datadog().fault({ when: whenAborted, fault: { kind: "hang" } });
    const { accepted, refused } = await sinkFor(datadog().url).submit(seriesOf(2), NOW, run.signal);
    expect(accepted).toBe(0);
    expect(refused[0]).toMatch(/no answer from .*; the time for sending ended$/);
    expect(datadog().log.length).toBe(1);
  });

  it("ends a wait", async () => {
    const run = new AbortController();
    datadog().fault({ fault: { kind: "status", status: 503 } });
    const clock = { ...createVirtualClock(), sleep: async () => run.abort() };
    const { refused } = await sinkFor(datadog().url, { clock }).submit(seriesOf(2), NOW, run.signal);
    expect(refused[0]).toMatch(/answered 503.*; the time for sending ended$/);
    expect(datadog().log.length).toBe(1);
  });
});
