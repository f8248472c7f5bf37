import { count } from "./item-row.ts";
import { type PullRequestRow, row } from "./pull-request-row.ts";

/** https://docs.github.com/en/graphql/reference/objects#pullrequest, `reviewDecision`. */
export const NO_REVIEW =
  "GitHub gives no review decision wherever the branch requires no review, approvals notwithstanding";

/** How many are open, in all and by what they have in common. */
export const openRows: readonly PullRequestRow[] = [
  row({
    ...count,
    name: "pull_requests.open",
    description: "Open pull requests, 0 included: the total, which monitors on a backlog use.",
    tags: ["repo"],
    dropRank: "never",
    zero: "always",
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
    ...count,
    name: "pull_requests.open.combined",
    description:
      "Open pull requests by their whole set of tags, for filters over several at once; each counts in one series, which a grouping by label, reviewer or team would repeat, so use the `by_` metrics for that.",
    byDefault: false,
    needs: ["everyRequest"],
    tags: ["repo", "author", "label", "reviewer", "reviewer_team", "draft"],
    together: true,
    dropRank: 20,
  }),
  row({
    ...count,
    name: "pull_requests.open.by_age",
    description: "Open pull requests, drafts among them, by the time since they were created.",
    byDefault: false,
    tags: ["repo", "age"],
    dropRank: 50,
  }),
  row({
    ...count,
    name: "pull_requests.open.by_checks",
    description: "Open pull requests by what the checks of their last commit came to.",
    byDefault: false,
    tags: ["repo", "checks"],
    dropRank: 40,
  }),
];
