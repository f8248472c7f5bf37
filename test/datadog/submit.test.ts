import { randomBytes } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { createVirtualClock, KEY, NOW, never, seriesOf, sinkFor, useDatadog } from "./harness.ts";

const datadog = useDatadog();

describe("submitting", () => {
  it("delivers gauges with their tags, unit and one point, and nothing that the intake would mangle", async () => {
    const series = [
      { metric: "github.pull_requests.open", tags: ["env:test", "repo:acme/api"], value: 3, unit: "item" },
      { metric: "github.pull_requests.age.max", tags: ["repo:acme/api"], value: 86_400, unit: "second" },
    ] as const;
    expect(await sinkFor(datadog().url).submit(series, NOW, never)).toEqual({ accepted: 2, refused: [] });
    expect(datadog().payloads).toEqual([
      {
        series: series.map(({ value, ...rest }) => ({
          ...rest,
          type: 3,
          points: [{ timestamp: NOW, value }],
        })),
      },
    ]);
    expect(datadog().problems).toEqual([]);
    expect(datadog().log[0]?.headers).toMatchObject({ "content-encoding": "gzip", "dd-api-key": KEY });
  });

  it("sends nothing where there is nothing to send", async () => {
    expect(await sinkFor(datadog().url).submit([], NOW, never)).toEqual({ accepted: 0, refused: [] });
    expect(datadog().log).toEqual([]);
  });

  it("makes no more series than the payloads in flight hold", async () => {
    const answers: (() => void)[] = [];
    const fetch = async () => {
      await new Promise<void>((resolve) => answers.push(resolve));
      return Response.json({ errors: [] }, { status: 202 });
    };
    let made = 0;
    const series = function* () {
      for (const one of seriesOf(40_000)) {
        made += 1;
        yield one;
      }
    };
    const delivery = sinkFor(datadog().url, { fetch }).submit(series(), NOW, never);
    await vi.waitFor(() => expect(answers).toHaveLength(4));
    expect(made).toBe(4 * 5_000 + 1);
    for (const count of [5, 6, 7, 8]) {
      answers.shift()?.();
      await vi.waitFor(() => expect(answers).toHaveLength(4));
      expect(made).toBe(Math.min(count * 5_000 + 1, 40_000));
    }
    for (const answer of answers) answer();
    expect(await delivery).toEqual({ accepted: 40_000, refused: [] });
  });

  it("understands a URL with a slash at its end", async () => {
    expect(await sinkFor(`${datadog().url}/`).submit(seriesOf(1), NOW, never)).toEqual({
      accepted: 1,
      refused: [],
    });
  });

  it("sends at most 5,000 series in a payload", async () => {
    expect(await sinkFor(datadog().url).submit(seriesOf(12_001), NOW, never)).toEqual({
      accepted: 12_001,
      refused: [],
    });
    expect(
      datadog()
        .payloads.map(({ series }) => series.length)
        .sort(),
    ).toEqual([2_001, 5_000, 5_000]);
    expect(datadog().latest().size).toBe(12_001);
    expect(datadog().problems).toEqual([]);
  });

  it("stays under the limit of bytes as they are before compression", async () => {
    const tags = Array.from({ length: 40 }, (_, index) => `t${index}:${"x".repeat(150)}`);
    const series = seriesOf(1_500).map((one) => ({ ...one, tags: [...one.tags, ...tags].sort() }));
    expect(await sinkFor(datadog().url).submit(series, NOW, never)).toEqual({ accepted: 1_500, refused: [] });
    expect(datadog().payloads.length).toBe(3);
    expect(datadog().log.filter(({ bodyBytes }) => bodyBytes > 4_000_000)).toEqual([]);
    expect(datadog().problems).toEqual([]);
  });

  it("stays under the limit of bytes on the wire where tags do not compress", async () => {
    const series = seriesOf(5_000).map((one) => ({
      ...one,
      tags: [...one.tags, `zone:z${randomBytes(90).toString("hex")}`],
    }));
    expect(await sinkFor(datadog().url).submit(series, NOW, never)).toEqual({ accepted: 5_000, refused: [] });
    expect(datadog().log.map(({ status }) => status)).toEqual([202, 202]);
    expect(datadog().latest().size).toBe(5_000);
    expect(datadog().problems).toEqual([]);
  });
});

describe("a payload that is too large for Datadog", () => {
  it("is sent in halves where the answer is 413", async () => {
    datadog().fault({
      when: ({ payload }) => (payload?.series.length ?? 0) > 30,
      fault: { kind: "status", status: 413 },
    });
    expect(await sinkFor(datadog().url).submit(seriesOf(101), NOW, never)).toEqual({
      accepted: 101,
      refused: [],
    });
    expect(datadog().payloads.map(({ series }) => series.length)).toEqual([26, 25, 25, 25]);
    expect(datadog().problems).toEqual([]);
  });

  it("is sent in halves where the connection is closed again", async () => {
    datadog().fault({ when: ({ bodyBytes }) => bodyBytes > 700_000, fault: { kind: "reset-before" } });
    const clock = createVirtualClock();
    const sink = sinkFor(datadog().url, { clock });
    expect(await sink.submit(seriesOf(4_000, "x".repeat(150)), NOW, never)).toEqual({
      accepted: 4_000,
      refused: [],
    });
    expect(datadog().payloads.map(({ series }) => series.length)).toEqual([2_000, 2_000]);
    expect(clock.waits.length).toBe(1);
  });

  it("does not go in halves for ever where every connection is closed", async () => {
    datadog().fault({ fault: { kind: "reset-before" } });
    const { accepted, refused } = await sinkFor(datadog().url).submit(
      seriesOf(5_000, "x".repeat(190)),
      NOW,
      never,
    );
    expect(accepted).toBe(0);
    expect(refused.length).toBeGreaterThan(0);
    expect(datadog().log.length).toBeLessThanOrEqual(20);
  });
});
