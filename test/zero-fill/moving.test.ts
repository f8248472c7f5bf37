import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import type { PullRequestRecord } from "../../sandbox/population.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import { isoSeconds } from "../../sandbox/time.ts";
import { type Chronicle, type Entry, HOUR, openChronicle } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import { APIS, type Api, readsPulls, townOf } from "../support/town.ts";

const DAY_MS = 86_400_000;
const LATER = isoSeconds(START + HOUR * 1000);
const LABEL = "github.pull_requests.open.by_label{label:urgent,repo:acme/api}";
const BOB = "github.pull_requests.open.by_reviewer{repo:acme/api,reviewer:bob}";
const env = { GITHUB_REPOSITORIES: "acme/*" };
const marked = { labels: ["urgent"], reviewers: [user("bob")] };

/** As many pull requests, of which one is marked; some were updated in the hour of the second run. */
function town(
  count: number,
  holder: number,
  updated: readonly number[] = [],
  more: Partial<PullRequestRecord> = {},
) {
  const pullRequests = Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    return pullRequest(number, START - 2 * DAY_MS + number * 1000, {
      ...(number === holder ? { ...marked, ...more } : {}),
      ...(updated.includes(number) ? { updatedAt: LATER } : {}),
    });
  });
  return townOf({ "acme/api": { pullRequests }, "acme/web": 1 });
}

/** Calls `change` when so many requests for pull requests have come, before that one is answered. */
function onRequest(request: number, chronicle: Chronicle, change: () => void) {
  let seen = 0;
  chronicle.github.onRequest((entry) => {
    if (readsPulls(entry) && !isEvidence(entry)) seen += 1;
    if (seen === request) change();
  });
}

function isEvidence({ path, query }: RequestEntry): boolean {
  return path.includes("sort=updated") || query.includes("UPDATED_AT");
}

async function openTown(api: Api, count = 250, more: Readonly<Record<string, string>> = {}) {
  const chronicle = await openChronicle({
    population: town(count, 150),
    env: { ...env, GITHUB_API: api, ...more },
  });
  const first = await chronicle.at(0);
  chronicle.github.reset();
  return { chronicle, first };
}

function evidenceIn({ github }: Chronicle): readonly RequestEntry[] {
  return github.log.filter(isEvidence);
}

const moves = [
  [150, 1],
  [150, 250],
  [1, 150],
  [250, 150],
] as const;

describe.each(APIS)("by %s, a value that moves while its repository is read", (api) => {
  it.each(moves)("from %i to %i is never set to 0, whenever that is", async (from, to) => {
    for (const request of [1, 2, 3, 4, 5, 6]) {
      const closers: (() => Promise<void>)[] = [];
      const chronicle = await openChronicle({
        population: town(250, from),
        env: { ...env, GITHUB_API: api },
        onTestFinished: (close) => void closers.push(close),
      });
      expect((await chronicle.at(0)).values[LABEL]).toBe(1);
      onRequest(request, chronicle, () => {
        chronicle.github.population = town(250, to, [from, to]);
      });
      const { values, own } = await chronicle.at(HOUR);
      expect([values[LABEL] ?? 1, values[BOB] ?? 1]).not.toContain(0);
      expect(own["run.success{}"]).toBe(1);
      expect(chronicle.github.problems).toEqual([]);
      await Promise.all(closers.map((close) => close()));
    }
  });

  it("is not set to 0 in the sum of its owner either", async () => {
    const { chronicle, first } = await openTown(api, 250, { GRAIN: "owner" });
    const sum = "github.pull_requests.open.by_label{label:urgent,owner:acme}";
    expect(first.values[sum]).toBe(1);
    onRequest(api === "rest" ? 6 : 2, chronicle, () => {
      chronicle.github.population = town(250, 1, [150, 1]);
    });
    expect((await chronicle.at(HOUR)).values[sum]).toBeUndefined();
    expect(evidenceIn(chronicle)).toHaveLength(1);
    chronicle.github.reset();
    chronicle.github.population = town(250, 0);
    expect((await chronicle.at(2 * HOUR)).values[sum]).toBe(0);
  });
});

describe.each(APIS)("by %s, a value that has gone from a repository of several requests", (api) => {
  const gone = (entry: Entry) => [entry.values[LABEL], entry.values[BOB]];

  it("is set to 0, after one question", async () => {
    const { chronicle } = await openTown(api);
    chronicle.github.population = town(250, 0, [150]);
    expect(gone(await chronicle.at(HOUR))).toEqual([0, 0]);
    expect(evidenceIn(chronicle)).toHaveLength(1);
    expect(evidenceIn(chronicle)[0]?.points).toBe(api === "rest" ? 0 : 2);
  });

  it("is left alone where more was updated than a page holds", async () => {
    const { chronicle } = await openTown(api);
    const updated = Array.from({ length: 120 }, (_, index) => index + 1);
    chronicle.github.population = town(250, 0, updated);
    const after = await chronicle.at(HOUR);
    expect(gone(after)).toEqual([undefined, undefined]);
    expect(after.own).toMatchObject({ "run.success{}": 1, "series{status:zeroed}": 0 });
    expect(after.log.warnings("zero_fill_unanswered")).toMatchObject([{ repositories: ["acme/api"] }]);
  });

  it("is left alone where the question fails", async () => {
    const { chronicle } = await openTown(api);
    chronicle.github.population = town(250, 0, [150]);
    chronicle.github.fault({ when: isEvidence, fault: { kind: "status", status: 403 } });
    const after = await chronicle.at(HOUR);
    expect(gone(after)).toEqual([undefined, undefined]);
    expect(after.own["run.success{}"]).toBe(1);
    expect(after.log.warnings("zero_fill_unanswered")).toMatchObject([
      { repositories: ["acme/api"], count: 1 },
    ]);
  });

  it("is set to 0 without a question where one request holds the list", async () => {
    const population = town(20, 15);
    const chronicle = await openChronicle({ population, env: { ...env, GITHUB_API: api } });
    expect(gone(await chronicle.at(0))).toEqual([1, 1]);
    chronicle.github.reset();
    chronicle.github.population = town(20, 0);
    expect(gone(await chronicle.at(HOUR))).toEqual([0, 0]);
    expect(evidenceIn(chronicle)).toEqual([]);
  });

  it("is looked for since the reading began by GitHub's clock, however wrong the own one is", async () => {
    const { chronicle } = await openTown(api);
    chronicle.github.fault({ fault: { kind: "clock-skew", seconds: -7_200 } });
    onRequest(api === "rest" ? 6 : 2, chronicle, () => {
      const updatedAt = isoSeconds(START + HOUR * 1000 - 7_200_000);
      const moved = town(250, 1);
      const [first] = moved.repositories;
      if (first === undefined) throw new Error("nothing to change");
      const pullRequests = first.pullRequests.map((one) => (one.number === 1 ? { ...one, updatedAt } : one));
      chronicle.github.population = {
        ...moved,
        repositories: [{ ...first, pullRequests }, ...moved.repositories.slice(1)],
      };
    });
    expect(gone(await chronicle.at(HOUR))).toEqual([undefined, undefined]);
  });
});

describe("a repository that requires no review, whose reviews are read by further requests", () => {
  const STATES = "github.pull_requests.open.by_review_state";
  const state = (name: string) => `${STATES}{author_type:human,repo:acme/api,review_state:${name}}`;
  const review = { author: user("carol"), submittedAt: LATER };

  /** Two pull requests without a decision; one was updated in the hour of the second run. */
  const undecided = (first: Partial<PullRequestRecord>, second: Partial<PullRequestRecord> = {}) =>
    townOf({
      "acme/api": {
        pullRequests: [first, second].map((more, index) =>
          pullRequest(index + 1, START - 2 * DAY_MS, { reviewDecision: null, ...more }),
        ),
      },
    });

  it("has what is gone set to 0, though one of its pull requests was updated a moment ago", async () => {
    const chronicle = await openChronicle({ population: undecided(marked), env });
    expect((await chronicle.at(0)).values).toMatchObject({ [LABEL]: 1, [state("awaiting_review")]: 1 });
    chronicle.github.reset();
    chronicle.github.population = undecided({ updatedAt: LATER });
    const { values, log } = await chronicle.at(HOUR);
    expect(values).toMatchObject({ [LABEL]: 0, [BOB]: 0, [state("awaiting_review")]: 0 });
    expect(evidenceIn(chronicle)).toHaveLength(1);
    expect(log.warnings("zero_fill_unanswered")).toEqual([]);
  });

  it("keeps a state of review that moves between two requests", async () => {
    const approved = { reviews: [{ ...review, state: "APPROVED" as const }] };
    const chronicle = await openChronicle({ population: undecided(approved), env });
    expect((await chronicle.at(0)).values[state("approved")]).toBe(1);
    // The list shows both as before; the approval moves before the reviews are asked for.
    chronicle.github.onRequest(({ query }) => {
      if (!query.includes("orderBy") && query.includes("latestOpinionatedReviews"))
        chronicle.github.population = undecided({ updatedAt: LATER }, { updatedAt: LATER });
      if (query.includes("UPDATED_AT"))
        chronicle.github.population = undecided({ updatedAt: LATER }, { ...approved, updatedAt: LATER });
    });
    const { values, log } = await chronicle.at(HOUR);
    expect(values[state("approved")]).toBeUndefined();
    expect(log.warnings("zero_fill_unanswered")).toEqual([]);
  });
});

it("a state of checks is left alone where the list took several requests: it changes without an update", async () => {
  const METRICS = "+pull_requests.open.by_checks";
  const failing = town(250, 150, [], { checks: "FAILURE" });
  const chronicle = await openChronicle({ population: failing, env: { ...env, METRICS } });
  const key = "github.pull_requests.open.by_checks{checks:failure,repo:acme/api}";
  expect((await chronicle.at(0)).values[key]).toBe(1);
  chronicle.github.population = town(250, 150);
  expect((await chronicle.at(HOUR)).values[key]).toBeUndefined();
});
