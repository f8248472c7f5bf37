import type { Field, PullRequest } from "../domain/pull-request.ts";
import type { Circumstances, PullRequestTagKey, View } from "./pull-request-tags.ts";
import type { Metric } from "./row.ts";

interface RowParts<F extends Field> extends Metric {
  /** The first is the one that tells repositories apart. */
  readonly tags: readonly ["repo", ...PullRequestTagKey[]];
  /** Fields that the value needs; those of the tags are added to them. */
  readonly needs: readonly F[];
  /** What one pull request gives to each of its series, of a kind that `fold` can put together. */
  readonly value: (pullRequest: View<F>, circumstances: Circumstances) => number;
  /** Whether a repository that was read has this metric even without a pull request: as 0, and by `repo` alone. */
  readonly always: boolean;
}

/** A metric that is folded from the open pull requests of a repository. */
export interface PullRequestRow extends Omit<RowParts<never>, "needs" | "value"> {
  readonly subject: "pull_request";
  readonly needs: readonly Field[];
  readonly value: (pullRequest: PullRequest, circumstances: Circumstances) => number;
}

function row<const F extends Field>(parts: RowParts<F>): PullRequestRow {
  return { ...parts, subject: "pull_request" };
}

/** What the counts have in common; each adds its tags. */
const count = {
  unit: "item",
  stability: "stable",
  byDefault: true,
  fold: "sum",
  needs: [],
  always: false,
  value: () => 1,
} as const;
/** https://docs.github.com/en/graphql/reference/objects#pullrequest, `reviewDecision`. */
const NO_REVIEW =
  "GitHub gives no review decision wherever the branch requires no review, approvals notwithstanding";

/** One row a metric about open pull requests. To add a metric is to add a row. */
export const pullRequestRows: readonly PullRequestRow[] = [
  row({
    ...count,
    name: "pull_requests.open",
    description: "Open pull requests, 0 included: the total, which monitors on a backlog use.",
    tags: ["repo"],
    dropRank: "never",
    always: true,
  }),
  row({
    ...count,
    name: "pull_requests.open.by_author",
    description: "Open pull requests by who opened them.",
    tags: ["repo", "author"],
    dropRank: 70,
  }),
  row({
    ...count,
    name: "pull_requests.open.by_label",
    description: "Open pull requests by label; one with three labels counts under each.",
    tags: ["repo", "label"],
    dropRank: 80,
  }),
  row({
    ...count,
    name: "pull_requests.open.by_reviewer",
    description:
      "Open pull requests by the user or bot whose review is awaited; one that awaits two counts under each.",
    tags: ["repo", "reviewer"],
    dropRank: 100,
  }),
  row({
    ...count,
    name: "pull_requests.open.by_reviewer_team",
    description: "Open pull requests by the team whose review is awaited; sent where a team was asked.",
    tags: ["repo", "reviewer_team"],
    dropRank: 90,
  }),
  row({
    ...count,
    name: "pull_requests.open.by_review_state",
    description: `Open pull requests by where they stand in review, people's and bots' apart; what occurs is sent (${NO_REVIEW}).`,
    tags: ["repo", "review_state", "author_type"],
    dropRank: 110,
  }),
  row({
    name: "pull_requests.age.max",
    description:
      "Time since the oldest open pull request that is not a draft was created; 0 where there is none.",
    unit: "second",
    stability: "stable",
    byDefault: true,
    tags: ["repo"],
    fold: "max",
    dropRank: "never",
    always: true,
    needs: ["createdAt", "draft"],
    value: (pullRequest, { timestamp }) => (pullRequest.draft ? 0 : since(pullRequest.createdAt, timestamp)),
  }),
  row({
    name: "pull_requests.age.max.by_review_state",
    description: `Time since the oldest open pull request in each review state was created, drafts under \`draft\` (${NO_REVIEW}).`,
    unit: "second",
    stability: "stable",
    byDefault: true,
    tags: ["repo", "review_state"],
    fold: "max",
    dropRank: 60,
    always: false,
    needs: ["createdAt"],
    value: ({ createdAt }, { timestamp }) => since(createdAt, timestamp),
  }),
  row({
    ...count,
    name: "pull_requests.stale",
    description:
      "Open pull requests, drafts aside, without activity for `STALE_DAYS`; 0 included where any is open.",
    tags: ["repo"],
    dropRank: 150,
    needs: ["updatedAt", "draft"],
    value: ({ updatedAt, draft }, { timestamp, staleSeconds }) =>
      !draft && since(updatedAt, timestamp) >= staleSeconds ? 1 : 0,
  }),
];

/** Whole seconds since an instant, never negative: GitHub's clock may be ahead of ours. */
function since(instant: number, timestamp: number): number {
  return Math.max(0, Math.floor(timestamp - instant));
}
