import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { githubSchema, type ServerVersion } from "../sandbox/github/schema.ts";
import type { Population } from "../sandbox/population.ts";
import { issue, pullRequest, review, user } from "../sandbox/records.ts";
import type { ItemField, Wanted } from "../src/domain/wanted.ts";
import { ALL_FIELDS, attach, ISSUE_FIELDS, open, populationOf, pulls, repo } from "./github/harness.ts";
import { runCheck } from "./support/check.ts";
import { openChronicle } from "./support/chronicle.ts";
import { START } from "./support/clock.ts";
import { openHouse } from "./support/house.ts";

const HOUR = 3_600;
const people = Array.from({ length: 30 }, (_, i) => user(`dev-${i}`));

/** Every list is longer than its first page, and every state is there. */
const population = populationOf([
  repo(1, "long", {
    topics: ["team-pay"],
    pullRequests: [
      pullRequest(1, START - 9e6, {
        labels: people.map(({ login }) => login),
        reviewers: people,
        teams: ["platform"],
        reviewDecision: null,
        reviews: people.map((one) => review(one, "APPROVED", START)),
      }),
      pullRequest(2, START - 8e6, { unreturnable: true }),
      pullRequest(3, START - 7e6, { labels: ["vanishing"] }),
    ],
    issues: [issue(4, START - 6e6, { labels: people.map(({ login }) => login), assignees: people })],
  }),
  repo(2, "many", { pullRequests: [...pulls(129), pullRequest(130, START, { labels: ["vanishing"] })] }),
  repo(3, "off", { pullRequestsDisabled: true }),
  repo(4, "leaving", 1),
]);

/** The same an hour later: one is archived, and labels are gone. */
const later: Population = {
  ...population,
  repositories: population.repositories.map((one) => ({
    ...one,
    archived: one.name === "leaving",
    pullRequests: one.pullRequests.map((pull) => ({ ...pull, labels: [] })),
  })),
};

/** Every text that reading asks with, for single fields and for all. */
async function textsOfReading(enterprise: ServerVersion, names: string): Promise<readonly string[]> {
  const { github, clock } = await open(population, { sandbox: { enterprise, limits: { enabled: false } } });
  const sets: readonly Wanted[] = [
    ...[...ALL_FIELDS].map((field) => ({ pullRequests: new Set<ItemField>([field]) })),
    ...[...ISSUE_FIELDS].map((field) => ({ issues: new Set<ItemField>([field]) })),
    { pullRequests: ALL_FIELDS, issues: ISSUE_FIELDS },
    { pullRequests: new Set() },
  ];
  for (const wanted of sets) {
    const stage = attach(github, clock, {
      apiUrl: `${github.url}/api/v3`,
      repositories: names,
      traits: { topics: true, properties: false },
      filters: { topics: names.includes("*") ? ["team-pay", "none"] : [] },
    });
    await stage.read({ wanted });
  }
  // What REST gives in its place is held against one more count.
  const page = ({ query }: { query: string }) => query.includes("nodes{number");
  github.fault({ when: page, fault: { kind: "status", status: 502 } });
  await attach(github, clock, { apiUrl: `${github.url}/api/v3`, repositories: "acme/many" }).read();
  expect(github.problems).toEqual([]);
  return github.log.map(({ query }) => query);
}

/** Every text that two runs with zero-fill and a check ask with. */
async function textsOfRuns(enterprise: ServerVersion): Promise<readonly string[]> {
  const env = { GITHUB_REPOSITORIES: "acme/*,acme/off", METRICS: "+*", TOPIC_TAGS: "team-*:team" };
  const chronicle = await openChronicle({ population, enterprise, env });
  await chronicle.at(0);
  chronicle.github.population = later;
  await chronicle.at(HOUR);
  const house = await openHouse({ population, enterprise });
  await runCheck(house, { ...env, GITHUB_API_URL: `${house.github.url}/api/v3` });
  expect([chronicle.github.problems, house.github.problems]).toEqual([[], []]);
  return [...chronicle.github.log, ...house.github.log].map(({ query }) => query);
}

const SHAPES = [
  /__type\(/,
  /repositoryOwner\(.*isArchived/s,
  /r0:repository\([^)]*\)\{nameWithOwner/,
  /pullRequests\(states:OPEN,first/,
  /pullRequests\(states:OPEN,last/,
  /issues\(states:OPEN,first/,
  /pullRequest\(number:\$p0\)\{labels/,
  /pullRequest\(number:\$p0\)\{reviewRequests/,
  /pullRequest\(number:\$p\d+\)\{latestOpinionatedReviews/,
  /issue\(number:\$p\d+\)\{(labels|assignees)/,
  /isArchived pullRequests\(states:OPEN,last/,
  /repositoryTopics/,
];

describe.each<ServerVersion>(["3.11", "3.12", "3.13", "3.20", "3.21", "3.22", "current"])(
  "on the schema of %s",
  (version) => {
    it("every query that the exporter can send is valid", async () => {
      const texts = new Set([
        ...(await textsOfReading(version, "acme/*")),
        ...(await textsOfReading(version, "acme/long,acme/many,acme/off")),
        ...(await textsOfRuns(version)),
      ]);
      texts.delete("");
      const schema = githubSchema(version);
      const wrong = [...texts].flatMap((text) =>
        validate(schema, parse(text)).map(({ message }) => `${message} in ${text}`),
      );
      expect(wrong).toEqual([]);
      const missing = SHAPES.filter((shape) => ![...texts].some((text) => shape.test(text)));
      expect(missing).toEqual([]);
    });
  },
);

it("every place that asks by GraphQL is exercised above", () => {
  const source = new URL("../src", import.meta.url).pathname;
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const asking = files.filter((name) =>
    /\.graphql(<[^>]*>)?\(/.test(readFileSync(join(source, name), "utf8")),
  );
  const known = [
    "github/check/look.ts",
    "github/client/client.ts",
    "github/discover/counts.ts",
    "github/discover/directory-graphql.ts",
    "github/discover/listing-graphql.ts",
    "github/evidence/missing.ts",
    "github/evidence/updated.ts",
    "github/read/dialect.ts",
    "github/read/graphql-reader.ts",
  ];
  expect(asking.filter((name) => !known.includes(name))).toEqual([]);
});
