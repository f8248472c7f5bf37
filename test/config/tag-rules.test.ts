import { describe, expect, it } from "vitest";
import { parsePropertyTags, parseRepositoryTags, parseTopicTags } from "../../src/config/tag-rules.ts";
import { RESERVED_KEYS } from "../../src/config/tags.ts";
import { ENOUGH, faulty, loaded, settings } from "./environment.ts";

function problems(
  parsed: ReturnType<typeof parseRepositoryTags | typeof parseTopicTags | typeof parsePropertyTags>,
): string {
  return parsed.ok ? "" : parsed.problems.map(({ problem }) => problem).join("; ");
}

/** The tags of each entry of REPO_TAGS that takes a repository. */
function tagsOf(text: string, repository: string) {
  const parsed = parseRepositoryTags(text);
  if (!parsed.ok) throw new Error(problems(parsed));
  return parsed.value.filter(({ matches }) => matches(repository)).map(({ tags }) => tags.join());
}

describe("REPO_TAGS", () => {
  const text = "acme/pay-*=team:payments,tier:1; acme/*=team:platform\nOther/Web = Team:Web UI";
  it.each([
    ["acme/pay-api", ["team:payments,tier:1", "team:platform"]],
    ["ACME/Pay-API", ["team:payments,tier:1", "team:platform"]],
    ["acme/web", ["team:platform"]],
    ["acme/.github", ["team:platform"]],
    ["other/web", []],
    ["acme-2/web", []],
  ])("gives %s the tags of every entry that takes it, in order", (repository, right) => {
    expect(tagsOf(text.replace("Team:Web UI", "x:y").replace("Other/Web", "third/web"), repository)).toEqual(
      right,
    );
  });

  it("keeps tags as Datadog does", () => {
    expect(tagsOf("Other/Web = Team:Web-UI tier:1,", "other/web")).toEqual(["team:web-ui,tier:1"]);
  });

  it.each([
    [";", "lists no repository"],
    ["acme/*", "without a ="],
    ["acme=team:a", "without a slash"],
    ["*/x=team:a", "the owner, before the slash, is written in full"],
    ["!acme/x=team:a", "nothing can be taken away"],
    ["acme/*=", "lists no tag"],
    ["acme/*=payments", "not a key that starts with a letter"],
    ["acme/*=team:a,team:b", "two values for team"],
    ["acme/*=repo:x; acme/y=host:z", "the tag repo is the exporter's"],
  ])("refuses %s: %s", (wrong, problem) => {
    expect(problems(parseRepositoryTags(wrong))).toContain(problem);
  });
});

describe("PROPERTY_TAGS", () => {
  it("names properties, and the tags of those that go by another name", () => {
    expect(parsePropertyTags("Team, Cost-Centre:cost")).toEqual({
      ok: true,
      value: [
        { property: "team", key: "team" },
        { property: "cost-centre", key: "cost" },
      ],
    });
  });

  it.each([
    [",", "lists no property"],
    ["a.b:team", "no property is called"],
    ["owner", "the tag owner is the exporter's"],
    ["1st", "is no key"],
  ])("refuses %s: %s", (wrong, problem) => {
    expect(problems(parsePropertyTags(wrong))).toContain(problem);
  });

  it("needs a token", () => {
    const { GITHUB_TOKEN: _, ...rest } = ENOUGH;
    expect(faulty({ ...rest, PROPERTY_TAGS: "team" })).toEqual(["PROPERTY_TAGS"]);
    expect(faulty({ ...rest, DD_APP_KEY: "a", PROPERTY_TAGS: "team" }, "setup")).toEqual([]);
    expect(settings({ PROPERTY_TAGS: "team" }).further.wanted).toEqual({ topics: false, properties: true });
  });
});

describe("TOPIC_TAGS", () => {
  it("says what a topic's variable part is called", () => {
    expect(parseTopicTags("Team-*:Team *-tier:tier")).toEqual({
      ok: true,
      value: [
        { before: "team-", after: "", key: "team" },
        { before: "", after: "-tier", key: "tier" },
      ],
    });
    expect(settings({ TOPIC_TAGS: "team-*:team" }).further.wanted).toEqual({
      topics: true,
      properties: false,
    });
  });

  it.each([
    [",", "lists no topic"],
    ["team-*", "without a colon"],
    ["team:team", "one *"],
    ["*-*:team", "one *"],
    ["team_*:team", "one *"],
    ["team-*:repo", "the tag repo is the exporter's"],
    ["team-*:", "is no key"],
  ])("refuses %s: %s", (wrong, problem) => {
    expect(problems(parseTopicTags(wrong))).toContain(problem);
  });
});

describe("a tag that they may replace", () => {
  it.each(RESERVED_KEYS)("is never one under %s", (key) => {
    expect(
      faulty({
        ...ENOUGH,
        REPO_TAGS: `acme/*=${key}:x`,
        TOPIC_TAGS: `x-*:${key}`,
        PROPERTY_TAGS: `x:${key}`,
      }),
    ).toEqual(["PROPERTY_TAGS", "TOPIC_TAGS", "REPO_TAGS"]);
  });

  it("leaves 20 tags of a series to the metrics", () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `k${index}:v`).join();
    const env = { ...ENOUGH, REPO_TAGS: "acme/*=k0:x,team:a" };
    expect(loaded({ ...env, DD_TAGS: tags(79) }).kind).toBe("settings");
    expect(loaded({ ...env, DD_TAGS: tags(80) })).toMatchObject({
      faults: [{ variable: "DD_TAGS", problem: expect.stringContaining("comes to 81 tags") }],
    });
  });

  it("has one value in DD_TAGS", () => {
    const env = { ...ENOUGH, DD_TAGS: "team:a,team:b,tier:1,tier:2", TOPIC_TAGS: "team-*:team" };
    expect(loaded(env)).toMatchObject({
      faults: [{ variable: "DD_TAGS", problem: expect.stringContaining("two values for team") }],
    });
  });
});
