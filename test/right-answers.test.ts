import { describe, expect, it } from "vitest";
import { edgeCases } from "../sandbox/edge-cases.ts";
import { replayAt } from "../sandbox/history/replay.ts";
import { expectRightAnswers } from "./support/right-answers.ts";
import { APIS, namesOf } from "./support/town.ts";

/** Every metric about pull requests and issues, none of which may give way. */
const ALL = {
  env: { METRICS: "+*", MAX_SERIES: "1000000" },
  expected: { metrics: "all" },
} as const;

const INSTANTS = [
  "2020-05-18T12:00:00Z",
  "2020-06-20T00:00:00Z",
  "2020-07-24T06:00:00Z",
  "2020-08-28T18:30:00Z",
  "2020-10-01T12:00:00Z",
  "2020-11-05T23:59:59Z",
  "2020-12-10T09:00:00Z",
  "2021-01-14T12:00:00Z",
  "2021-02-05T12:00:00Z",
  "2021-03-25T15:00:00Z",
  "2021-04-29T12:00:00Z",
  "2021-05-26T12:00:00Z",
];

function edge() {
  const population = edgeCases(Date.now());
  const repositories = namesOf(population).filter((name) => !name.includes("blocked"));
  return { population, repositories, patterns: repositories };
}

function recorded(instant: string) {
  const population = replayAt(instant, { now: Date.now() });
  return { population, patterns: population.owners.map(({ login }) => `${login}/*`) };
}

describe.each(APIS)("by %s", (api) => {
  it("counts the edge cases exactly", async () => {
    await expectRightAnswers({ ...edge(), api });
  });

  it("gives every metric of the edge cases exactly", async () => {
    await expectRightAnswers({ ...edge(), api, ...ALL });
  });

  it.each(INSTANTS)("counts the recorded backlog of %s exactly", async (instant) => {
    await expectRightAnswers({ ...recorded(instant), api });
  });

  it.each(INSTANTS)("gives every metric of the recorded backlog of %s exactly", async (instant) => {
    await expectRightAnswers({ ...recorded(instant), api, ...ALL });
  });
});

describe("what LABELS, AUTHORS and REVIEWERS exclude", () => {
  const kept = {
    label: (value: string) => /bug$/.test(value) || /^label-/.test(value),
    author: (value: string) => !/_bot$/.test(value) && value !== "dev-1",
    reviewer: (value: string) => value === "dev-1",
  };
  const env = { ...ALL.env, LABELS: "*bug,label-*", AUTHORS: "!*_bot,!dev-1", REVIEWERS: "dev-1" };
  const expected = { ...ALL.expected, kept };

  it.each(APIS)("is other in every metric, by %s", async (api) => {
    const folded = await expectRightAnswers({ ...edge(), api, env, expected });
    const whole = await expectRightAnswers({ ...edge(), api, ...ALL });
    expect(folded).toBeLessThan(whole);
  });

  it("is other in the recorded backlog", async () => {
    const answered = { ...recorded("2021-02-05T12:00:00Z"), api: "graphql", env, expected } as const;
    expect(await expectRightAnswers(answered)).toBeGreaterThan(250);
  });
});

describe("GRAIN", () => {
  const owner = {
    env: { ...ALL.env, GRAIN: "owner" },
    expected: { ...ALL.expected, grain: () => "owner" as const },
  } as const;
  const mixed = {
    env: {
      ...ALL.env,
      GRAIN: "owner,by_author:repo,pull_requests.open.by_review_state:repo",
      LABELS: "!*bug",
    },
    expected: {
      ...ALL.expected,
      grain: (metric: string) =>
        /by_author$|open\.by_review_state$/.test(metric) ? ("repo" as const) : ("owner" as const),
      kept: { label: (value: string) => !/bug$/.test(value) },
    },
  } as const;

  it.each(APIS)("sums the edge cases for each owner, by %s", async (api) => {
    const whole = await expectRightAnswers({ ...edge(), api, ...ALL });
    expect(await expectRightAnswers({ ...edge(), api, ...owner })).toBeLessThan(whole);
    await expectRightAnswers({ ...edge(), api, ...mixed });
  });

  it.each(INSTANTS)("sums the recorded backlog of %s for each owner", async (instant) => {
    await expectRightAnswers({ ...recorded(instant), api: "graphql", ...owner });
    await expectRightAnswers({ ...recorded(instant), api: "rest", ...mixed });
  });
});
