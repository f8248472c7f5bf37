import { own } from "../domain/own.ts";
import { catalogue, type Row } from "./catalogue.ts";
import { issueTags } from "./issue-tags.ts";
import { pullRequestTags } from "./pull-request-tags.ts";
import type { TagText } from "./row.ts";
import { runTags } from "./run-rows.ts";
import { fieldsOf } from "./select.ts";

const INTRODUCTION = `# Metrics

This page is generated from the catalogue in \`src/metrics\`: \`npm run generate\` writes it, and a test compares it.

All metrics are gauges. Their names begin with \`METRIC_PREFIX\` (\`github\` unless set), which the tables leave out, and every
series carries the tags of \`DD_TAGS\` besides its own, and those of whoever owns it (\`TAGS_FILE\`, \`REPO_TAGS\`,
\`PROPERTY_TAGS\`, \`TOPIC_TAGS\`), which follow from its own and make no series more. Every point of a run has the same timestamp: the start of the run, in
whole seconds. Ages count from there. \`METRICS\` switches metrics on and off; what is sent unless it says otherwise is marked
as default.

A repository that could not be read completely has no number in that run: no 0 and no short count. It is reported by
\`exporter.repository.failed\`. A repository that was read and has no open pull request sends \`pull_requests.open\` and
\`pull_requests.age.max\` as 0, and nothing else about pull requests; with issues it is the same.

Metrics with \`by_\` in their names can be summed for each owner: under \`GRAIN=owner\`, or for single ones
\`GRAIN=repo,by_reviewer:owner\`, their \`repo\` below is \`owner\`. An owner of whom a repository failed for now has none of these
sums in that run.

"Sum" says whether the series of a metric may be added up. Where it says "not over" a tag, one thing counts under several
values of that tag; \`pull_requests.open\` is the total. Over a window of time, look at the maximum or the last value, never at a
sum or an average.
`;

const REMARKS = `## What GitHub does not tell

GitHub gives no review decision where the base branch requires no review. The reviews that people gave decide there: a standing
request for changes, else an approval. Reviews of the author and of bots do not count. Without one of them, the state is
\`awaiting_review\` while a request is outstanding, else \`no_review_required\`.

Metrics marked "GraphQL only" are left out when pull requests are read by REST. Where the token may not read the review state,
the teams or the issues of a repository, the metrics that need them are left out for that repository, and a warning says so. Where
issues are switched off, there are none.

GitHub's REST API may leave out bots and teams that were asked for a review. So by REST \`by_reviewer\` and \`by_reviewer_team\` count who
is listed, \`reviewer:none\` is not sent, and zero-fill sets neither bots nor \`none\` nor unseen teams to 0.

GitHub's GraphQL API keeps bots back that an issue is assigned to, such as Copilot. They are left out by REST too, so that a number does
not depend on how it was read: an issue that only a bot is assigned to has \`assignee:none\`.

## Tag values

In \`label\`… and the like, a series carries every value at once. Datadog keeps 100 tags of a series. Where a pull request has more, the
exporter keeps all tags that have one value (\`repo\`, \`number\`, \`author\`, \`draft\`), the constant tags and those of an owner, then labels,
reviewers and teams, each in alphabetical order, until the series has 100. \`LABELS\`, \`AUTHORS\` and \`REVIEWERS\` fold values that nobody
looks at into \`other\`, in every metric with that tag; a pull request or issue counts once in it, and no total changes.

Values are sent as Datadog keeps them: in lower case, with \`_\` for everything but letters, digits and \`_ - : . /\`, and at most 200
bytes for key and value, beyond which a value is cut and ends in a hash of the whole. Values that become the same are one:
a pull request labelled \`Bug\` and \`bug\` counts once.

| on GitHub | tag | why |
| --- | --- | --- |
| \`good first issue\` | \`label:good_first_issue\` | |
| \`renovate[bot]\` | \`author:renovate_bot\` | |
| \`C++\` | \`label:c\` | nothing but the letter is left |
| \`🔥\` | \`label:u1f525\` | nothing is left: its code point is its name, several are joined by \`_\` |
| a label called \`none\` | \`label:label_none\` | \`label:none\` means that there is no label; \`other\` is treated alike |
`;

/** Gives docs/metrics.md whole. The same catalogue gives the same bytes. */
export function renderMetrics(): string {
  const about = (subject: Row["subject"]) => catalogue.filter((row) => row.subject === subject);
  return [
    INTRODUCTION,
    "## Pull requests\n",
    renderRows(about("pull_request"), pullRequestTags),
    renderTags(pullRequestTags),
    "## Issues\n",
    renderRows(about("issue"), issueTags),
    renderTags(issueTags),
    "## The run itself\n",
    renderRows(about("run"), runTags),
    renderTags(runTags),
    REMARKS,
  ].join("\n");
}

type TagTexts = Readonly<Record<string, TagText>>;

function renderRows(rows: readonly Row[], tags: TagTexts): string {
  return renderTable(
    ["metric", "tags", "unit", "default", "sum", "meaning"],
    rows.map((row) => [
      code(row.name),
      row.tags.map((key) => describeTag(row, key, tags)).join(", ") || "–",
      row.unit,
      row.byDefault ? "yes" : "no",
      describeSum(row, tags),
      describe(row),
    ]),
  );
}

function renderTags(tags: TagTexts): string {
  return renderTable(
    ["tag", "values"],
    Object.entries(tags).map(([key, { description }]) => [code(key), description]),
  );
}

function renderTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const write = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  return [head, head.map(() => "---"), ...lines].map(write).join("");
}

/** `label…`: the series carries every value. */
function describeTag(row: Row, key: string, tags: TagTexts): string {
  return isTogether(row) && own(tags, key)?.overlaps ? `${code(key)}…` : code(key);
}

function isTogether(row: Row): boolean {
  return row.subject !== "run" && row.together;
}

const GRAPHQL_ONLY = ["reviewState", "checks", "everyRequest"] as const;

function describe(row: Row): string {
  const fields = fieldsOf([row]);
  return GRAPHQL_ONLY.some((field) => fields.has(field))
    ? `${row.description} GraphQL only.`
    : row.description;
}

function describeSum(row: Row, tags: TagTexts): string {
  if (row.fold !== "sum") return "no";
  if (isTogether(row)) return "yes";
  const overlapping = row.tags.filter((key) => own(tags, key)?.overlaps);
  return overlapping.length > 0 ? `not over ${overlapping.map(code).join(", ")}` : "yes";
}

function code(text: string): string {
  return `\`${text}\``;
}
