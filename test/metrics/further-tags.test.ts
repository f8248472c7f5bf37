import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Traits } from "../../src/domain/traits.ts";
import {
  createFurtherTags,
  keysOf,
  NO_SOURCES,
  type TagRule,
  type TagSources,
} from "../../src/metrics/further-tags.ts";
import { normaliseTag } from "../../src/metrics/tags.ts";
import { backlogs } from "./arbitraries.ts";
import { listed, measureAll, measured, snapshot, valuesOf } from "./builders.ts";

/** Tags for everything that is called so, or begins so where it ends in a star. */
function rule(name: string, ...tags: readonly string[]): TagRule {
  const matches = (text: string): boolean =>
    name.endsWith("*") ? text.startsWith(name.slice(0, -1)) : text === name;
  return { matches, tags };
}

/** Every source gives a team, each to fewer than the one after it. */
const SOURCES: TagSources = {
  file: {
    repositories: [rule("acme/filed", "team:filed"), rule("acme/file*", "team:second", "tier:2")],
    people: [rule("author:alice", "team:alices"), rule("reviewer:alice", "team:reviewers")],
    labels: [rule("label:bug", "team:bugs")],
  },
  repositories: [rule("acme/patterned", "team:patterned"), rule("acme/pat*", "team:late")],
  properties: [
    { property: "team", key: "team" },
    { property: "owning", key: "team" },
  ],
  topics: [{ before: "team-", after: "", key: "team" }],
};

const traits = (
  topics: readonly string[],
  properties: Readonly<Record<string, readonly string[]>> = {},
): Traits => ({
  topics,
  properties: new Map(Object.entries(properties)),
});

/** Tags of the series under these tags of one repository. */
function tagsOf(
  repository: string,
  own: readonly string[] = [],
  known?: Traits,
  constant: readonly string[] = [],
) {
  const further = createFurtherTags(SOURCES, constant);
  const given = further.ofRepository(repository, known ?? traits([]));
  return further.ofSeries(given, own, false).join();
}

describe("of several sources, a key comes from", () => {
  const property = traits(["team-topic"], { team: ["property"] });
  it.each([
    [
      "the first entry of the file that takes the repository",
      "acme/filed",
      "author:alice",
      "team:filed,tier:2",
    ],
    ["a person of the file", "acme/patterned", "author:alice", "team:alices"],
    ["a reviewer of the file", "acme/patterned", "reviewer:alice", "team:reviewers"],
    ["a label of the file", "acme/patterned", "label:bug", "team:bugs"],
    [
      "the first entry of REPO_TAGS that takes the repository",
      "acme/patterned",
      "author:bob",
      "team:patterned",
    ],
    ["a custom property", "acme/other", "label:ui", "team:property"],
  ])("%s", (_, repository, own, right) => {
    expect(tagsOf(repository, [own], property)).toBe(right);
  });

  it.each([
    ["a property by another name", traits(["team-topic"], { owning: ["second"] }), "team:second"],
    ["the first of several values by their letters", traits([], { team: ["b", "a"] }), "team:a"],
    ["a value that Datadog spells otherwise", traits([], { team: ["Web & UI"] }), "team:web_ui"],
    ["a value of which nothing would be left", traits([], { team: ["🔥"] }), "team:u1f525"],
    ["a topic, in any case", traits(["zeta", "Team-Topic"]), "team:topic"],
    ["the first of several topics by their letters", traits(["team-b", "team-a"]), "team:a"],
    ["a slug, byte for byte", traits(["team-core--infra.v2"]), "team:core--infra.v2"],
    ["DD_TAGS, where nothing else gives it", traits(["team"]), "team:default"],
  ])("%s", (_, known, right) => {
    expect(tagsOf("acme/other", [], known, ["team:default", "zone:a"])).toBe(right);
  });

  it("nobody, where only a team can be told to be missing", () => {
    expect(tagsOf("acme/other")).toBe("team:unowned");
    const tiers = { ...NO_SOURCES, repositories: [rule("acme/api", "tier:1")] };
    const further = createFurtherTags(tiers, []);
    expect(further.ofSeries(further.ofRepository("acme/web", traits([])), [], false)).toEqual([]);
  });

  it("DD_TAGS alone, for keys that no source can give", () => {
    expect(createFurtherTags(SOURCES, ["team:a", "zone:b"]).constantTags).toEqual(["zone:b"]);
    expect(keysOf(SOURCES)).toEqual(["team", "tier"]);
  });
});

describe("the series of a run", () => {
  const further = createFurtherTags(SOURCES, []);
  const of = (metric: string, ...parts: Parameters<typeof snapshot>[0]) =>
    Object.keys(
      valuesOf(
        measured([snapshot(parts, { repository: "acme/patterned" })], { further }),
        `github.${metric}`,
      ),
    );

  it("have the team of the repository, of a person, of a label", () => {
    expect(of("pull_requests.open", {})).toEqual(["repo:acme/patterned,team:patterned"]);
    expect(of("pull_requests.open.by_author", {}, { author: { login: "bob", bot: false } })).toEqual([
      "author:alice,repo:acme/patterned,team:alices",
      "author:bob,repo:acme/patterned,team:patterned",
    ]);
    expect(of("pull_requests.open.by_label", { labels: ["bug"] }, {})).toEqual([
      "label:bug,repo:acme/patterned,team:bugs",
      "label:none,repo:acme/patterned,team:patterned",
    ]);
  });

  it("that stand for a whole set of tags have that of the repository", () => {
    const [tags] = of("pull_requests.detail", { labels: ["bug"], reviewers: ["alice"] });
    expect(tags).toContain("team:patterned");
    expect(tags).not.toMatch(/team:(alices|bugs|reviewers)/);
  });

  it("have none of a person or label that is folded, or of nobody", () => {
    const all: TagSources = {
      ...NO_SOURCES,
      file: { repositories: [], people: [rule("*", "team:person")], labels: [rule("*", "team:label")] },
    };
    const options = {
      further: createFurtherTags(all, []),
      keeps: { author: () => false, label: () => false },
    };
    const series = measured([snapshot([{ labels: ["bug"] }, {}])], options);
    const teams = series.filter(({ metric }) => /by_(author|label|reviewer)$/.test(metric));
    expect(teams.length).toBe(4);
    expect(teams.map(({ tags }) => tags.filter((tag) => tag.startsWith("team:")).join())).toEqual(
      teams.map(() => "team:unowned"),
    );
  });

  it("of two repositories that are one tag have one team, whichever comes first", () => {
    const two = ["acme/a_b", "acme/a__b"].map((repository) => snapshot([{}], { repository }));
    const sources = {
      ...NO_SOURCES,
      repositories: [rule("acme/a_b", "team:one"), rule("acme/a__b", "team:two")],
    };
    const options = { further: createFurtherTags(sources, []) };
    const right = { "repo:acme/a_b,team:two": 2 };
    expect(valuesOf(measured(two, options), "github.pull_requests.open")).toEqual(right);
    expect(valuesOf(measured(two.toReversed(), options), "github.pull_requests.open")).toEqual(right);
  });

  it("follow what GitHub says of the repository", () => {
    const measure = measureAll({ further });
    measure.add(snapshot([]), traits(["team-topic"]));
    expect(valuesOf(listed(measure.series()), "github.pull_requests.open")).toEqual({
      "repo:acme/api,team:topic": 0,
    });
  });
});

const named = fc.constantFrom("acme/repo-0", "acme/repo-1", "acme/*");
const tag = fc.constantFrom("team:a", "team:b", "tier:1");
const rulesOver = (names: fc.Arbitrary<string>) =>
  fc.array(
    fc.tuple(names, tag).map(([name, given]) => rule(name, given)),
    { maxLength: 3 },
  );
const sources: fc.Arbitrary<TagSources> = fc.record({
  file: fc.record({
    repositories: rulesOver(named),
    people: rulesOver(fc.constantFrom("author:bug", "reviewer:ui", "author:*")),
    labels: rulesOver(fc.constantFrom("label:bug", "label:*")),
  }),
  repositories: rulesOver(named),
  properties: fc.constantFrom([], [{ property: "team", key: "team" }]),
  topics: fc.constantFrom([], [{ before: "t-", after: "", key: "tier" }]),
});

describe("for any backlog and any sources", () => {
  const DD_TAGS = ["team:default", "zone:a"];

  it("there are as many series as without, with the same numbers under the same tags of their own", () => {
    fc.assert(
      fc.property(backlogs, sources, (snapshots, some) => {
        const further = createFurtherTags(some, DD_TAGS);
        const plain = measured(snapshots, { constantTags: ["zone:a"] });
        const tagged = measured(snapshots, { further, constantTags: further.constantTags });
        const isFurther = (one: string) => /^(team|tier):/.test(one);
        expect(tagged.map((one) => ({ ...one, tags: one.tags.filter((each) => !isFurther(each)) }))).toEqual(
          plain,
        );
      }),
    );
  });

  it("each key has at most one value on a series, every one has a team, and Datadog keeps all of them", () => {
    fc.assert(
      fc.property(backlogs, sources, (snapshots, some) => {
        const further = createFurtherTags(some, DD_TAGS);
        for (const { tags } of measured(snapshots, { further, constantTags: further.constantTags })) {
          expect(tags.filter((one) => one.startsWith("team:"))).toHaveLength(1);
          expect(tags.filter((one) => one.startsWith("tier:")).length).toBeLessThan(2);
          expect(tags.map(normaliseTag)).toEqual(tags);
        }
      }),
    );
  });
});
