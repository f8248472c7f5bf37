import type { PersonRecord, PullRequestRecord } from "../population.ts";
import { copilotAgent, copilotReviewer, user } from "../records.ts";
import type { RecordedEvent, RecordedIssue, RecordedPull } from "./recording.ts";

type RecordedItem = RecordedPull | RecordedIssue;

/** Events up to and including `instant` (milliseconds). */
export function eventsUntil(item: RecordedItem, instant: number): readonly RecordedEvent[] {
  return item.events.filter(([time]) => Date.parse(time) <= instant);
}

/** Whether it had been opened and was not closed. A closing that is recorded without an event holds from its time on. */
export function isOpen(item: RecordedItem, instant: number): boolean {
  if (Date.parse(item.created_at) > instant) return false;
  const last = eventsUntil(item, instant).findLast(([, kind]) => kind === "closed" || kind === "reopened");
  if (last) return last[1] === "reopened";
  const closedSilently = item.closed_at !== null && !item.events.some(([, kind]) => kind === "closed");
  return !(closedSilently && Date.parse(item.closed_at ?? "") <= instant);
}

/** Derived: the time of the last event up to `instant`, else of creation. Milliseconds. */
export function lastActivity(item: RecordedItem, instant: number): number {
  const last = eventsUntil(item, instant).at(-1);
  return Date.parse(last?.[0] ?? item.created_at);
}

/** The labels at `instant`, each once, in the order they were given. */
export function labelsAt(item: RecordedItem, instant: number): readonly string[] {
  const labels = new Set(item.labels_at_creation);
  for (const [, kind, label] of eventsUntil(item, instant)) {
    if (kind === "labeled") labels.add(label);
    if (kind === "unlabeled") labels.delete(label);
  }
  return [...labels];
}

/** Whether it was a draft at `instant`. */
export function isDraft(pull: RecordedPull, instant: number): boolean {
  const last = eventsUntil(pull, instant).findLast(([, kind]) => kind === "draft" || kind === "ready");
  return last ? last[1] === "draft" : pull.draft_at_creation;
}

/** Whose review was asked for and had not come; a review of any kind ends the request, as on GitHub. */
export function requestedReviewers(pull: RecordedPull, instant: number): readonly string[] {
  const requested = new Set<string>();
  for (const [, kind, login] of eventsUntil(pull, instant)) {
    if (kind === "review_requested" && login !== null) requested.add(login);
    if ((kind === "review_request_removed" || kind === "reviewed") && login !== null) requested.delete(login);
  }
  return [...requested];
}

/** Derived, where requests were not recorded: those whose first review came after `instant`. Nobody reviews their own. */
export function awaitedReviewers(pull: RecordedPull, instant: number): readonly string[] {
  const firstReview = new Map<string, number>();
  for (const [time, kind, login] of pull.events) {
    if (kind !== "reviewed" || login === null || login === pull.author) continue;
    if (!firstReview.has(login)) firstReview.set(login, Date.parse(time));
  }
  return [...firstReview].filter(([, time]) => time > instant).map(([login]) => login);
}

/** Derived, on a branch taken to require a review: a standing request for changes wins, else an approval counts. */
export function reviewDecision(pull: RecordedPull, instant: number): PullRequestRecord["reviewDecision"] {
  const standing = new Map<string | null, "APPROVED" | "CHANGES_REQUESTED">();
  for (const event of eventsUntil(pull, instant)) {
    if (event[1] !== "reviewed") continue;
    const [, , login, verdict] = event;
    if (verdict === "APPROVED" || verdict === "CHANGES_REQUESTED") standing.set(login, verdict);
  }
  const verdicts = [...standing.values()];
  if (verdicts.includes("CHANGES_REQUESTED")) return "CHANGES_REQUESTED";
  return verdicts.includes("APPROVED") ? "APPROVED" : "REVIEW_REQUIRED";
}

/** Someone who opened something. The recording spells Copilot's coding agent as REST does. */
export function authorRecord(login: string | null, type: PersonRecord["type"]): PersonRecord | null {
  if (login === null) return null;
  return login === copilotAgent.restLogin ? copilotAgent : { login, type };
}

/** Someone who was asked for a review; the recording spells Copilot's reviewer as REST does, too. */
export function reviewerRecord(login: string): PersonRecord {
  return login === copilotReviewer.restLogin ? copilotReviewer : user(login);
}
