import type { Field, PullRequest } from "../domain/pull-request.ts";
import { type ItemRow, type RowParts, withColumns } from "./item-row.ts";
import { type PullRequestTagKey, pullRequestTags, type View } from "./pull-request-tags.ts";

/** A metric that is folded from the open pull requests of a repository. */
export interface PullRequestRow extends ItemRow<PullRequest> {
  readonly subject: "pull_request";
}

/** Makes a row, of which the compiler has checked that its value looks at no field but those it needs. */
export function row<const F extends Field>(parts: RowParts<PullRequestTagKey, F, View<F>>): PullRequestRow {
  return { ...withColumns<PullRequest, PullRequestTagKey>(parts, pullRequestTags), subject: "pull_request" };
}
