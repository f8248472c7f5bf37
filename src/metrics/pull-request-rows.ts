import { detailRows } from "./pull-request-detail-rows.ts";
import { openRows } from "./pull-request-open-rows.ts";
import type { PullRequestRow } from "./pull-request-row.ts";
import { timeRows } from "./pull-request-time-rows.ts";

/** One row a metric about open pull requests. */
export const pullRequestRows: readonly PullRequestRow[] = [...openRows, ...timeRows, ...detailRows];
