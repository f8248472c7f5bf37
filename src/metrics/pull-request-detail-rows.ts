import { count } from "./item-row.ts";
import { type PullRequestRow, row } from "./pull-request-row.ts";
import { ageOfReady } from "./pull-request-time-rows.ts";

/** One custom metric for each open pull request: they are dear, end with it, and are the first to give way. */
export const detailRows: readonly PullRequestRow[] = [
  row({
    ...count,
    name: "datadog.custom.github.pr.count",
    legacy: true,
    description:
      "1 for each open pull request, under the name and in the shape of the original tool: no prefix, and no `none` where there is no label or reviewer; `LEGACY_METRIC` switches it, not `METRICS`.",
    byDefault: false,
    tags: ["repo", "number", "author", "label", "reviewer"],
    together: true,
    dropRank: 2,
  }),
  row({
    ...count,
    name: "pull_requests.detail",
    description:
      "1 for each open pull request, with its author, labels and whose review it awaits: as many custom metrics as pull requests.",
    byDefault: false,
    needs: ["everyRequest"],
    tags: ["repo", "number", "author", "draft", "label", "reviewer", "reviewer_team"],
    together: true,
    dropRank: 5,
  }),
  row({
    name: "pull_requests.detail.age",
    description: "Time since each open pull request that is not a draft was created.",
    unit: "second",
    stability: "stable",
    byDefault: false,
    tags: ["repo", "number", "author"],
    together: true,
    fold: "max",
    dropRank: 10,
    zero: "never",
    needs: ["createdAt", "draft"],
    value: ageOfReady,
  }),
];
