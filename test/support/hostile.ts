import type { Population } from "../../sandbox/population.ts";
import { bot, pullRequest, user } from "../../sandbox/records.ts";
import { townOf } from "./town.ts";

const DAY = 86_400_000;

/** What a page must not take for markup; no login of GitHub's has such letters, but nobody promises that. */
export const MARKUP = `<img src=x onerror="alert(1)">&amp;'\u202e`;

/** A backlog with markup where people can write something, teams, drafts, and many authors. */
export function hostileTown(): Population {
  const now = Date.now();
  const pulls = [
    pullRequest(1, now - 90 * DAY, { author: user(MARKUP), labels: [MARKUP, "</script>", "bug"] }),
    pullRequest(2, now - 400 * DAY, { draft: true, author: bot("renovate") }),
    pullRequest(3, now - 5 * DAY, {
      teams: ["platform"],
      reviewers: [user("alice")],
      reviewDecision: "APPROVED",
    }),
    ...Array.from({ length: 16 }, (_, index) =>
      pullRequest(index + 10, now - index * DAY, { author: user(`dev-${index}`), labels: ["bug"] }),
    ),
  ];
  return townOf({ "acme/alpha": { pullRequests: pulls }, "acme/beta": 3, "acme/gamma": 0, "other/one": 2 });
}
