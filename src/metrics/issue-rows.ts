import type { Issue, IssueField } from "../domain/issue.ts";
import { since } from "./age.ts";
import { type IssueTagKey, type IssueView, issueTags } from "./issue-tags.ts";
import { count, type ItemRow, type RowParts, withColumns } from "./item-row.ts";

/** A metric that is folded from the open issues of a repository. */
export interface IssueRow extends ItemRow<Issue> {
  readonly subject: "issue";
}

/** Makes a row, of which the compiler has checked that its value looks at no field but those it needs. */
function row<const F extends IssueField = never>(parts: RowParts<IssueTagKey, F, IssueView<F>>): IssueRow {
  const looked = withColumns<Issue, IssueTagKey>(parts, issueTags);
  return { ...looked, subject: "issue", needs: ["issues", ...looked.needs] };
}

/** What the metrics about issues have in common: none is sent unless it is asked for. */
const some = { ...count, byDefault: false } as const;

/** One row a metric about open issues, pull requests not counted in. To add a metric is to add a row. */
export const issueRows: readonly IssueRow[] = [
  row({
    ...some,
    name: "issues.open",
    description: "Open issues, pull requests not counted in, 0 included: the total.",
    tags: ["repo"],
    dropRank: "never",
    zero: "always",
  }),
  row({
    ...some,
    name: "issues.open.by_author",
    description: "Open issues by who opened them.",
    tags: ["repo", "author"],
    dropRank: 30,
  }),
  row({
    ...some,
    name: "issues.open.by_label",
    description: "Open issues by label; one with three labels counts under each.",
    tags: ["repo", "label"],
    dropRank: 30,
  }),
  row({
    ...some,
    name: "issues.open.by_assignee",
    description: "Open issues by whom they are assigned to; one with two assignees counts under each.",
    tags: ["repo", "assignee"],
    dropRank: 30,
  }),
  row({
    ...some,
    name: "issues.age.max",
    description: "Time since the oldest open issue was created; 0 where there is none.",
    unit: "second",
    tags: ["repo"],
    fold: "max",
    dropRank: "never",
    zero: "always",
    needs: ["createdAt"],
    value: ({ createdAt }, { timestamp }) => since(createdAt, timestamp),
  }),
  row({
    ...some,
    name: "issues.stale",
    description: "Open issues without activity for `STALE_DAYS`; 0 included where any is open.",
    tags: ["repo"],
    dropRank: 150,
    zero: "where_open",
    needs: ["updatedAt"],
    value: ({ updatedAt }, { timestamp, staleSeconds }) =>
      since(updatedAt, timestamp) >= staleSeconds ? 1 : undefined,
  }),
];
