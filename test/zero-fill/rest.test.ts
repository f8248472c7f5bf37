import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import type { PullRequestRecord, TokenRecord } from "../../sandbox/population.ts";
import { bot, copilotReviewer, pullRequest, user } from "../../sandbox/records.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { type Chronicle, HOUR, openChronicle } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import { townOf } from "../support/town.ts";

const HOUR_MS = 3_600_000;
const HIDING = { botReviewers: "hidden", requestedTeams: "by_right" } as const;
const withoutTeams = { ...fullToken, hidden: [{ repository: "*", what: "teams" }] } as const;

function asking(requests: readonly Partial<PullRequestRecord>[]): readonly PullRequestRecord[] {
  return requests.map((special, i) => pullRequest(i + 1, START - (100 - i) * HOUR_MS, special));
}

function world(
  repositories: Readonly<Record<string, readonly Partial<PullRequestRecord>[]>>,
  token: TokenRecord = fullToken,
) {
  const specials = Object.entries(repositories).map(
    ([name, requests]) => [`acme/${name}`, { pullRequests: asking(requests) }] as const,
  );
  return townOf(Object.fromEntries(specials), [token]);
}

/** The values of one metric below `pull_requests.open.`, by their own tags without the repository's. */
function valuesOf(values: Readonly<Record<string, number>>, metric: string): Record<string, number> {
  const own = Object.entries(values).flatMap(([key, value]) => {
    const [name, tags = ""] = key.split(/[{}]/);
    return name === `github.pull_requests.open.${metric}` ? [[tags.split(",").slice(-1)[0], value]] : [];
  });
  return Object.fromEntries(own);
}

/** GraphQL carries no page of a repository, so that REST reads it. */
function failPages({ github }: Chronicle, skip = 0) {
  const when = ({ query }: RequestEntry) => query.includes("nodes{number");
  github.fault({ when, skip, fault: { kind: "status", status: 502 } });
}

const open = (population: ReturnType<typeof world>) =>
  openChronicle({ population, restLists: HIDING, env: { GITHUB_REPOSITORIES: "acme/api,acme/web" } });

describe("where REST hides bots among the reviewers", () => {
  const before = {
    api: [{ reviewers: [copilotReviewer] }, { reviewers: [bot("linter")] }, { reviewers: [user("ada")] }, {}],
    web: [{ reviewers: [user("eve")] }],
  };
  const after = {
    ...before,
    api: before.api.map((one, i) => (i === 2 ? { reviewers: [user("bob")] } : one)),
  };

  it.each(["a fallback", "GITHUB_API=rest"])("%s sets neither a bot nor none to 0", async (way) => {
    const chronicle = await open(world(before));
    const first = await chronicle.at(0);
    expect(valuesOf(first.values, "by_reviewer")).toEqual({
      "reviewer:copilot": 1,
      "reviewer:linter_bot": 1,
      "reviewer:ada": 1,
      "reviewer:eve": 1,
      "reviewer:none": 1,
    });
    chronicle.github.population = world(after);
    if (way === "a fallback") failPages(chronicle);
    const second = await chronicle.at(HOUR, way === "a fallback" ? {} : { GITHUB_API: "rest" });
    const seen = { "reviewer:ada": 0, "reviewer:bob": 1, "reviewer:eve": 1 };
    expect(valuesOf(second.values, "by_reviewer")).toEqual(seen);
    expect(second.own["run.success{}"]).toBe(1);
    const left = second.log.lines.filter(({ fields }) => fields["event"] === "metrics_left_out");
    expect(left).toHaveLength(way === "a fallback" ? 0 : 1);
  });
});

describe("where REST hides teams from a token without the right to read members", () => {
  const before = { api: [{ teams: ["web"] }, { teams: ["web"] }], web: [{ teams: ["core"] }] };
  const fallen = { api: [{ teams: [] }, { teams: [] }], web: before.web };

  it("sets no team to 0", async () => {
    const chronicle = await open(world(before));
    const first = await chronicle.at(0, { GITHUB_API: "rest" });
    expect(valuesOf(first.values, "by_reviewer_team")).toEqual({
      "reviewer_team:core": 1,
      "reviewer_team:web": 2,
    });
    chronicle.github.population = world(before, withoutTeams);
    const second = await chronicle.at(HOUR, { GITHUB_API: "rest" });
    expect(valuesOf(second.values, "by_reviewer_team")).toEqual({});
    expect(second.own["run.success{}"]).toBe(1);
  });

  it("sets a team to 0 where the run sees a team of the same owner", async () => {
    const chronicle = await open(world(before));
    await chronicle.at(0, { GITHUB_API: "rest" });
    chronicle.github.population = world(fallen);
    const second = await chronicle.at(HOUR, { GITHUB_API: "rest" });
    expect(valuesOf(second.values, "by_reviewer_team")).toEqual({
      "reviewer_team:core": 1,
      "reviewer_team:web": 0,
    });
  });

  it("keeps them unreadable in a fallback after GraphQL found them so", async () => {
    const many = Array.from({ length: 130 }, () => ({ teams: ["web"] }));
    const chronicle = await open(world({ api: many, web: [{}] }));
    await chronicle.at(0);
    chronicle.github.population = world({ api: many, web: [{}] }, withoutTeams);
    failPages(chronicle, 1);
    const second = await chronicle.at(HOUR);
    expect(valuesOf(second.values, "by_reviewer_team")).toEqual({});
    expect(second.log.warnings("read_by_rest")).toHaveLength(1);
    expect(second.own["run.success{}"]).toBe(1);
  });
});
