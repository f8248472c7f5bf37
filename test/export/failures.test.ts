import { describe, test } from "vitest";
import type { House } from "../support/house.ts";
import { readsPulls } from "../support/town.ts";
import { aboutBad, type Case, expectFailure } from "./one-failure.ts";

/** One pull request less each time that it is looked at. */
function shrink({ github }: House): void {
  github.onRequest((entry) => {
    if (!aboutBad(entry) || !readsPulls(entry)) return;
    const repositories = github.population.repositories.map((record) =>
      record.name === "delta" ? { ...record, pullRequests: record.pullRequests.slice(1) } : record,
    );
    github.population = { ...github.population, repositories };
  });
}

/** Gone between the count and the reading. */
function vanish({ github }: House): void {
  github.onRequest((entry) => {
    if (!readsPulls(entry)) return;
    const repositories = github.population.repositories.filter(({ name }) => name !== "delta");
    github.population = { ...github.population, repositories };
  });
}

const cases: readonly Case[] = [
  { api: "graphql", what: "does not exist", reason: "not_found" },
  { api: "rest", what: "does not exist", reason: "not_found" },
  { api: "graphql", what: "may not be seen", reason: "not_found", record: { private: true } },
  { api: "rest", what: "may not be seen", reason: "not_found", record: { private: true } },
  { api: "graphql", what: "is blocked", reason: "blocked", record: { blocked: true } },
  { api: "rest", what: "is blocked", reason: "blocked", record: { blocked: true } },
  {
    api: "rest",
    what: "is blocked with a 403",
    reason: "blocked",
    record: 3,
    fault: { kind: "status", status: 403, body: { message: "Repository access blocked" } },
  },
  {
    api: "rest",
    what: "is forbidden",
    reason: "forbidden",
    record: 3,
    fault: { kind: "status", status: 403 },
  },
  {
    api: "graphql",
    what: "is forbidden",
    reason: "forbidden",
    record: 58,
    fault: { kind: "graphql-partial", aliases: () => true, type: "FORBIDDEN", message: "Not for you" },
  },
  {
    api: "rest",
    what: "moved and is gone",
    reason: "moved_and_gone",
    record: 3,
    fault: { kind: "redirect", to: "/repositories/987654/pulls?state=open", status: 301 },
  },
  {
    api: "graphql",
    what: "is deleted after it was counted",
    reason: "not_found",
    record: 3,
    prepare: vanish,
  },
  {
    api: "graphql",
    what: "changes faster than it can be read",
    reason: "incomplete",
    record: 150,
    prepare: shrink,
  },
];

describe.concurrent("a repository that", () => {
  test.for(cases)("$what (by $api) leaves the others' numbers right and has none", expectFailure);
});
