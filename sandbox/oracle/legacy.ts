import type { PullRequestRecord } from "../population.ts";
import { authorTag, labelTags, reviewerTags } from "./pull-request.ts";
import type { Terms } from "./repository.ts";
import { expectedTag } from "./tag-values.ts";

/** The name that the original tool gave its one metric. */
export const legacyName = "datadog.custom.github.pr.count";

/**
 * The metric as the original tool sent it: 1 for each open pull request, with every label and requested user as a
 * tag, and no tag where there is none.
 */
export function legacyCounts(pulls: readonly PullRequestRecord[], repository: string, terms: Terms) {
  return pulls.map((pull) => {
    const several = [...labelTags(pull, terms.kept), ...reviewerTags(pull, terms.requests, terms.kept)];
    const real = several.filter((tag) => tag !== "label:none" && tag !== "reviewer:none");
    const own = [expectedTag("repo", repository), `number:${pull.number}`, authorTag(pull, terms.kept)];
    return { metric: legacyName, tags: [...own, ...real], value: 1 };
  });
}
