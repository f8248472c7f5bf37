import fc from "fast-check";
import { expect, it } from "vitest";
import type { Series } from "../../src/domain/series.ts";
import type { Complete } from "../../src/domain/snapshot.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { createFurtherTags, type FurtherTags, NO_SOURCES } from "../../src/metrics/further-tags.ts";
import { withGrain } from "../../src/metrics/grain.ts";
import type { Grain } from "../../src/metrics/row.ts";
import { normaliseTag, tagOf } from "../../src/metrics/tags.ts";
import { isZeroFilled, vanishedOf, withoutSent, zerosOf } from "../../src/metrics/zero-fill.ts";
import { backlogs } from "./arbitraries.ts";
import { byMetric, listed, measureAll } from "./builders.ts";

/** Each is the beginning of another, or ends in a character that sorts before or after the colon. */
const key = fc.constantFrom("team", "team-lead", "team2", "team_x", "team.a", "team/b", "t", "cost.centre");
const value = fc.oneof(fc.constantFrom("a", "-", "core", "a:b", "unowned"), fc.string({ minLength: 1 }));
const tag = fc.tuple(key, value).map(([one, other]) => normaliseTag(`${one}:${other}`));
const rules = fc.array(
  fc.record({
    matches: fc.nat(255).map((mask) => (text: string) => (mask >> (text.length % 8)) % 2 === 1),
    tags: fc.uniqueArray(tag, { selector: (one) => one.split(":")[0] }),
  }),
  { maxLength: 3 },
);
const further: fc.Arbitrary<FurtherTags> = fc
  .record({ repositories: rules, people: rules, labels: rules, weak: rules, constant: fc.array(tag) })
  .map(({ repositories, people, labels, weak, constant }) =>
    createFurtherTags(
      { ...NO_SOURCES, file: { repositories, people, labels }, repositories: weak },
      [...new Set([...constant, "env:prod"])].sort(),
    ),
  );
const settings = fc.record({ further, grain: fc.constantFrom<Grain>("repo", "owner"), folds: fc.boolean() });
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

/** What one run measures and sends. */
function run(snapshots: readonly Complete[], { further, grain, folds }: Settings) {
  const { constantTags } = further;
  const measure = measureAll({
    rows: withGrain(catalogue, () => grain),
    further,
    constantTags,
    keeps: folds ? { label: (name) => name !== "ui" } : {},
  });
  for (const one of snapshots) measure.add(one);
  return { measured: measure.measured(), series: measure.series(), constantTags };
}

type Run = ReturnType<typeof run>;

/** What the run sets to 0 of what an earlier one sent, which Datadog gives back in another order, and as it stored it. */
function zerosAfter(
  earlier: Run,
  { measured, constantTags }: Run,
  { keys }: FurtherTags,
  stored = (tag: string): string => tag,
) {
  const options = { furtherKeys: keys, heldBack: new Set<string>(), concerns: () => false };
  return measured.filter(isZeroFilled).map((metric) => {
    const own = earlier.series.find(({ row }) => row === metric.row || row.name === metric.row.name) ?? [];
    const past = [...own].map(({ tags, value }) => ({
      tags: tags
        .filter((one) => !earlier.constantTags.includes(one))
        .map(stored)
        .toReversed(),
      value,
    }));
    return zerosOf(metric, vanishedOf(metric, past, options).vanished, { prefix: "github", constantTags });
  });
}

/** A set, whatever the order: nothing of `src` is used to compare. */
function identity({ metric, tags }: Series): string {
  return JSON.stringify([metric, ...[...new Set(tags)].sort()]);
}

it("sets nothing to 0 that it sends with the same settings, whatever the keys and values of tags", () => {
  fc.assert(
    fc.property(backlogs, settings, (snapshots, same) => {
      const one = run(snapshots, same);
      expect(listed(zerosAfter(one, run(snapshots, same), same.further))).toEqual([]);
    }),
  );
});

it("sets to 0 what was sent and is not sent again, and nothing that is sent, after any change", () => {
  fc.assert(
    fc.property(backlogs, backlogs, settings, settings, (before, after, old, now) => {
      // Constant tags are what the earlier series are asked for by; only their repositories and further tags change.
      const [one, other] = [run(before, { ...old, grain: now.grain }), run(after, now)];
      const sent = new Set(listed(other.series).map(identity));
      const zeros = listed(zerosAfter(one, other, now.further)).map(identity);
      expect(zeros.filter((zero) => sent.has(zero))).toEqual([]);
      expect(new Set(zeros).size).toBe(zeros.length);
    }),
  );
  fc.assert(
    fc.property(backlogs, backlogs, settings, (before, after, same) => {
      const settings = { ...same, folds: false };
      const [one, other] = [run(before, settings), run(after, settings)];
      const filled = new Set(other.measured.filter(isZeroFilled).map(({ row }) => `github.${row.name}`));
      const read = other.measured[0]?.scopes ?? new Set();
      const scopes = new Set([...read, ...(read.size > 0 ? [tagOf("owner", "acme")] : [])]);
      const sent = new Set(listed(other.series).map(identity));
      const gone = listed(one.series).filter(
        (series) =>
          series.value > 0 &&
          filled.has(series.metric) &&
          series.tags.some((each) => scopes.has(each)) &&
          !sent.has(identity(series)),
      );
      const zeros = new Set(listed(zerosAfter(one, other, same.further)).map(identity));
      const right = new Set(gone.map(identity));
      expect([...zeros].filter((zero) => !right.has(zero))).toEqual([]);
      // Only where letters outside ASCII came may it be the same series in another spelling.
      const spelled = new Set(
        listed(other.series).flatMap(({ metric, tags }) => (/[^ -~]/.test(tags.join()) ? [metric] : [])),
      );
      const lacking = gone.filter((series) => !zeros.has(identity(series)) && !spelled.has(series.metric));
      expect(lacking).toEqual([]);
    }),
  );
});

it("sets nothing to 0 that it sends, whatever letters Datadog stores as underscores", () => {
  fc.assert(
    fc.property(backlogs, settings, fc.nat(7), (snapshots, same, mask) => {
      const isStored = (letter: string) => letter < "\u0080" || ((letter.codePointAt(0) ?? 0) & mask) === 0;
      const stored = (one: string) =>
        normaliseTag(one.replace(/\p{L}/gu, (letter) => (isStored(letter) ? letter : "_")));
      const one = run(snapshots, same);
      const zeros = listed(zerosAfter(one, run(snapshots, same), same.further, stored));
      expect(zeros).toEqual([]);
    }),
  );
});

it("never lets a series and a 0 of the same tags through, whatever is called vanished", () => {
  const tags = fc.uniqueArray(tag, { maxLength: 3 });
  const series = fc
    .array(fc.record({ metric: fc.constantFrom("a", "b"), tags }))
    .map((all) => all.map((one) => ({ ...one, value: 1, unit: "item" as const })));
  fc.assert(
    fc.property(series, series, (sent, vanished) => {
      const zeros = vanished.map((one) => ({ ...one, value: 0 }));
      const told = new Set(sent.map(identity));
      const left = withoutSent(byMetric(zeros), byMetric(sent));
      const right = new Set(zeros.map(identity).filter((one) => !told.has(one)));
      expect(new Set(listed(left).map(identity))).toEqual(right);
      for (const one of left) expect([...one]).toHaveLength(one.count);
    }),
  );
});
