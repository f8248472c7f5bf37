import { describe, expect, it } from "vitest";
import {
  isZeroFilled,
  type Past,
  type VanishedOptions,
  vanishedOf,
  zerosOf,
} from "../../src/metrics/zero-fill.ts";
import { measureAll, snapshot } from "./builders.ts";

const LABELS = "pull_requests.open.by_label";

function vanished(name: string, past: readonly Past[], special: Partial<VanishedOptions> = {}) {
  const options = { furtherKeys: [], heldBack: new Set<string>(), concerns: () => false, ...special };
  return vanishedOf(metric(name), past, options).vanished;
}

/** `acme/api` with one pull request, labelled `Bug` and `UI`; labels of that name are folded. */
function metric(name: string) {
  const measure = measureAll({ keeps: { label: (value) => value !== "ui" } });
  measure.add(snapshot([{ labels: ["Bug", "UI"] }]));
  const found = measure.measured().find(({ row }) => row.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}

function zeroed(past: readonly Past[], constantTags: readonly string[] = []): readonly string[] {
  const zeros = zerosOf(metric(LABELS), vanished(LABELS, past), { prefix: "github", constantTags });
  return [...zeros].map(({ tags, value }) => `${tags.join()}=${value}`);
}

const past = (...tags: readonly string[]): Past => ({ tags, value: 2 });

describe("what is set to 0", () => {
  it.each([
    ["a label that has vanished", past("repo:acme/api", "label:old"), ["label:old,repo:acme/api=0"]],
    ["tags in another order", past("label:old", "repo:acme/api"), ["label:old,repo:acme/api=0"]],
    ["what nothing is folded into", past("repo:acme/api", "label:none"), ["label:none,repo:acme/api=0"]],
    ["not one that is measured", past("repo:acme/api", "label:bug"), []],
    ["not one that normalises to what is measured", past("repo:acme/api", "label:Bug"), []],
    ["not one that is folded now", past("repo:acme/api", "label:ui"), []],
    ["not what it is folded into", past("repo:acme/api", "label:other"), []],
    ["not one that reads 0 already", { ...past("repo:acme/api", "label:old"), value: 0 }, []],
    ["not a repository that was not read", past("repo:acme/gone", "label:old"), []],
    ["not a series without the tag", past("repo:acme/api"), []],
    ["not a series that Datadog says lacks it", past("repo:acme/api", "label:N/A"), []],
    ["not a series with two of a tag", past("repo:acme/api", "label:a", "label:b"), []],
  ] as const)("is %s", (_, series, right) => {
    expect(zeroed([series])).toEqual(right);
  });

  it("is once what comes twice, sorted, with the constant tags", () => {
    const series = ["label:b", "label:B", "label:a"].map((label) => past("repo:acme/api", label));
    expect(zeroed(series, ["team:core"])).toEqual([
      "label:a,repo:acme/api,team:core=0",
      "label:b,repo:acme/api,team:core=0",
    ]);
  });

  it("is a total that is held back, as long as the past shows more", () => {
    const heldBack = new Set(["repo:acme/api"]);
    const total = [past("repo:acme/api")];
    expect(vanished("pull_requests.open", total, { heldBack })).toMatchObject([{ scope: "repo:acme/api" }]);
    expect(vanished("pull_requests.open", total)).toEqual([]);
  });

  it("is looked for in a repository that was not read where that is of interest", () => {
    const concerns = (scope: string) => scope === "repo:acme/gone";
    const series = [past("repo:acme/gone", "label:old"), past("repo:acme/other", "label:old")];
    expect(vanished(LABELS, series, { concerns })).toMatchObject([{ scope: "repo:acme/gone" }]);
  });
});

it("only series with one value for each tag are looked for", () => {
  const names = measureAll()
    .measured()
    .filter((one) => !isZeroFilled(one))
    .map(({ row }) => row.name);
  expect(names).toEqual([
    "pull_requests.open.combined",
    "datadog.custom.github.pr.count",
    "pull_requests.detail",
    "pull_requests.detail.age",
  ]);
});

it("a metric is not computed where a field is unknown, or where another of that name has failed", () => {
  const measure = measureAll();
  measure.add(snapshot([{}], { unknown: new Set(["reviewState"]) }));
  measure.add(snapshot([], { repository: "acme/web" }));
  const computed = (name: string, failed: readonly string[] = []) => [
    ...(measure
      .measured(failed.map((repository) => ({ repository, reason: "network" })))
      .find(({ row }) => row.name === name)?.scopes ?? []),
  ];
  expect(computed("pull_requests.open")).toEqual(["repo:acme/api", "repo:acme/web"]);
  expect(computed("pull_requests.open.by_review_state")).toEqual(["repo:acme/web"]);
  expect(computed("pull_requests.open", ["acme/WEB"])).toEqual(["repo:acme/api"]);
  expect(measure.measured()[0]?.empty).toEqual(new Set(["repo:acme/web"]));
});
