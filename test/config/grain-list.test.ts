import { describe, expect, it } from "vitest";
import { chooseGrain, parseGrainList } from "../../src/config/grain-list.ts";
import { ENOUGH, faulty } from "./environment.ts";

const KNOWN = [
  "pull_requests.open",
  "pull_requests.open.by_author",
  "pull_requests.open.by_reviewer",
  "pull_requests.open.by_reviewer_team",
  "pull_requests.open.by_review_state",
  "pull_requests.age.max.by_review_state",
].map((name) => ({ name, byDefault: true }));

/** The metrics that a text sums for owners, as short as they are told apart. */
function summed(text: string): readonly string[] {
  const list = parseGrainList(text);
  const choice = list.ok ? chooseGrain(list.value, KNOWN) : list;
  if (!choice.ok) throw new Error(choice.problems.map(({ problem }) => problem).join());
  const names = KNOWN.map(({ name }) => name).filter((name) => choice.value(name) === "owner");
  return names.map((name) => name.replace("pull_requests.", ""));
}

const ALL = ["open.by_author", "open.by_reviewer", "open.by_reviewer_team"];
const STATES = ["open.by_review_state", "age.max.by_review_state"];

describe("GRAIN", () => {
  it.each([
    ["repo", []],
    ["repo,by_reviewer:owner", ["open.by_reviewer"]],
    ["by_reviewer:owner", ["open.by_reviewer"]],
    ["BY_Author:OWNER", ["open.by_author"]],
    ["by_review_state:owner", STATES],
    ["pull_requests.open.by_review_state:owner", ["open.by_review_state"]],
    ["by_review_state:owner pull_requests.age.max.by_review_state:repo", ["open.by_review_state"]],
    ["by_author:owner,repo", []],
    ["repo,by_author:owner,by_author:repo", []],
  ])("%s sums %j", (text, names) => {
    expect(summed(text)).toEqual(names);
  });

  it.each([
    ["owner", [...ALL, ...STATES]],
    ["owner,by_review_state:repo", ALL],
  ])("%s sums all but what it excepts", (text, names) => {
    expect(summed(text).filter((name) => name !== "open")).toEqual(names);
  });

  it.each([
    ["team", "neither repo nor owner"],
    ["by_author", "neither repo nor owner"],
    ["by_author:team", "neither repo nor owner"],
    [":owner", "neither repo nor owner"],
    [",", "says neither repo nor owner"],
    ["by_reviewers:owner", "the nearest is by_reviewer"],
    ["pull_requests.open.by_reviever:owner", "the nearest is pull_requests.open.by_reviewer"],
    ["github.pull_requests.open.by_author:owner", "the nearest is pull_requests.open.by_author"],
    ["pull_requests.open:owner", "all others are always by repository"],
    ["*:owner", "names no metric"],
  ])("%s is refused: %s", (text, problem) => {
    expect(() => summed(text)).toThrow(problem);
  });

  it("shows the nearest name with the entry's own grain as what would be right", () => {
    const list = parseGrainList("by_autor:repo");
    expect(list.ok && chooseGrain(list.value, KNOWN)).toMatchObject({
      problems: [{ example: "by_author:repo" }],
    });
    expect(list.ok && chooseGrain(list.value, [])).toEqual({
      ok: false,
      problems: [
        {
          problem:
            'has "by_autor:repo", which names no metric of the by_ ones; all others are always by repository',
        },
      ],
    });
  });

  it("and METRICS are both at fault where both are wrong", () => {
    expect(faulty({ ...ENOUGH, GRAIN: "by_nothing:owner", METRICS: "nothing" })).toEqual([
      "METRICS",
      "GRAIN",
    ]);
  });
});
