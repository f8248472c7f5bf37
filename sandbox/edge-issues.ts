import type { IssueRecord, RepositoryRecord } from "./population.ts";
import { bot, copilotAgent, issue, pullRequest, user } from "./records.ts";
import { isoSeconds } from "./time.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Issues with everything special about them, the oldest first. `now` is milliseconds since 1970. */
export function edgeIssues(now: number): readonly IssueRecord[] {
  return specials.map((special, index) =>
    issue(index + 1, now - (specials.length - index) * day, special(now)),
  );
}

type Special = (now: number) => Partial<IssueRecord>;

const specials: readonly Special[] = [
  (now) => ({ updatedAt: isoSeconds(now - 15 * day) }),
  (now) => ({ updatedAt: isoSeconds(now - 13 * day) }),
  () => ({ author: null, labels: ["Bug", "bug"] }),
  () => ({ author: bot("renovate"), labels: ["dependency dashboard"] }),
  () => ({ author: copilotAgent, assignees: [copilotAgent] }),
  () => ({ assignees: [user("dev-1"), copilotAgent] }),
  () => ({ assignees: [user("dev-1"), user("Dev-2"), user("none")] }),
  () => ({ assignees: Array.from({ length: 12 }, (_, index) => user(`assignee-${index + 1}`)) }),
  () => ({ labels: Array.from({ length: 25 }, (_, index) => `label-${index + 1}`) }),
  () => ({ labels: ["🔥", "none", "other", "x".repeat(300)] }),
  () => ({}),
  (now) => ({ createdAt: isoSeconds(now + 90_000), updatedAt: isoSeconds(now + 90_000) }),
];

/** Issues and pull requests whose numbers take turns, so that pages of both hold about as many of each. */
export function interleaved(now: number): Pick<RepositoryRecord, "issues" | "pullRequests"> {
  const numbers = Array.from({ length: 260 }, (_, index) => index + 1);
  const createdAt = (number: number) => now - (300 - number) * hour;
  return {
    issues: numbers
      .filter((number) => number % 2 === 1)
      .map((number) => issue(number, createdAt(number), { assignees: [user(`dev-${number % 7}`)] })),
    pullRequests: numbers
      .filter((number) => number % 2 === 0)
      .map((number) => pullRequest(number, createdAt(number))),
  };
}
