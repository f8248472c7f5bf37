import { expect, it } from "vitest";
import { pullRequest, review, user } from "../sandbox/records.ts";
import { START } from "./support/clock.ts";
import { openHouse } from "./support/house.ts";
import { expectNumbers, heartbeat } from "./support/received.ts";
import { namesOf, townOf } from "./support/town.ts";

const pull = (number: number, parts: Parameters<typeof pullRequest>[2] = {}) =>
  pullRequest(number, START - 9e9 + number * 1e6, { labels: ["bug"], reviewers: [user("bob")], ...parts });

const town = townOf({
  "acme/lost": { pullRequests: [pull(1), pull(2, { unreturnable: true }), pull(3, { teams: ["platform"] })] },
  "acme/teams": {
    pullRequests: [pull(1, { reviewers: [], teams: ["platform"], enterpriseTeams: ["justice"] })],
  },
  "acme/free": {
    pullRequests: [
      pull(1, { reviewDecision: null, reviews: [review(user("ann"), "APPROVED", START)] }),
      pull(2, {
        reviewDecision: null,
        autoMerge: true,
        reviews: [review(user("ann"), "CHANGES_REQUESTED", START)],
      }),
      pull(3, { reviewDecision: "REVIEW_REQUIRED", autoMerge: true }),
      pull(4, { reviewDecision: null, reviewers: [] }),
    ],
  },
});

it.each(["default", "all"] as const)(
  "gives the right numbers (%s metrics) where GitHub cannot return one",
  async (metrics) => {
    const house = await openHouse({ population: town });
    const outcome = await house.run({
      GITHUB_REPOSITORIES: "acme/*",
      ...(metrics === "all" && { METRICS: "+*" }),
    });
    expect(outcome.exitCode).toBe(0);
    expectNumbers(house, town, { repositories: namesOf(town), api: "graphql", metrics });
    expect(heartbeat(house)).toBe(1);
    expect(outcome.stderr).toContain("acme/lost#2");
  },
);
