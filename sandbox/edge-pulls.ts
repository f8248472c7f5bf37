import type { PullRequestRecord } from "./population.ts";
import { bot, copilotAgent, copilotReviewer, pullRequest, user } from "./records.ts";
import { isoSeconds } from "./time.ts";

const minute = 60_000;
const day = 86_400_000;

/** Pull requests of `edgeCases`, grouped by what is special about them. */
export interface EdgePulls {
  readonly labels: readonly PullRequestRecord[];
  readonly people: readonly PullRequestRecord[];
  readonly reviewers: readonly PullRequestRecord[];
  readonly states: readonly PullRequestRecord[];
}

type Special = Partial<PullRequestRecord>;

/** `now` is milliseconds since 1970. */
export function edgePulls(now: number): EdgePulls {
  return {
    labels: numbered(labels, now),
    people: numbered(people, now),
    reviewers: numbered(reviewers, now),
    states: [...numbered(states, now), ...untimely(now)],
  };
}

/** Plain pull requests of varied authors and ages, the oldest first, with a draft as the oldest of many. */
export function manyPulls(count: number, now: number): readonly PullRequestRecord[] {
  return Array.from({ length: count }, (_, index) =>
    pullRequest(index + 1, now - (count - index) * 7 * 60 * minute, {
      author: index % 5 === 0 ? bot("renovate") : user(`dev-${index % 7}`),
      draft: index === 0 && count > 1,
      labels: index % 3 === 0 ? ["dependencies"] : [],
      reviewers: index % 4 === 0 ? [user(`dev-${(index + 1) % 7}`)] : [],
      reviewDecision: index % 2 === 0 ? "REVIEW_REQUIRED" : "APPROVED",
    }),
  );
}

function numbered(specials: readonly Special[], now: number): readonly PullRequestRecord[] {
  return specials.map((special, index) =>
    pullRequest(index + 1, now - (specials.length - index) * day, special),
  );
}

/** Longer than a tag may be, of characters of three bytes, and alike up to the last. */
const longLabels = ["甲", "乙"].map((last) => `${"长".repeat(99)}${last}`);

const labels: readonly Special[] = [
  { labels: ["Bug", "bug"] },
  { labels: ["bug"] },
  { labels: ["good first issue"] },
  { labels: ["C++", "c", "type: bug", "kind/bug", "area:api:v2"] },
  { labels: ["🔥"] },
  { labels: ["🔥🚀", "🔥 hot", "wip 🚧"] },
  { labels: ["none", "other", "None"] },
  { labels: longLabels },
  { labels: ["x".repeat(300), "X".repeat(300)] },
  { labels: Array.from({ length: 25 }, (_, index) => `label-${index + 1}`) },
  { labels: ["需要审查"] },
  { labels: ["trailing_", "ends:", "a__b", "  spaces  ", "[tag]", "!!!", "50%"] },
  {},
];

const people: readonly Special[] = [
  { author: null },
  { author: user("ghost") },
  { author: bot("renovate") },
  { author: bot("renovate") },
  { author: user("renovate-bot") },
  { author: copilotAgent },
  { author: user("Copilot-Fan") },
  { author: user("none") },
  { author: user("other") },
  { author: user("MixedCase") },
  { author: { login: "imported", type: "Mannequin" } },
];

const reviewers: readonly Special[] = [
  { reviewers: [user("dev-1")] },
  { reviewers: [user("dev-1"), user("dev-2")], teams: ["platform"] },
  { teams: ["platform"] },
  { teams: ["platform", "web-apps"] },
  { reviewers: [bot("coderabbitai")] },
  { reviewers: [copilotReviewer] },
  { reviewers: [{ login: "imported", type: "Mannequin" }] },
  { reviewers: [user("none")], teams: ["none"] },
  {
    reviewers: Array.from({ length: 9 }, (_, index) => user(`reviewer-${index + 1}`)),
    teams: ["platform", "web-apps", "security"],
  },
  {},
];

const states: readonly Special[] = [
  { draft: true, reviewDecision: "APPROVED" },
  { draft: true, autoMerge: true },
  { autoMerge: true, reviewDecision: "REVIEW_REQUIRED" },
  { inMergeQueue: true, reviewDecision: "APPROVED", checks: "PENDING" },
  { reviewDecision: "CHANGES_REQUESTED", checks: "FAILURE" },
  { reviewDecision: "APPROVED", checks: "SUCCESS" },
  { reviewDecision: "REVIEW_REQUIRED", checks: "ERROR" },
  { reviewDecision: null, checks: "EXPECTED" },
  { reviewDecision: "APPROVED", author: bot("renovate") },
  { reviewDecision: null, author: copilotAgent },
];

/** Old ones that are stale or just not, and one that a clock ahead of ours made in the future. */
function untimely(now: number): readonly PullRequestRecord[] {
  const first = states.length + 1;
  const created = now - 5 * minute;
  return [
    pullRequest(first, created - 40 * day, { updatedAt: isoSeconds(now - 15 * day) }),
    pullRequest(first + 1, created - 40 * day, { updatedAt: isoSeconds(now - 13 * day) }),
    pullRequest(first + 2, created - 60 * day, { draft: true }),
    pullRequest(first + 3, now + 90_000),
  ];
}
