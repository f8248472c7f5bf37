import { expect, it } from "vitest";
import { latestOpinions } from "../../../sandbox/github/pull-request-resolvers.ts";
import { pullRequest, review, user } from "../../../sandbox/records.ts";

const [ann, bob] = [user("ann"), user("bob")];

it("shows of each reviewer the latest review that is no comment", () => {
  const reviews = [
    review(ann, "APPROVED", 1_000),
    review(bob, "CHANGES_REQUESTED", 2_000),
    review(ann, "COMMENTED", 3_000),
    review(bob, "DISMISSED", 4_000),
  ];
  const shown = latestOpinions(pullRequest(1, 0, { reviews }));
  expect(shown.map(({ author, state }) => [author?.login, state])).toEqual([
    ["ann", "APPROVED"],
    ["bob", "DISMISSED"],
  ]);
});
