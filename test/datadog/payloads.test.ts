import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IntakeSeries } from "../../src/datadog/client.ts";
import { halve, pack, sizeOf } from "../../src/datadog/payloads.ts";
import type { Series } from "../../src/domain/series.ts";
import { createSeriesWriter } from "../../src/metrics/series.ts";
import { tagOf } from "../../src/metrics/tags.ts";
import { seriesOf } from "./harness.ts";

const NOW = 1_700_000_000;

const metric = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9_.]{0,40}$/),
  unit: fc.constantFrom("item", "second"),
});
const value = fc.oneof(fc.nat(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const tag = fc
  .tuple(fc.constantFrom("repo", "label", "author"), fc.string({ unit: "binary", maxLength: 250 }))
  .map(([key, text]) => tagOf(key, text));
/** Any series that a run can write: its tags are normalised, whatever GitHub said. */
const anySeries: fc.Arbitrary<Series> = fc
  .record({ metric, value, tags: fc.array(tag, { maxLength: 6 }), own: fc.string({ unit: "binary" }) })
  .map(({ metric: one, value: number, tags, own }) =>
    createSeriesWriter({ prefix: "github", constantTags: [`env:${own}`] })({ ...one, ...ROW })(tags, number),
  );
const ROW = { description: "", stability: "stable", byDefault: true, fold: "sum", dropRank: 1 } as const;

function bytesOf(series: readonly IntakeSeries[]): number {
  return Buffer.byteLength(JSON.stringify({ series }));
}

describe("a payload", () => {
  it("is as large as its JSON and one comma", () => {
    fc.assert(
      fc.property(fc.array(anySeries, { minLength: 1, maxLength: 5 }), (series) => {
        const [payload] = pack(series, NOW);
        expect(payload?.bytes).toBe(bytesOf(payload?.series ?? []) + 1);
      }),
      { numRuns: 500 },
    );
  });

  it("is as large as its halves", () => {
    const [payload] = pack(seriesOf(5, "ü"), NOW);
    const halves = halve(payload!);
    expect(halves.map(({ series }) => series.length)).toEqual([3, 2]);
    for (const { series, bytes } of halves) expect(bytes).toBe(bytesOf(series) + 1);
  });

  it("knows the size of a series without a tag", () => {
    const bare = { metric: "github.x", type: 3, unit: "item", tags: [], points: [] } as const;
    const point = { timestamp: NOW, value: 0.1 };
    const series = { ...bare, tags: [], points: [point] };
    expect(sizeOf(series)).toBe(Buffer.byteLength(JSON.stringify(series)) + 1);
  });
});

/** Says how many have been walked. */
function counted(series: readonly Series[]) {
  const walked = { count: 0 };
  const all = function* () {
    for (const one of series) {
      walked.count += 1;
      yield one;
    }
  };
  return { walked, all: all() };
}

describe("packing", () => {
  it("walks the series no further than one behind the payload that is asked for", () => {
    const { walked, all } = counted(seriesOf(12_001));
    const sizes: number[] = [];
    for (const { series } of pack(all, NOW)) {
      sizes.push(series.length);
      expect(walked.count).toBe(
        Math.min(
          sizes.reduce((sum, size) => sum + size, 1),
          12_001,
        ),
      );
    }
    expect(sizes).toEqual([5_000, 5_000, 2_001]);
  });

  it("ends a payload before it has more than 4,000,000 bytes", () => {
    const payloads = [...pack(seriesOf(5_000, "x".repeat(900)), NOW)];
    const [first, second] = payloads;
    expect(payloads).toHaveLength(2);
    expect(first?.bytes).toBeLessThanOrEqual(4_000_000);
    expect(first!.bytes + sizeOf(second!.series[0]!)).toBeGreaterThan(4_000_000);
  });
});
