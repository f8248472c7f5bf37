import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTagsFile, readYamlFile } from "../../src/cli/yaml-file.ts";
import { readYaml } from "../../src/cli/yaml-tree.ts";
import { checkTagsFile } from "../../src/config/tags-file.ts";
import { createFurtherTags, NO_SOURCES } from "../../src/metrics/further-tags.ts";
import { fileWith } from "../support/file.ts";
import { openHouse } from "../support/house.ts";
import { openSetup } from "../support/setup.ts";
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
    ["teams:\n  a: { team: x }", "line 1 has another section than repositories, people and labels"],
    ["people:\n  - alice", "line 2 should hold the entries of people"],
    ["people:\n  alice: payments", "line 2 should have tags"],
    ["people:\n  alice: {}", "line 2 should have tags"],
    ["people:\n  alice:\n    team: [a, b]", "line 3 should have one value"],
    ["people:\n  alice:\n    team:", "line 3 should have one value"],
    ["people:\n  alice:\n    team: ~", "line 3 has a value of which Datadog would keep nothing"],
    ["labels:\n  bug:\n    label: x", "line 3 has no key for a tag"],
    ['labels:\n  bug:\n    notify: "@a"\n    repo: x', "line 4 has no key for a tag"],
    ["repositories:\n  acme: { team: x }", "line 2 has no pattern for repositories"],
    ["people:\n  a:\n    notify: slack-a", "line 3 should have a handle"],
    ['people:\n  a:\n    notify: "@x{{/is_exact_match}}"', "line 3 should have a handle"],
    ['people:\n  a*:\n    notify: "@a"', "line 3 has a handle to notify for a glob"],
    ["people:\n  '{a': { team: x }", "line 2 has no glob for people"],
    ["people: [", "line 1 is not right YAML"],
    ["people:\n  a: { team: x }\n  a: { team: y }", "line 3 repeats a key"],
    ["people:\n  a: { team: @x }", "line 2 is not right YAML (bad scalar start)"],
    ["people:\n  a: &a\n    team: *a", "line 3 should have one value"],
    ["people:\n  a: *nowhere", "line 2 has an alias without an anchor"],
    ["[".repeat(400_000), "line 1 is not right YAML (resource exhaustion)"],
    ["- ".repeat(400_000), "line 1 is not right YAML (resource exhaustion)"],
  ])("that reads %j is refused: %s", async (text, problem) => {
    expect(await problems(text)).toContain(problem);
  });

  it("is not read where it is not set", async () => {
    expect(await readTagsFile({})).toBeUndefined();
  });
});

/** The lines of a hostile or a large file, each with its own number. */
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

describe("a large file", () => {
  const MANY = 20_000;

  it("of 20,000 people, labels and repositories is read and matched in about the time of its length", async () => {
    const text = [
      `people:\n${lines(MANY, (index) => `  user-${index}: { team: team-${index} }`)}`,
      `labels:\n${lines(MANY / 8, (index) => `  area-${index}*: { team: team-${index} }`)}`,
      `repositories:\n${lines(MANY / 8, (index) => `  acme/service-${index}: { tier: t${index} }`)}`,
    ].join("\n");
    const started = performance.now();
    const tree = await readYamlFile(fileWith(text));
    const checked = tree.ok ? checkTagsFile(tree.value) : tree;
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const further = createFurtherTags({ ...NO_SOURCES, file: checked.value.sources }, []);
    const none = { topics: [], properties: new Map() };
    for (let index = 0; index < MANY; index += 1) {
      const repository = further.ofRepository(`Acme/Service-${index}`, none);
      const own = [`author:user-${index}`, `label:area-${index}-x`];
      const tags = further.ofSeries(repository, own, false);
      expect(tags.join()).toBe(index < MANY / 8 ? `team:team-${index},tier:t${index}` : `team:team-${index}`);
    }
    // A second or two; it was half a minute while each entry was compared with each other.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it.each([
    [
      "20,000 aliases of one person",
      `people:\n  a: &a { team: x }\n${lines(MANY, (index) => `  p${index}: *a`)}`,
      "",
    ],
    [
      "aliases that repeat a large map",
      `labels:\n  a: &a\n${lines(5_000, (index) => `    k${index}: v`)}\n${lines(MANY, (index) => `  p${index}: *a`)}`,
      "has an alias too many",
    ],
    [
      "aliases of aliases",
      lines(30, (index) => `a${index}: &a${index} [${`*a${index - 1},`.repeat(index === 0 ? 0 : 10)}]`),
      "line 1 has another section",
    ],
    ["one key after the other", lines(200_000, (index) => `k${index}:`), "has another section"],
  ])("of %s ends soon", async (_, text, problem) => {
    const started = performance.now();
    const found = await problems(text);
    expect(performance.now() - started).toBeLessThan(15_000);
    if (problem === "") expect(found).toBe("");
    else expect(found).toContain(problem);
  });
});

describe("a path that leads to no file of ours", () => {
  const SECRET = "DB_PASSWORD=hunter2-hunter2";

  function paths() {
    const directory = dirname(fileWith(SECRET));
    const at = (name: string) => join(directory, name);
    execFileSync("mkfifo", [at("fifo")]);
    symlinkSync(at("tags.yaml"), at("link"));
    symlinkSync(at("fifo"), at("link-to-fifo"));
    writeFileSync(at("large"), "# \n".repeat(400_000));
    writeFileSync(at("lines"), `people:\n  ${SECRET}: x\n${SECRET}:\n`);
    writeFileSync(at("key"), "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\n-----END RSA PRIVATE KEY-----\n");
    return [
      [directory, "a directory, a device or a pipe"],
      ["/dev/zero", "a directory, a device or a pipe"],
      [at("fifo"), "a directory, a device or a pipe"],
      [at("link-to-fifo"), "a directory, a device or a pipe"],
      [at("large"), "a file of more than 1 MB"],
      [at("link"), "line 1 should hold"],
      [at("lines"), "line 2 should have tags"],
      [at("key"), "line 1"],
      [`${at("x")}\u0000y`, "the path is not right"],
    ] as const;
  }

  it("is refused as TAGS_FILE, in no time and without a word of what it holds", async () => {
    const house = await openHouse({ population: smallTown() });
    for (const [TAGS_FILE, problem] of paths()) {
      const { exitCode, stderr } = await house.run({ GITHUB_REPOSITORIES: "acme/*", TAGS_FILE });
      expect({ TAGS_FILE, exitCode }).toEqual({ TAGS_FILE, exitCode: 2 });
      expect(stderr).toContain(problem);
      expect(stderr).not.toMatch(/hunter2|DB_PASS|canary/);
    }
    expect(house.github.log).toEqual([]);
  });

  it("is refused as a file of thresholds, in no time and without a word of what it holds", async () => {
    const house = await openSetup();
    for (const [file, problem] of paths()) {
      const { exitCode, stderr } = await house.setup(["--thresholds", file]);
      expect({ file, exitCode }).toEqual({ file, exitCode: 2 });
      expect(stderr).toContain(problem.startsWith("line") ? "where line" : problem);
      expect(stderr).not.toMatch(/hunter2|DB_PASS|canary/);
    }
    expect(house.asked()).toEqual([]);
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
    expect(stderr).toContain(
      'TAGS_FILE is "/nowhere/tags.yaml", where nothing can be read: there is no such file',
    );
  });
});
