import { expect, it } from "vitest";
import { githubSchema, prepare, type ServerVersion } from "../../../sandbox/github/schema.ts";

const asks = {
  bots: '{repository(owner:"a",name:"b"){pullRequest(number:1){reviewRequests(first:1){nodes{requestedReviewer{...on Bot{login}}}}}}}',
  isArchived: '{repositoryOwner(login:"a"){repositories(first:1,isArchived:false){totalCount}}}',
  queue:
    '{repository(owner:"a",name:"b"){pullRequest(number:1){isInMergeQueue autoMergeRequest{enabledAt} statusCheckRollup{state}}}}',
  enabled: '{repository(owner:"a",name:"b"){hasPullRequestsEnabled}}',
  enterpriseTeams:
    '{repository(owner:"a",name:"b"){pullRequest(number:1){reviewRequests(first:1){nodes{requestedReviewer{...on EnterpriseTeam{slug}}}}}}}',
};

it.each<[ServerVersion, readonly (keyof typeof asks)[]]>([
  ["3.10", []],
  ["3.11", ["bots", "isArchived"]],
  ["3.12", ["bots", "isArchived"]],
  ["3.13", ["bots", "isArchived", "queue"]],
  ["3.20", ["bots", "isArchived", "queue"]],
  ["3.21", ["bots", "isArchived", "queue", "enabled"]],
  ["3.22", ["bots", "isArchived", "queue", "enabled", "enterpriseTeams"]],
  ["current", ["bots", "isArchived", "queue", "enabled", "enterpriseTeams"]],
])("release %s knows exactly %j", (version, known) => {
  const answered = Object.entries(asks).flatMap(([name, query]) =>
    prepare(query, version).errors ? [] : [name],
  );
  expect(answered).toEqual(known);
});

it("keeps descriptions of types that all releases share", () => {
  expect(githubSchema("3.11").getType("PullRequestReview")).toBeDefined();
});
