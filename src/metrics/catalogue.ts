import { type IssueRow, issueRows } from "./issue-rows.ts";
import type { PullRequestRow } from "./pull-request-row.ts";
import { pullRequestRows } from "./pull-request-rows.ts";
import { type RunRow, runRows } from "./run-rows.ts";

/** A metric about repositories, by what it counts in them. */
export type SubjectRow = PullRequestRow | IssueRow;

/** One metric. */
export type Row = SubjectRow | RunRow;

/** Every metric there is: what is sent, documented and offered to `METRICS`. */
export const catalogue: readonly Row[] = [...pullRequestRows, ...issueRows, ...runRows];

/**
 * The metric that says that the run itself is alive. It is sent after everything else, and cannot be switched off.
 */
export const HEARTBEAT = "exporter.run.success";
