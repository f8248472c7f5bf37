import { expect, it } from "vitest";
import { expectedValues } from "../../sandbox/oracle/expected.ts";
import { createRandom } from "../../sandbox/random.ts";
import { pullRequest, repository } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { START } from "../support/clock.ts";
import { createTime } from "./in-process.ts";
import { judge, type Played } from "./judge.ts";
import { noFigures, playSeason } from "./season.ts";
import { drawChoice } from "./settings.ts";
import { openWorld, TOKEN } from "./world.ts";

async function soak(seed: number, runs: number) {
  const { now, launch, pause } = createTime(START, createRandom(seed));
  const world = await openWorld(seed, now);
  const figures = noFigures();
  await playSeason({ world, launch, figures, label: `seed ${seed}`, runs, signals: ["SIGTERM"], pause });
  await world.close();
  return figures;
}

it.each([1, 2, 3, 4])(
  "sends nothing false whatever goes wrong by chance (seed %i), and the next clean run is right",
  async (seed) => {
    const { falseNumbers, duplicates, broken, leftovers, ...counts } = await soak(seed, 6);
    expect({ falseNumbers, duplicates, broken, leftovers }).toEqual({
      falseNumbers: [],
      duplicates: [],
      broken: [],
      leftovers: [],
    });
    expect(counts).toMatchObject({ runs: 6, clean: 1 });
    expect(counts.numbers).toBeGreaterThan(0);
  },
  120_000,
);

type Numbers = Readonly<Record<string, number>>;

const HOUR = 3_600;
const NOW = START / 1_000;
const OPEN = "github.pull_requests.open";

function pointsOf(numbers: Numbers, timestamp: number) {
  return Object.entries(numbers).map(([key, value]) => {
    const [, metric = "", tags = ""] = /^(.*)\{(.*)\}$/.exec(key) ?? [];
    return { metric, value, tags: tags === "" ? [] : tags.split(","), timestamp, type: 3, payload: 0 };
  });
}

/** A world of three repositories, one of them archived and one out of sight. */
async function smallWorld() {
  const world = await openWorld(5, () => START);
  await world.close();
  const pulls = [pullRequest(1, START - 9e6, { labels: ["bug"] }), pullRequest(2, START - 8e6)];
  const repositories = [
    repository(1, "acme/here", START, { pullRequests: pulls }),
    repository(2, "acme/shelved", START, { archived: true, pullRequests: pulls }),
    repository(3, "acme/hidden", START, { private: true, pullRequests: pulls }),
    repository(4, "acme/forked", START, { fork: true, pullRequests: pulls }),
  ];
  const tokens = [tokenRecord(TOKEN, { privateRepositories: [] })];
  const instants = [{ owners: world.github.population.owners, repositories, tokens }];
  const settings = {
    ...world.settings,
    api: "graphql",
    env: { EMPTY_REPOSITORIES: "send" },
    owners: { keys: [], others: [] },
    constantTags: [],
    metrics: "default",
    legacy: false,
    grain: "repo",
  } as const;
  return { ...world, instants, settings, droppedKeys: [] };
}

/** What comes of a run that sent what is right, but for what is given. */
async function judged(
  changed: Numbers,
  { earlier = {}, env = {} }: { earlier?: Numbers; env?: Record<string, string> } = {},
) {
  const world = await smallWorld();
  const right = expectedValues(world.instants[0] ?? { owners: [], repositories: [], tokens: [] }, {
    repositories: ["acme/here"],
    api: "graphql",
    timestamp: NOW,
  });
  const choice = drawChoice(createRandom(1), true);
  const sent = Object.entries({ ...Object.fromEntries(right), ...changed }).filter(
    ([, value]) => !Number.isNaN(value),
  );
  const own = {
    "github.exporter.run.success{}": 1,
    "github.exporter.repositories{status:read}": 1,
    "github.exporter.series{status:submitted}": sent.length + 3,
  };
  const played: Played = {
    world,
    choice: { ...choice, env: { ...choice.env, ...env }, takes: ({ fork }) => !fork },
    faults: { github: [], datadog: [] },
    ended: { code: 0 },
    signalled: false,
    earlier: pointsOf(earlier, NOW - HOUR),
    points: pointsOf({ ...Object.fromEntries(sent), ...own, ...changed }, NOW).filter(
      ({ value }) => !Number.isNaN(value),
    ),
  };
  return judge(played, false);
}

const label = (name: string, repo: string) => `${OPEN}.by_label{label:${name},repo:acme/${repo}}`;

it.each<[string, Numbers, Numbers, Record<string, string>, string]>([
  ["a wrong count", { [`${OPEN}{repo:acme/here}`]: 3 }, {}, {}, "is 3, not 2 to 2"],
  ["a total of 0", { [`${OPEN}{repo:acme/here}`]: 0 }, {}, {}, "open{repo:acme/here} is 0"],
  ["a missing breakdown", { [label("bug", "here")]: Number.NaN }, {}, {}, "is missing"],
  ["a value that was never there", { [label("ui", "here")]: 1 }, {}, {}, "was never there"],
  ["a 0 for what is there", { [label("bug", "here")]: 0 }, { [label("bug", "here")]: 1 }, {}, "is 0"],
  ["a 0 that was never sent", { [label("ui", "here")]: 0 }, {}, {}, "was never sent"],
  ["a 0 out of sight", { [label("bug", "hidden")]: 0 }, { [label("bug", "hidden")]: 1 }, {}, "was 1 or more"],
  ["a 0 for a fork", { [label("ui", "forked")]: 0 }, { [label("ui", "forked")]: 1 }, {}, "not selected"],
  ["a 0 for a deleted one", { [label("bug", "gone")]: 0 }, { [label("bug", "gone")]: 1 }, {}, "not selected"],
  [
    "a 0 of a metric that is left out",
    { [label("bug", "here")]: Number.NaN, [label("none", "here")]: Number.NaN, [label("ui", "here")]: 0 },
    { [label("ui", "here")]: 1 },
    { MAX_SERIES: "30" },
    "left out",
  ],
])("finds %s", async (_, changed, earlier, env, finding) => {
  const { falseNumbers } = await judged(changed, { earlier, env });
  expect(falseNumbers.join("\n")).toContain(finding);
});

it.each<[string, Numbers, Numbers]>([
  ["what is right", {}, {}],
  ["a 0 for a label that vanished", { [label("ui", "here")]: 0 }, { [label("ui", "here")]: 1 }],
  ["a 0 for an archived repository", { [label("bug", "shelved")]: 0 }, { [label("bug", "shelved")]: 1 }],
])("has nothing against %s", async (_, changed, earlier) => {
  expect(await judged(changed, { earlier })).toMatchObject({ falseNumbers: [], broken: [] });
});

it("finds a heartbeat of 1 that hides something", async () => {
  const totals = { [`${OPEN}{repo:acme/here}`]: Number.NaN };
  expect((await judged(totals)).broken).toEqual(["acme/here has neither numbers nor a failure"]);
  const failed = { "github.exporter.repository.failed{reason:network,repo:acme/here}": 1 };
  expect((await judged(failed)).broken.join("\n")).toContain("heartbeat 1 with 1 failures beside 1");
  const more = { earlier: { "github.exporter.repositories{status:read}": 2 } };
  expect((await judged({}, more)).broken).toEqual(["heartbeat 1 with 1 repositories, before 2"]);
  const limited = await judged({}, { env: { MAX_SERIES: "5" } });
  expect(limited.broken.join("\n")).toContain("series above the limit of 5");
});
