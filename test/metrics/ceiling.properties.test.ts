import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Series } from "../../src/domain/series.ts";
import type { Complete } from "../../src/domain/snapshot.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { fitSeries } from "../../src/metrics/ceiling.ts";
import { byMetric, DAY, listed, measured, NOW, snapshot } from "./builders.ts";

const word = fc.constantFrom("alice", "bob", "renovate[bot]", "bug", "ui", "docs");
const states = ["draft", "queued", "approved", "awaiting_review", "no_review_required"] as const;
const pull = fc.record({
  createdAt: fc.integer({ min: NOW - 90 * DAY, max: NOW }),
  updatedAt: fc.integer({ min: NOW - 90 * DAY, max: NOW }),
  author: fc.record({ login: word, bot: fc.boolean() }),
  labels: fc.array(word, { maxLength: 3 }),
  reviewers: fc.array(word, { maxLength: 3 }),
  teams: fc.array(word, { maxLength: 2 }),
  reviewState: fc.constantFrom(...states),
});
const backlogs: fc.Arbitrary<readonly Complete[]> = fc
  .array(fc.array(pull, { maxLength: 6 }), { maxLength: 5 })
  .map((lists) => lists.map((list, index) => snapshot(list, { repository: `acme/repo-${index}` })));
/** From far too low to far too high. */
const ceilings = fc.integer({ min: 1, max: 400 });
const beside = fc.integer({ min: 0, max: 40 });

const rankOf = new Map(
  catalogue.map(({ name, legacy, dropRank }) => [legacy ? name : `github.${name}`, dropRank]),
);

function namesOf(series: readonly Series[]): ReadonlySet<string> {
  return new Set(series.map(({ metric }) => metric));
}

/** Any backlog, measured for every metric there is and then held below any ceiling. */
function check(predicate: (all: readonly Series[], maxSeries: number, others: number) => void): void {
  fc.assert(
    fc.property(backlogs, ceilings, beside, (snapshots, maxSeries, others) => {
      predicate(measured(snapshots), maxSeries, others);
    }),
  );
}

function below(series: readonly Series[], maxSeries: number, others: number) {
  const options = { rows: catalogue, prefix: "github", maxSeries, beside: others };
  const { kept, ...rest } = fitSeries(byMetric(series), options);
  return { ...rest, kept: listed(kept) };
}

describe("any backlog below any ceiling", () => {
  it("sends whole metrics only, each series with its value, in the same order", () => {
    check((all, maxSeries, others) => {
      const { kept } = below(all, maxSeries, others);
      const sent = namesOf(kept);
      expect(kept).toEqual(all.filter(({ metric }) => sent.has(metric)));
    });
  });

  it("always sends what never gives way", () => {
    check((all, maxSeries, others) => {
      const never = all.filter(({ metric }) => rankOf.get(metric) === "never");
      expect(below(all, maxSeries, others).kept).toEqual(expect.arrayContaining([...never]));
    });
  });

  it("is within it, or nothing more could give way", () => {
    check((all, maxSeries, others) => {
      const { kept } = below(all, maxSeries, others);
      const more = kept.some(({ metric }) => rankOf.get(metric) !== "never");
      expect(kept.length + others <= maxSeries || !more).toBe(true);
    });
  });

  it("drops nothing that fits, and nothing before what ranks below it", () => {
    check((all, maxSeries, others) => {
      const { kept, dropped } = below(all, maxSeries, others);
      const last = dropped.at(-1);
      if (last === undefined) return;
      expect(kept.length + last.series + others).toBeGreaterThan(maxSeries);
      const ranks = dropped.map(({ metric }) => Number(rankOf.get(metric)));
      const keptRanks = kept.map(({ metric }) => rankOf.get(metric)).filter((rank) => rank !== "never");
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      for (const rank of keptRanks) expect(Number(rank)).toBeGreaterThanOrEqual(ranks.at(-1)!);
    });
  });

  it("accounts for every series, and says the ceiling that drops none and is the least such", () => {
    check((all, maxSeries, others) => {
      const { kept, dropped, fits } = below(all, maxSeries, others);
      const gone = dropped.reduce((sum, { series }) => sum + series, 0);
      expect(kept.length + gone).toBe(all.length);
      expect(below(all, fits, others).dropped).toEqual([]);
      const canGive = all.some(({ metric }) => rankOf.get(metric) !== "never");
      expect(below(all, fits - 1, others).dropped.length > 0).toBe(canGive);
    });
  });

  it("drops the same, whatever the order in which series come", () => {
    check((all, maxSeries, others) => {
      const forwards = below(all, maxSeries, others);
      const backwards = below(all.toReversed(), maxSeries, others);
      expect(backwards.dropped).toEqual(forwards.dropped);
      expect(backwards.kept.toReversed()).toEqual(forwards.kept);
    });
  });
});
