import { describe, expect, it } from "vitest";
import { readTagsFile } from "../../src/cli/tags-file.ts";
import { readYaml } from "../../src/cli/yaml-tree.ts";
import { checkTagsFile } from "../../src/config/tags-file.ts";
import { fileWith } from "../support/file.ts";
import { openHouse } from "../support/house.ts";
import { smallTown } from "../support/town.ts";

const GOOD = `
repositories:
  acme/pay-*: { team: payments, tier: 1 }
  acme/*: &platform
    team: platform
people:
  renovate[bot]: *platform
  Alice: { team: Payments, notify: "@slack-payments" }
  "*-ci": { team: 007 }
  "*[bot]": { team: bots }
labels:
  good first issue: { team: onboarding }
  "🔥": { team: incidents }
  security/*: { team: security }
`;

async function check(text: string) {
  const tree = readYaml(text);
  return tree.ok ? checkTagsFile(tree.value) : tree;
}

async function problems(text: string): Promise<string> {
  const checked = await check(text);
  return checked.ok ? "" : checked.problems.map(({ problem }) => problem).join("; ");
}

describe("TAGS_FILE", () => {
  it.each([
    ["repositories", "acme/pay-api", ["team:payments,tier:1", "team:platform"]],
    ["repositories", "Acme/Web", ["team:platform"]],
    ["repositories", "other/web", []],
    ["people", "author:renovate_bot", ["team:platform", "team:bots"]],
    ["people", "reviewer:alice", ["team:payments"]],
    ["people", "assignee:web-ci", ["team:007"]],
    ["people", "author:bob", []],
    ["labels", "label:good_first_issue", ["team:onboarding"]],
    ["labels", "label:u1f525", ["team:incidents"]],
    ["labels", "label:security/high", ["team:security"]],
    ["labels", "label:security", []],
  ] as const)("has for %s, %s: %j", async (section, text, right) => {
    const checked = await check(GOOD);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const rules = checked.value.sources[section].filter(({ matches }) => matches(text));
    expect(rules.map(({ tags }) => tags.join())).toEqual(right);
  });

  it("has whom to notify about a person, which is no tag", async () => {
    expect(await check(GOOD)).toMatchObject({ value: { notify: new Map([["alice", "@slack-payments"]]) } });
    const bot = await check('people: { "renovate[bot]": { notify: "@oncall @slack-a" } }');
    expect(bot).toMatchObject({ value: { notify: new Map([["renovate_bot", "@oncall @slack-a"]]) } });
  });

  it("may leave sections out, or empty", async () => {
    expect(await check("people:\n")).toMatchObject({
      ok: true,
      value: { sources: { people: [], labels: [] } },
    });
  });

  it.each([
    ["", "line 1 should hold repositories, people and labels"],
    ["- acme", "line 1 should hold repositories, people and labels"],
    ["teams:\n  a: { team: x }", 'line 1 has "teams", but only repositories, people and labels are read'],
    ["people:\n  - alice", "line 2 should hold the entries of people"],
    ["people:\n  alice: payments", 'line 2 should have tags for "alice"'],
    ["people:\n  alice: {}", 'line 2 should have tags for "alice"'],
    ["people:\n  alice:\n    team: [a, b]", 'line 3 should have one value for "team"'],
    ["people:\n  alice:\n    team:", 'line 3 should have one value for "team"'],
    ["people:\n  alice:\n    team: ~", "of which Datadog would keep no value"],
    ["labels:\n  bug:\n    label: x", 'line 3 has "label", but the tag label is the exporter\'s'],
    ['labels:\n  bug:\n    notify: "@a"\n    repo: x', 'line 4 has "repo"'],
    ["repositories:\n  acme: { team: x }", 'line 2 has "acme" without a slash'],
    ["people:\n  a:\n    notify: slack-a", "line 3 should have a handle"],
    ['people:\n  a*:\n    notify: "@a"', 'line 3 has a handle to notify for "a*"'],
    ["people:\n  '{a': { team: x }", 'line 2 has "{a", which is not a glob'],
    ["people: [", "line 1 is not right YAML"],
    ["people:\n  a: { team: x }\n  a: { team: y }", "line 3 is not right YAML: Map keys must be unique"],
    ["people:\n  a: { team: @x }", "line 2 is not right YAML"],
    ["people:\n  a: &a\n    team: *a", 'line 3 should have one value for "team"'],
  ])("that reads %j is refused: %s", async (text, problem) => {
    expect(await problems(text)).toContain(problem);
  });

  it("is not read where it is not set", async () => {
    expect(await readTagsFile({})).toBeUndefined();
  });
});

describe("the program with TAGS_FILE", () => {
  it("names variable, file and line of everything that is wrong, and attempts nothing", async () => {
    const TAGS_FILE = fileWith("people:\n  alice: {}\nteams:\n");
    const house = await openHouse({ population: smallTown() });
    const { exitCode, stderr } = await house.run({ GITHUB_REPOSITORIES: "acme", TAGS_FILE });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`TAGS_FILE is "${TAGS_FILE}", where line 2 should have tags`);
    expect(stderr).toContain("where line 3 has");
    expect(stderr).toContain("GITHUB_REPOSITORIES has");
    expect(house.github.log).toEqual([]);
  });

  it("says that a file is not there", async () => {
    const house = await openHouse({ population: smallTown() });
    const { exitCode, stderr } = await house.run({
      GITHUB_REPOSITORIES: "acme/*",
      TAGS_FILE: "/nowhere/tags.yaml",
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('TAGS_FILE is "/nowhere/tags.yaml", where nothing can be read (ENOENT');
  });
});
