import { describe, expect, it } from "vitest";
import { edgeCases } from "../sandbox/edge-cases.ts";
import { replayAt } from "../sandbox/history/replay.ts";
import type { Owners } from "../sandbox/oracle/owners.ts";
import type { Population } from "../sandbox/population.ts";
import { fileWith } from "./support/file.ts";
import { expectRightAnswers } from "./support/right-answers.ts";
import { APIS, namesOf } from "./support/town.ts";

const FILE = `
repositories:
  acme/la*: { team: labellers, tier: 1 }
people:
  dev-1: { team: first }
  "*[bot]": { team: machines }
labels:
  bug: { team: menders }
`;
const env = {
  METRICS: "+*",
  LEGACY_METRIC: "true",
  MAX_SERIES: "1000000",
  DD_TAGS: "team:default,tier:9,zone:a",
  REPO_TAGS: "acme/people=team:humane; acme/with-1*=stage:late",
  PROPERTY_TAGS: "squad:team",
  TOPIC_TAGS: "team-*:team",
};

/** The bots there are whose logins end in `[bot]`, as they are tagged. */
const BOTS = ["renovate_bot", "coderabbitai_bot"];

const owners: Owners = {
  keys: ["team", "tier", "stage"],
  filed: (name) => (/^acme\/la/.test(name) ? { team: "labellers", tier: "1" } : {}),
  tagged: {
    "author:dev-1": { team: "first" },
    "reviewer:dev-1": { team: "first" },
    "assignee:dev-1": { team: "first" },
    "label:bug": { team: "menders" },
    ...Object.fromEntries(
      BOTS.flatMap((bot) => [`author:${bot}`, `reviewer:${bot}`].map((tag) => [tag, { team: "machines" }])),
    ),
  },
  others: [
    (name) => ({
      ...(name === "acme/people" && { team: "humane" }),
      ...(/^acme\/with-1/.test(name) && { stage: "late" }),
    }),
    (_, { properties }) => (typeof properties["squad"] === "string" ? { team: properties["squad"] } : {}),
    (_, { topics }) => (topics.includes("team-payments") ? { team: "payments" } : {}),
  ],
};

/** Some of an organisation's repositories have a squad. */
function withSquads(population: Population): Population {
  const repositories = population.repositories.map((one, index) => ({
    ...one,
    properties: index % 3 === 0 && one.owner !== "solo" ? { squad: `Squad ${index}` } : {},
  }));
  return { ...population, repositories };
}

const expected = {
  metrics: "all",
  legacy: true,
  constantTags: ["team:default", "tier:9", "zone:a"],
  owners,
} as const;

describe.each(APIS)("by %s, every series has its owner", (api) => {
  it("in the edge cases, named in full", async () => {
    const population = withSquads(edgeCases(Date.now()));
    const repositories = namesOf(population).filter((name) => !name.includes("blocked"));
    const all = { ...env, TAGS_FILE: fileWith(FILE) };
    const answered = { population, repositories, patterns: repositories, api };
    const tagged = await expectRightAnswers({ ...answered, env: all, expected });
    const plain = await expectRightAnswers({
      ...answered,
      env: { METRICS: env.METRICS, LEGACY_METRIC: env.LEGACY_METRIC, MAX_SERIES: env.MAX_SERIES },
      expected: { metrics: "all", legacy: true },
    });
    expect(tagged).toBe(plain);
  });

  it("but for sums over an owner of GitHub's, which are nobody's", async () => {
    const population = withSquads(edgeCases(Date.now()));
    const repositories = namesOf(population).filter((name) => !name.includes("blocked"));
    const all = { ...env, TAGS_FILE: fileWith(FILE), GRAIN: "owner" };
    const summed = { ...expected, grain: (): "owner" => "owner" } as const;
    await expectRightAnswers({
      population,
      repositories,
      patterns: repositories,
      api,
      env: all,
      expected: summed,
    });
  });

  it("in the recorded backlog, by patterns", async () => {
    const population = withSquads(replayAt("2021-02-05T12:00:00Z", { now: Date.now() }));
    const patterns = population.owners.map(({ login }) => `${login}/*`);
    await expectRightAnswers({
      population,
      patterns,
      api,
      env: { ...env, TAGS_FILE: fileWith(FILE) },
      expected,
    });
  });
});
