import fc from "fast-check";
import type { Issue } from "../../src/domain/issue.ts";
import type { PullRequest } from "../../src/domain/pull-request.ts";
import type { Complete } from "../../src/domain/snapshot.ts";
import { DAY, issue, NOW, pullRequest } from "./builders.ts";

const name = fc.oneof(
  fc.constantFrom("bug", "Bug", "none", "other", "ghost", "ui", "🔥", "a, b"),
  fc.string({ unit: "binary", minLength: 1 }),
);
const states = [
  "draft",
  "queued",
  "changes_requested",
  "approved",
  "awaiting_review",
  "no_review_required",
] as const;

/** Any open pull request. */
export const pullRequests: fc.Arbitrary<PullRequest> = fc
  .record({
    createdAt: fc.integer({ min: NOW - 90 * DAY, max: NOW + 60 }),
    updatedAt: fc.integer({ min: NOW - 90 * DAY, max: NOW + 60 }),
    author: fc.record({ login: name, bot: fc.boolean() }),
    labels: fc.array(name, { maxLength: 4 }),
    reviewers: fc.array(name, { maxLength: 3 }),
    teams: fc.array(name, { maxLength: 2 }),
    reviewState: fc.constantFrom(...states),
    checks: fc.constantFrom("success", "failure", "pending", "none"),
  })
  .map((columns) => pullRequest({ ...columns, draft: columns.reviewState === "draft" }));

/** Any open issue. */
const issues: fc.Arbitrary<Issue> = fc
  .record({
    createdAt: fc.integer({ min: NOW - 90 * DAY, max: NOW + 60 }),
    updatedAt: fc.integer({ min: NOW - 90 * DAY, max: NOW + 60 }),
    author: fc.record({ login: name, bot: fc.boolean() }),
    labels: fc.array(name, { maxLength: 3 }),
    assignees: fc.array(name, { maxLength: 2 }),
  })
  .map(issue);

/** Any backlogs of a few repositories, each pull request and issue with a number of its own. */
export const backlogs: fc.Arbitrary<readonly Complete[]> = fc
  .array(fc.tuple(fc.array(pullRequests, { maxLength: 8 }), fc.array(issues, { maxLength: 4 })), {
    maxLength: 5,
  })
  .map((lists) =>
    lists.map(([list, others], index) => ({
      kind: "complete",
      repository: `acme/repo-${index}`,
      pullRequests: list.map((one, place) => ({ ...one, number: place + 1 })),
      issues: others.map((one, place) => ({ ...one, number: place + 100 })),
      unknown: new Set(),
    })),
  );
