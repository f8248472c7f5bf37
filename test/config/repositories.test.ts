import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRepositories, type RepositoryList } from "../../src/config/repositories.ts";

function list(text: string): RepositoryList {
  const parsed = parseRepositories(text);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.problem);
  return parsed.value;
}

function takes(text: string, repository: string): boolean {
  const [owner = "", name = ""] = repository.split("/");
  return list(text).takes({ owner, name });
}

function problems(text: string): readonly string[] {
  const parsed = parseRepositories(text);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.problem);
}

describe("GITHUB_REPOSITORIES", () => {
  it.each([
    ["acme/api", "acme/api"],
    ["acme/api", "ACME/Api"],
    ["acme/*", "acme/.github"],
    ["acme/*,!acme/legacy-*", "acme/api"],
    ["acme/*,!acme/legacy-*,acme/legacy-core", "acme/legacy-core"],
    ["acme/{api,web}", "acme/web"],
    ["acme/api,!acme/*,acme/a*", "acme/api"],
    ["acme/a?i", "acme/api"],
    ["acme/*,!beta/*", "acme/api"],
  ])("%s takes %s", (text, repository) => {
    expect(takes(text, repository)).toBe(true);
  });

  it.each([
    ["acme/api", "acme/web"],
    ["acme/api", "beta/api"],
    ["acme/*,!acme/legacy-*", "acme/legacy-core"],
    ["acme/*,acme/api,!acme/api", "acme/api"],
    ["acme/*,!acme/LEGACY", "acme/legacy"],
    ["acme/web,acme/api,!acme/a*", "acme/api"],
  ])("%s does not take %s", (text, repository) => {
    expect(takes(text, repository)).toBe(false);
  });

  it("counts duplicates in any case once, spelled and placed as the first", () => {
    const { named, patterns } = list("Acme/Api,beta/x acme/api\nACME/*,acme/*");
    expect(named).toEqual([
      { owner: "Acme", name: "Api" },
      { owner: "beta", name: "x" },
    ]);
    expect(patterns.map((pattern) => pattern.text)).toEqual(["ACME/*"]);
  });

  it("names only what the list as a whole takes", () => {
    const { named } = list("acme/api,acme/web,!acme/api");
    expect(named).toEqual([{ owner: "acme", name: "web" }]);
  });

  it("lists no owner for an exclusion", () => {
    const { patterns } = list("acme/*,!beta/*");
    expect(patterns.map((pattern) => pattern.owner)).toEqual(["acme"]);
    expect(patterns[0]?.matches(".github")).toBe(true);
  });

  it.each([
    ["acme", 'has "acme" without a slash'],
    ["*/api", "the owner, before the slash, is written in full"],
    ["{acme/api,beta/web}", "the owner, before the slash, is written in full"],
    ["!acme/*", "nothing yet to take away from"],
    ["/api", "the owner, before the slash"],
    ["acme/", "which no repository is called"],
    ["acme/..", "which no repository is called"],
    ["acme/a%2fb", "which no repository is called"],
    ["acme/[bot]", "which no repository is called"],
    ["acme/a/b", "more than one slash"],
    ["acme/{a,b/c}", "more than one slash"],
    ["acme/{a", "is not a glob"],
    ["acme/a}", "is not a glob"],
    ["acme/api,!", 'has "!" without a slash'],
    ["https://github.com/acme/api", "write only owner/name"],
    ["acme/api.git", "without .git"],
    [",", "lists no repository"],
    ["acme/api,!acme/*", "takes away every repository"],
  ])("%s is refused: %s", (text, problem) => {
    expect(problems(text).join()).toContain(problem);
  });

  it("says everything that is wrong at once", () => {
    expect(problems("acme,acme/api,beta/{x,*/y")).toHaveLength(2);
  });

  it("decides by the last entry that matches, whatever stands before it", () => {
    const entry = fc.constantFrom(
      "acme/api",
      "acme/*",
      "!acme/api",
      "!acme/a*",
      "acme/web",
      "!acme/*",
      "beta/api",
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        expect(takes(["beta/x", ...entries, "acme/a?i"].join(), "acme/api")).toBe(true);
        expect(takes(["beta/x", ...entries, "!ACME/API"].join(), "acme/api")).toBe(false);
      }),
    );
  });
});
