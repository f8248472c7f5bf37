import type { PullRequest } from "../domain/pull-request.ts";
import { since } from "./age.ts";
import { type Circumstances, count } from "./item-row.ts";
import { NO_REVIEW } from "./pull-request-open-rows.ts";
import { type PullRequestRow, row } from "./pull-request-row.ts";

/** What metrics of times have in common. */
const time = {
  unit: "second",
  stability: "stable",
  byDefault: false,
  together: false,
  needs: ["createdAt", "draft"],
  zero: "where_open",
  value: ageOfReady,
} as const;

/** How old they are, and how long nothing has happened; drafts are waiting for nobody. */
export const timeRows: readonly PullRequestRow[] = [
  row({
    ...time,
    name: "pull_requests.age.max",
    description:
      "Time since the oldest open pull request that is not a draft was created; 0 where there is none.",
    byDefault: true,
    tags: ["repo"],
    fold: "max",
    dropRank: "never",
    zero: "always",
  }),
  row({
    ...time,
    name: "pull_requests.age.max.by_review_state",
    description: `Time since the oldest open pull request in each review state was created, drafts under \`draft\` (${NO_REVIEW}).`,
    byDefault: true,
    tags: ["repo", "review_state"],
    fold: "max",
    dropRank: 60,
    zero: "never",
    needs: ["createdAt"],
    value: ({ createdAt }, { timestamp }) => since(createdAt, timestamp),
  }),
  row({
    ...time,
    name: "pull_requests.age.p50",
    description:
      "Median age of the open pull requests that are not drafts, by nearest rank; 0 where only drafts are open.",
    tags: ["repo"],
    fold: "p50",
    dropRank: 115,
  }),
  row({
    ...time,
    name: "pull_requests.age.p90",
    description:
      "Age that nine in ten open pull requests that are not drafts do not exceed, by nearest rank; 0 where only drafts are open.",
    tags: ["repo"],
    fold: "p90",
    dropRank: 120,
  }),
  row({
    ...time,
    name: "pull_requests.age.sum",
    description:
      "Ages of all open pull requests that are not drafts, added up; 0 where only drafts are open.",
    tags: ["repo"],
    fold: "sum",
    dropRank: 130,
  }),
  row({
    ...time,
    name: "pull_requests.idle.max",
    description:
      "Longest time without activity on an open pull request that is not a draft; 0 where only drafts are open.",
    tags: ["repo"],
    fold: "max",
    dropRank: 140,
    needs: ["updatedAt", "draft"],
    value: ({ updatedAt, draft }, { timestamp }) => (draft ? undefined : since(updatedAt, timestamp)),
  }),
  row({
    ...count,
    name: "pull_requests.stale",
    description:
      "Open pull requests, drafts aside, without activity for `STALE_DAYS`; 0 included where any is open.",
    tags: ["repo"],
    dropRank: 150,
    zero: "where_open",
    needs: ["updatedAt", "draft"],
    value: ({ updatedAt, draft }, { timestamp, staleSeconds }) =>
      !draft && since(updatedAt, timestamp) >= staleSeconds ? 1 : undefined,
  }),
];

/** Seconds since creation; drafts have no part in ages. */
export function ageOfReady(
  { createdAt, draft }: Pick<PullRequest, "createdAt" | "draft">,
  { timestamp }: Circumstances,
): number | undefined {
  return draft ? undefined : since(createdAt, timestamp);
}
