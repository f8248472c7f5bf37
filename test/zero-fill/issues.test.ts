import { describe, expect, it } from "vitest";
import type { IssueRecord, RepositoryRecord } from "../../sandbox/population.ts";
import { issue, user } from "../../sandbox/records.ts";
import { fullToken, tokenRecord } from "../../sandbox/tokens.ts";
import { HOUR, openChronicle } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import { APIS, townOf } from "../support/town.ts";

const DAY_MS = 86_400_000;
const blind = tokenRecord("blind", { hidden: [{ repository: "*", what: "issues" }] });
const env = { GITHUB_REPOSITORIES: "acme/*", METRICS: "+issues.*" };
const BOB = "github.issues.open.by_assignee{assignee:bob,repo:acme/api}";

/** Issues of two days ago; ten more repositories, so that one that goes is less than a tenth. */
function town(specials: readonly Partial<IssueRecord>[], more: Partial<RepositoryRecord> = {}) {
  const issues = specials.map((special, index) => issue(index + 1, START - 2 * DAY_MS, special));
  const others = Array.from({ length: 10 }, (_, index) => [`acme/other-${index}`, 0] as const);
  return townOf({ "acme/api": { issues, ...more }, ...Object.fromEntries(others) }, [fullToken, blind]);
}

const many = [{}, { assignees: [user("Bob")], labels: ["ui"], author: user("eve") }];

describe.each(APIS)("by %s, of issues", (api) => {
  it("an assignee, a label and an author that vanish are set to 0, and left alone when that reads 0", async () => {
    const chronicle = await openChronicle({ population: town(many), env: { ...env, GITHUB_API: api } });
    expect((await chronicle.at(0)).values[BOB]).toBe(1);
    chronicle.github.population = town([{}]);
    const { values } = await chronicle.at(HOUR);
    const zeroed = Object.keys(values).filter((key) => values[key] === 0 && key.includes(".by_"));
    expect(zeroed).toEqual([
      BOB,
      "github.issues.open.by_author{author:eve,repo:acme/api}",
      "github.issues.open.by_label{label:ui,repo:acme/api}",
    ]);
    expect((await chronicle.at(2 * HOUR)).values[BOB]).toBeUndefined();
    expect(chronicle.datadog.problems).toEqual([]);
  });

  it("leaves those of a deleted repository alone, which may only be out of sight", async () => {
    const chronicle = await openChronicle({ population: town(many), env: { ...env, GITHUB_API: api } });
    await chronicle.at(0);
    const { repositories, ...rest } = town([]);
    chronicle.github.population = { ...rest, repositories: repositories.slice(1) };
    const { values } = await chronicle.at(HOUR);
    expect([values[BOB], values["github.issues.open{repo:acme/api}"]]).toEqual([undefined, undefined]);
  });

  it.each([
    ["that can no longer be read", { GITHUB_TOKEN: blind.token }],
    ["that are no longer selected", { METRICS: "pull_requests.*" }],
  ])("those %s are left alone", async (_, later) => {
    const chronicle = await openChronicle({ population: town(many), env: { ...env, GITHUB_API: api } });
    await chronicle.at(0);
    const { values, own } = await chronicle.at(HOUR, later);
    expect(Object.keys(values).filter((key) => /issues.*acme\/api/.test(key))).toEqual([]);
    expect(values["github.pull_requests.open{repo:acme/api}"]).toBe(0);
    expect(own["series{status:zeroed}"]).toBe(0);
    expect(own["run.success{}"]).toBe(1);
  });

  it("a repository that has some, and no pull request, is empty of pull requests alone", async () => {
    const skipping = { ...env, GITHUB_API: api, EMPTY_REPOSITORIES: "skip" };
    const chronicle = await openChronicle({ population: town(many), env: skipping });
    const { values } = await chronicle.at(0);
    expect(Object.keys(values).filter((key) => /\.(open|age\.max)\{/.test(key))).toEqual([
      "github.issues.age.max{repo:acme/api}",
      "github.issues.open{repo:acme/api}",
    ]);
    chronicle.github.population = town([]);
    expect((await chronicle.at(HOUR)).values["github.issues.open{repo:acme/api}"]).toBe(0);
    expect((await chronicle.at(2 * HOUR)).values["github.issues.open{repo:acme/api}"]).toBeUndefined();
  });
});
