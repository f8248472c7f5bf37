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

  it.each([
    "https://github.com/acme/api",
    "https://github.com/acme/api.git",
    "https://GitHub.com/acme/api/",
    "https://github.com/acme/api/pulls?q=is%3Aopen",
    "https://github.example.com:8443/acme/api#readme",
    "https://someone:hunter2-hunter2@github.com/acme/api.git",
    "http://localhost:3000/acme/api",
    "git@github.com:acme/api.git",
    "git@github.com:acme/api",
    "org-123@github.com:acme/api.git",
    "github.com:acme/api.git",
    "ssh://git@github.com/acme/api.git",
    "ssh://git@ssh.github.com:443/acme/api.git",
    "git://github.com/acme/api.git",
    "git+https://github.com/acme/api.git",
    "github.com/acme/api",
    "www.github.com/acme/api",
    "acme.ghe.com/acme/api",
    "api.github.com/repos/acme/api",
    "https://api.github.com/repos/acme/api/pulls",
    "https://github.example.com/api/v3/repos/acme/api",
    "!git@github.com:acme/api.git",
  ])("the address %s is answered with the name in it", (address) => {
    const parsed = parseRepositories(`acme/*,${address}`);
    if (parsed.ok) throw new Error("it is taken");
    expect(parsed.problems).toEqual([
      { problem: expect.stringContaining("write only owner/name"), example: expect.any(String) },
    ]);
    expect(parsed.problems[0]?.example).toBe(address.startsWith("!") ? "!acme/api" : "acme/api");
    expect(parsed.problems[0]?.problem).not.toContain("hunter2");
  });

  it.each([
    ["https://github.com/acme", "acme/*"],
    ["https://github.com/orgs/acme/repositories", "acme/*"],
    ["github.com/acme", "acme/*"],
    ["github.com/acme/*", "acme/*"],
    ["https://github.com", "owner/name"],
    ["https:///", "owner/name"],
  ])("the address %s of no one repository is answered with %s", (address, example) => {
    const parsed = parseRepositories(address);
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ problem: expect.stringContaining("write only owner/name"), example }],
    });
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
