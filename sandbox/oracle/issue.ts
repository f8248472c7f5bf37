import type { IssueRecord } from "../population.ts";
import { ageOf, authorTag, isIdle, labelTags } from "./pull-request.ts";
import type { Terms } from "./repository.ts";
import { expectedTag } from "./tag-values.ts";
import { apart, type Count, tally } from "./tally.ts";

/** Every metric of one repository's issues, below `issues.`. Without any, it is two zeros and nothing else. */
export function issueCounts(issues: readonly IssueRecord[], terms: Terms): readonly Count[] {
  const { timestamp, staleDays, kept } = terms;
  const totals = [
    { metric: "open", tags: [], value: issues.length },
    { metric: "age.max", tags: [], value: Math.max(0, ...issues.map((one) => ageOf(one, timestamp))) },
  ];
  if (issues.length === 0) return totals;
  const stale = issues.filter((one) => isIdle(one, timestamp, staleDays));
  return [
    ...totals,
    { metric: "stale", tags: [], value: stale.length },
    ...tally("open.by_author", issues, (one) => [[authorTag(one, kept)]]),
    ...tally("open.by_label", issues, (one) => apart(labelTags(one, kept))),
    ...tally("open.by_assignee", issues, (one) => apart(assigneeTags(one))),
  ];
}

/** Bots are nobody here: GitHub's APIs do not agree on them. */
function assigneeTags({ assignees }: IssueRecord): ReadonlySet<string> {
  const users = assignees.filter(({ type }) => type === "User");
  const tags = users.map(({ login }) => expectedTag("assignee", login));
  return new Set(tags.length > 0 ? tags : ["assignee:none"]);
}
