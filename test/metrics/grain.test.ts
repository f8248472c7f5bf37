import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureReason } from "../../src/domain/snapshot.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { breakdownOf, type Failure, withGrain } from "../../src/metrics/grain.ts";
import { savedByOwner } from "../../src/metrics/owner-savings.ts";
import { shortSums } from "../../src/metrics/short-sums.ts";
import { backlogs } from "./arbitraries.ts";
import { listed, measureAll, measured, snapshot, valuesOf } from "./builders.ts";

const OPEN = "github.pull_requests.open";
const byOwner = withGrain(catalogue, () => "owner");
const breakdowns = catalogue.filter((row) => breakdownOf(row) !== undefined);

/** Repositories `acme/repo-0`… of the backlogs, every other of them of `Zoo`. */
const ofTwoOwners = backlogs.map((snapshots) =>
  snapshots.map((one, index) => ({
    ...one,
    repository: `${index % 2 === 0 ? "acme" : "Zoo"}/repo-${index}`,
  })),
);

describe("a breakdown", () => {
  it.each(catalogue)(
    "is what $name has in its name, and then its tags can be summed over repositories",
    (row) => {
      const breaksDown = row.subject !== "run" && !row.together && row.tags.length > 1;
      expect(breakdownOf(row) !== undefined).toBe(breaksDown);
      expect(row.name.includes(".by_")).toBe(breaksDown);
      if (breaksDown) expect(["sum", "max"]).toContain(row.fold);
    },
  );

  it("alone carries the owner's tag, and only where it is asked for", () => {
    const rows = withGrain(catalogue, (name) => (name.endsWith("by_label") ? "owner" : "repo"));
    const changed = rows.filter((row, index) => row !== catalogue[index]);
    expect(changed.map(({ name, tags }) => [name, tags])).toEqual(
      catalogue.filter(({ name }) => name.endsWith("by_label")).map(({ name }) => [name, ["owner", "label"]]),
    );
    const all = byOwner.filter(({ tags }) => tags[0] === "owner").map(({ name }) => name);
    expect(all).toEqual(breakdowns.map(({ name }) => name));
  });
});

describe("summed for each owner", () => {
  const hidden = new Map([["reviewer", (value: string) => value === "none"]]);
  it.each([
    { of: "one of two repositories that may hide requests", both: {}, sent: {} },
    { of: "two that may", both: { hidden }, sent: { "owner:acme,reviewer:bob": 2 } },
  ])("reviewers of $of are $sent", ({ both, sent }) => {
    const snapshots = [
      snapshot([{ reviewers: ["bob"] }, {}], { hidden }),
      snapshot([{ reviewers: ["bob"] }, {}], { repository: "acme/web", ...both }),
      snapshot([], { repository: "acme/empty" }),
    ];
    const series = measured(snapshots, { rows: byOwner });
    expect(valuesOf(series, `${OPEN}.by_reviewer`)).toEqual(sent);
    expect(valuesOf(series, `${OPEN}.by_author`)).toEqual({ "author:alice,owner:acme": 4 });
  });

  it.each(breakdowns)("any backlog's $name is what its repositories' numbers come to", ({ name, fold }) => {
    fc.assert(
      fc.property(ofTwoOwners, (snapshots) => {
        const right = new Map<string, number>();
        for (const [tags, value] of Object.entries(
          valuesOf(measured(snapshots, { rows: catalogue }), `github.${name}`),
        )) {
          const key = tags
            .replace(/repo:([^/]+)\/[^,]*/, "owner:$1")
            .split(",")
            .sort()
            .join();
          const known = right.get(key);
          const both = known === undefined ? value : fold === "sum" ? known + value : Math.max(known, value);
          right.set(key, both);
        }
        expect(valuesOf(measured(snapshots, { rows: byOwner }), `github.${name}`)).toEqual(
          Object.fromEntries(right),
        );
      }),
    );
  });

  it("every other metric is what it was, and no order matters", () => {
    fc.assert(
      fc.property(ofTwoOwners, (snapshots) => {
        const sums = measured(snapshots, { rows: byOwner });
        const isTotal = ({ metric }: { readonly metric: string }) => !metric.includes(".by_");
        expect(sums.filter(isTotal)).toEqual(measured(snapshots, { rows: catalogue }).filter(isTotal));
        expect(measured(snapshots.toReversed(), { rows: byOwner })).toEqual(sums);
      }),
    );
  });

  it("any backlog has as many series less as was foretold", () => {
    fc.assert(
      fc.property(ofTwoOwners, fc.boolean(), (snapshots, folds) => {
        const options = { keeps: folds ? { label: () => false } : {}, constantTags: ["team:core"] };
        const series = measured(snapshots, { ...options, rows: catalogue });
        const saved = savedByOwner(series, { rows: catalogue, prefix: "github" });
        const sum = [...saved.values()].reduce((all, one) => all + one, 0);
        const sums = measured(snapshots, { ...options, rows: byOwner });
        expect(series.length - sums.length).toBe(sum);
        expect([...savedByOwner(sums, { rows: byOwner, prefix: "github" })]).toEqual([]);
      }),
    );
  });

  it("what is folded into other counts once for each pull request", () => {
    const two = ["acme/api", "acme/web"].map((repository) =>
      snapshot([{ labels: ["a", "b"] }], { repository }),
    );
    const series = measured(two, { rows: byOwner, keeps: { label: () => false } });
    expect(valuesOf(series, `${OPEN}.by_label`)).toEqual({ "label:other,owner:acme": 2 });
  });
});

function sumsWith(failures: readonly Failure[], unknown = false) {
  const measure = measureAll({ rows: byOwner });
  measure.add(snapshot([{}], unknown ? { unknown: new Set(["checks"]) } : {}));
  measure.add(snapshot([{}], { repository: "zoo/api" }));
  const owners = (metric: string) =>
    Object.keys(valuesOf(listed(measure.series(failures)), metric)).map(
      (tags) => /owner:([^,]*)/.exec(tags)?.[1],
    );
  const all = measure.measured(failures);
  return {
    authors: owners(`${OPEN}.by_author`),
    checks: owners(`${OPEN}.by_checks`),
    computed: all.find(({ row }) => row.name.endsWith("by_author"))?.scopes,
    short: shortSums(all, failures),
  };
}

describe("the sums of an owner of whom a repository failed", () => {
  const reasons: Readonly<Record<FailureReason, boolean>> = {
    not_found: true,
    forbidden: true,
    blocked: true,
    moved_and_gone: true,
    unauthorized: false,
    incomplete: false,
    too_heavy: false,
    rate_limited: false,
    deadline: false,
    interrupted: false,
    server_error: false,
    network: false,
    invalid_answer: false,
    internal_error: false,
  };

  it.each(Object.entries(reasons) as [FailureReason, boolean][])("as %s are sent: %s", (reason, sent) => {
    const { authors, checks, computed, short } = sumsWith([{ repository: "ACME/web", reason }]);
    const right = sent ? ["acme", "zoo"] : ["zoo"];
    expect(authors).toEqual(right);
    expect(checks).toEqual(right);
    expect(computed).toEqual(new Set(right.map((owner) => `owner:${owner}`)));
    const metrics = breakdowns.map(({ name }) => name);
    expect(short).toEqual(sent ? [] : [{ owner: "acme", reasons: [reason], metrics }]);
  });

  it.each(["not_found", "forbidden", "network"] as const)(
    "are never sent where the listing itself broke off: %s",
    (reason) => {
      expect(sumsWith([{ repository: "acme/*", reason }]).authors).toEqual(["zoo"]);
    },
  );

  it("are missing in the metric that needs what one of them does not tell, and in no other", () => {
    const { authors, checks, short } = sumsWith([], true);
    expect(authors).toEqual(["acme", "zoo"]);
    expect(checks).toEqual(["zoo"]);
    expect(short).toEqual([
      { owner: "acme", reasons: ["unknown_field"], metrics: ["pull_requests.open.by_checks"] },
    ]);
  });

  it("name each reason once, sorted", () => {
    const failures = ["network", "deadline", "network", "not_found"].map((reason, index) => ({
      repository: `acme/${index}`,
      reason: reason as FailureReason,
    }));
    expect(sumsWith(failures, true).short).toMatchObject([{ reasons: ["deadline", "network"] }]);
  });

  it("are nobody's where nothing is summed", () => {
    const measure = measureAll();
    measure.add(snapshot([{}], { unknown: new Set(["checks"]) }));
    const failures = [{ repository: "acme/web", reason: "network" as const }];
    expect(shortSums(measure.measured(failures), failures)).toEqual([]);
  });
});

it("two owners of one tag are named, and one in two spellings is one", () => {
  const measure = measureAll();
  for (const repository of ["a_b/api", "A_b/web", "x/api"]) measure.add(snapshot([], { repository }));
  expect(measure.sharedTags("owner")).toEqual([]);
  expect(measure.sharedTags("owner", ["a__B/*"])).toEqual([{ tag: "owner:a_b", names: ["a__b", "a_b"] }]);
});
