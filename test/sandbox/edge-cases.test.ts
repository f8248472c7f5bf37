import { expect, test } from "vitest";
import { edgeCases, edgeTokens } from "../../sandbox/edge-cases.ts";
import type { RepositoryRecord } from "../../sandbox/population.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const population = edgeCases(now);

function repository(fullName: string): RepositoryRecord {
  const found = population.repositories.find(({ owner, name }) => `${owner}/${name}` === fullName);
  if (!found) throw new Error(`no ${fullName}`);
  return found;
}

const pulls = population.repositories.flatMap(({ pullRequests }) => pullRequests);

test("names and ids are unique, every owner is there, numbers are sorted", () => {
  const names = population.repositories.map(({ owner, name }) => `${owner}/${name}`.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(population.repositories.map(({ id }) => id)).size).toBe(names.length);
  const owners = new Set(population.owners.map(({ login }) => login));
  expect(new Set(population.repositories.map(({ owner }) => owner))).toEqual(owners);
  for (const { pullRequests, issues, issuesDisabled } of population.repositories) {
    for (const list of [pullRequests, issues]) {
      const numbers = list.map(({ number }) => number);
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    }
    const shown = [...pullRequests, ...(issuesDisabled ? [] : issues)].map(({ number }) => number);
    expect(new Set(shown).size).toBe(shown.length);
  }
});

test.each([
  ["acme/empty", 0],
  ["acme/issues-only", 0],
  ["acme/with-1", 1],
  ["acme/with-60", 60],
  ["acme/with-100", 100],
  ["acme/with-101", 101],
  ["acme/with-250", 250],
])("%s has exactly %i", (fullName, count) => {
  expect(repository(fullName).pullRequests).toHaveLength(count);
});

test.each<[string, Partial<RepositoryRecord>]>([
  ["acme/archived", { archived: true }],
  ["acme/fork", { fork: true }],
  ["acme/disabled", { disabled: true }],
  ["acme/private", { private: true }],
  ["acme/renamed", { formerNames: ["acme/old-name", "solo/older-name"] }],
  ["acme/blocked", { blocked: true }],
  ["acme/topics", { topics: ["team-payments", "public-api"] }],
])("%s is what its name says, and has a backlog", (fullName, special) => {
  expect(repository(fullName)).toMatchObject(special);
  expect(repository(fullName).pullRequests.length).toBeGreaterThan(0);
});

test("owners are organisations and a user, and names may begin with a dot", () => {
  expect(population.owners).toContainEqual({ login: "acme", type: "Organization" });
  expect(population.owners).toContainEqual({ login: "solo", type: "User" });
  expect(repository("acme/.github").pullRequests).not.toEqual([]);
});

test.each([
  "Bug",
  "bug",
  "good first issue",
  "C++",
  "🔥",
  "type: bug",
  "none",
  "other",
  "kind/bug",
  "需要审查",
])("there is a label %s", (label) => {
  expect(pulls.some(({ labels }) => labels.includes(label))).toBe(true);
});

test("labels overflow: 25 on one, and 300 bytes that differ only at the end", () => {
  expect(pulls.some(({ labels }) => labels.length === 25)).toBe(true);
  const long = pulls.flatMap(({ labels }) => labels).filter((label) => Buffer.byteLength(label) === 300);
  expect(long.length).toBeGreaterThanOrEqual(2);
  expect(new Set(long.map((label) => label.slice(0, 99))).size).toBeLessThan(long.length);
});

test("Bug and bug are on one pull request", () => {
  expect(pulls.some(({ labels }) => labels.includes("Bug") && labels.includes("bug"))).toBe(true);
});

test("authors and reviewers are of every kind", () => {
  const authors = new Set(pulls.map(({ author }) => author?.login));
  for (const login of [undefined, "ghost", "renovate", "copilot-swe-agent", "none", "imported"]) {
    expect(authors).toContain(login);
  }
  const reviewers = pulls.flatMap((pull) => pull.reviewers);
  expect(new Set(reviewers.map(({ type }) => type))).toEqual(new Set(["User", "Bot", "Mannequin"]));
  expect(pulls.some(({ reviewers: asked, teams }) => asked.length === 0 && teams.length > 0)).toBe(true);
  expect(pulls.some(({ reviewers: asked, teams }) => asked.length + teams.length === 12)).toBe(true);
});

test("Copilot has its REST name", () => {
  const copilots = pulls
    .flatMap(({ author, reviewers }) => [author, ...reviewers])
    .filter((one) => one?.restLogin);
  expect(new Set(copilots.map((one) => `${one?.login} ${one?.restLogin} ${one?.type}`))).toEqual(
    new Set(["copilot-swe-agent Copilot Bot", "copilot-pull-request-reviewer Copilot Bot"]),
  );
});

test("every review decision and check state, auto-merge and the merge queue occur", () => {
  const { pullRequests } = repository("acme/states");
  expect(new Set(pullRequests.map(({ reviewDecision }) => reviewDecision)).size).toBe(4);
  expect(new Set(pullRequests.map(({ checks }) => checks)).size).toBe(6);
  expect(pullRequests.some(({ autoMerge }) => autoMerge)).toBe(true);
  expect(pullRequests.some(({ inMergeQueue }) => inMergeQueue)).toBe(true);
});

test("a draft is the oldest, and one was made in the future", () => {
  const byAge = [...repository("acme/states").pullRequests].sort((a, b) =>
    a.createdAt < b.createdAt ? -1 : 1,
  );
  expect(byAge[0]?.draft).toBe(true);
  expect(Date.parse(byAge.at(-1)?.createdAt ?? "")).toBeGreaterThan(now);
});

test("issues are of every kind, and take turns with pull requests over several pages", () => {
  const { issues } = repository("acme/issues");
  expect(issues.some(({ author }) => author === null)).toBe(true);
  expect(issues.some(({ labels }) => labels.length === 25)).toBe(true);
  expect(issues.some(({ assignees }) => assignees.length === 12)).toBe(true);
  expect(issues.some(({ assignees }) => assignees.every(({ type }) => type === "Bot"))).toBe(true);
  const both = repository("acme/interleaved");
  expect([both.issues.length, both.pullRequests.length]).toEqual([130, 130]);
  expect(repository("acme/issues-disabled")).toMatchObject({ issuesDisabled: true });
});

test("credentials are of every kind, and each is another", () => {
  const tokens = edgeTokens(now);
  expect(population.tokens).toEqual(Object.values(tokens));
  expect(new Set(population.tokens.map(({ token }) => token)).size).toBe(population.tokens.length);
  expect(tokens.full).toMatchObject({
    privateRepositories: "all",
    hidden: [],
    lacksReadOrg: false,
    revoked: false,
  });
  expect(tokens.publicOnly.privateRepositories).toEqual([]);
  expect(tokens.withoutTeams.hidden).toEqual([{ repository: "*", what: "teams" }]);
  expect(tokens.withoutReviewState.hidden).toEqual([{ repository: "*", what: "reviewDecision" }]);
  expect(tokens.withoutIssues.hidden).toEqual([{ repository: "*", what: "issues" }]);
  expect(tokens.appWithoutIssues).toMatchObject({
    ...tokens.withoutIssues,
    token: expect.any(String),
    installation: true,
  });
  expect(tokens.withoutReadOrg.lacksReadOrg).toBe(true);
  expect(tokens.revoked.revoked).toBe(true);
  expect(tokens.expiring.expiresAt).toBe("2026-01-11T00:00:00Z");
});
