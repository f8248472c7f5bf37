import { MONITORS } from "../deploy/monitors.ts";
import { type Period, period } from "./backlog.ts";
import { expectedLines, zeroFilled } from "./expected.ts";
import {
  awaitedByReviewer,
  oldestApprovedByRepository,
  oldestByRepository,
  openByRepository,
  staleShareByRepository,
} from "./recorded.ts";

/** Parts of the recorded past in which something happened. */
export const SPANS = [
  { when: "six repositories in spring 2021", span: period("2021-02-01T00:00Z", "2021-03-29T00:00Z") },
  { when: "one repository in March 2017", span: period("2017-03-01T00:00Z", "2017-04-01T00:00Z") },
] as const;

/** What these monitors ask, in words of the recording. */
const QUESTIONS = {
  "backlog-too-high": { samplesIn: openByRepository, over: "min" },
  "oldest-too-old": { samplesIn: oldestByRepository, over: "min" },
  "approved-not-merged": { samplesIn: oldestApprovedByRepository, over: "min" },
  "stale-share-rising": { samplesIn: staleShareByRepository, over: "min" },
  "reviewer-overloaded": { samplesIn: (span: Period) => awaitedByReviewer(span), over: "max" },
} as const;

export type BacklogMonitor = keyof typeof QUESTIONS;

export const BACKLOG_MONITORS: readonly BacklogMonitor[] = [
  "backlog-too-high",
  "oldest-too-old",
  "approved-not-merged",
  "stale-share-rising",
  "reviewer-overloaded",
];

/** What a monitor must do by the recording, with zero-fill; as lines that `lineOf` writes. */
export function rightLines(id: BacklogMonitor, span: Period): readonly string[] {
  const { samplesIn, over } = QUESTIONS[id];
  const thresholds = MONITORS.get(id)?.options.thresholds ?? {};
  return [...samplesIn(span)].flatMap(([group, values]) =>
    expectedLines(group, span.from / 1000, zeroFilled(values), { over, thresholds }),
  );
}
