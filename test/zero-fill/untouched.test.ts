import { describe, expect, it } from "vitest";
import type { PullRequestRecord } from "../../sandbox/population.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import { fullToken, tokenRecord } from "../../sandbox/tokens.ts";
import { HOUR, openChronicle, zeros } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import type { Variables } from "../support/house.ts";
import { APIS, isAbout, townOf } from "../support/town.ts";

const OF_LABEL = "github.pull_requests.open.by_label{label:bug,repo:acme/api}";
const TOTAL = "github.pull_requests.open{repo:acme/api}";
const blind = tokenRecord("blind", { hidden: [{ repository: "*", what: "reviewDecision" }] });

function town(...special: readonly Partial<PullRequestRecord>[]) {
  const pullRequests = special.map((one, index) => pullRequest(index + 1, START - 86_400_000, one));
  return townOf({ "acme/api": { pullRequests }, "acme/web": 1 }, [fullToken, blind]);
}

const full = town({ labels: ["Bug"] }, { author: user("bob"), labels: ["ui"] });

/** Runs twice, an hour apart, the second time with other settings. */
async function twice(first: Variables, second: Variables, later = full, failing = "nothing") {
  const env = { GITHUB_REPOSITORIES: "acme/*" };
  const chronicle = await openChronicle({ population: full, env });
  const before = await chronicle.at(0, first);
  chronicle.github.population = later;
  chronicle.github.fault({ when: isAbout(failing), fault: { kind: "status", status: 403 } });
  const after = await chronicle.at(HOUR, second);
  return { before, after, datadog: chronicle.datadog };
}

describe.each(APIS)("by %s, never set to 0 is", (api) => {
  const GITHUB_API = api;

  it.each([
    { what: "a label that is folded from now on", second: { LABELS: "!bug" } },
    { what: "an author that is folded from now on", second: { AUTHORS: "!bob" } },
    { what: "a metric that is left out below the ceiling", second: { MAX_SERIES: "1" } },
    { what: "a metric that is not sent any more", second: { METRICS: "pull_requests.open" } },
    { what: "a repository that is excluded", second: { GITHUB_REPOSITORIES: "acme/*,!acme/api" } },
    { what: "a repository of an owner that is not listed", second: { GITHUB_REPOSITORIES: "acme/web" } },
    { what: "what a deployment with other tags sent", second: { DD_TAGS: "team:core" } },
    { what: "what was sent under another prefix", second: { METRIC_PREFIX: "other" } },
  ])("$what", async ({ second }) => {
    const { before, after } = await twice({ GITHUB_API }, { GITHUB_API, ...second });
    expect(before.values).toMatchObject({ [OF_LABEL]: 1, [TOTAL]: 2 });
    expect(after.own["series{status:zeroed}"] ?? 0).toBe(0);
    expect(after.values[TOTAL] ?? 2).toBe(2);
  });

  it("anything of a repository that could not be read", async () => {
    const { after } = await twice({ GITHUB_API }, { GITHUB_API }, full, "api");
    expect(after.own["repository.failed{reason:forbidden,repo:acme/api}"]).toBe(1);
    expect(Object.keys(after.values).filter((key) => key.includes("acme/api"))).toEqual([]);
  });
});

it("a review state is not set to 0 where the token may not read it any more", async () => {
  const { before, after } = await twice({}, { GITHUB_TOKEN: blind.token });
  expect(Object.keys(before.values).some((key) => key.includes("by_review_state"))).toBe(true);
  expect(Object.keys(after.values).filter((key) => key.includes("by_review_state"))).toEqual([]);
});

it("a whole set of tags simply ends", async () => {
  const METRICS = "+pull_requests.open.combined,+pull_requests.detail*";
  const { before, after } = await twice({ METRICS }, { METRICS }, town({}));
  const ends = (key: string) => /\.(combined|detail).*acme\/api/.test(key);
  expect(Object.keys(before.values).filter(ends).length).toBeGreaterThan(3);
  expect(zeros(after).filter(ends)).toEqual([]);
});

it("zeros carry the constant tags", async () => {
  const DD_TAGS = "team:core,tier:1";
  const { after } = await twice({ DD_TAGS }, { DD_TAGS }, town({}));
  const key = "github.pull_requests.open.by_label{label:bug,repo:acme/api,team:core,tier:1}";
  expect(after.values[key]).toBe(0);
});

it("zeros of a metric that MAX_SERIES leaves out are left out with it, and follow in a later run", async () => {
  const env = { GITHUB_REPOSITORIES: "acme/*" };
  const chronicle = await openChronicle({ population: full, env });
  await chronicle.at(0);
  chronicle.github.population = town({ labels: ["ui"] });
  const second = await chronicle.at(HOUR, { MAX_SERIES: "1" });
  const ofLabels = (values: Readonly<Record<string, number>>) =>
    Object.keys(values).filter((key) => key.includes("by_label"));
  expect(ofLabels(second.values)).toEqual([]);
  expect(second.own["series{status:zeroed}"]).toBe(0);
  expect((await chronicle.at(2 * HOUR)).values[OF_LABEL]).toBe(0);
});

describe("without zeros goes a run", () => {
  it("without an application key, which it says once", async () => {
    const { after } = await twice({}, { DD_APP_KEY: undefined }, town({}));
    expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 1 });
    const said = after.log.lines.filter(({ fields }) => fields["event"] === "no_zero_fill");
    expect(said).toMatchObject([{ level: "info", fields: { names: ["DD_APP_KEY"] } }]);
  });

  it("with ZERO_FILL=off, which asks nothing", async () => {
    const { after, datadog } = await twice({ ZERO_FILL: "off" }, { ZERO_FILL: "off" }, town({}));
    expect(after.own["series{status:zeroed}"]).toBe(0);
    expect(datadog.log.filter(({ method }) => method === "GET")).toEqual([]);
    expect(after.log.lines.filter(({ fields }) => fields["event"] === "no_zero_fill")).toEqual([]);
  });

  it.each([403, 429])(
    "when Datadog answers %i, with one warning, and is well all the same",
    async (status) => {
      const chronicle = await openChronicle({ population: full, env: { GITHUB_REPOSITORIES: "acme/*" } });
      await chronicle.at(0);
      chronicle.github.population = town({});
      chronicle.datadog.fault({ when: ({ method }) => method === "GET", fault: { kind: "status", status } });
      const after = await chronicle.at(HOUR);
      expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 1 });
      expect(after.log.warnings("history_unread")).toHaveLength(1);
      expect(after.exitCode).toBe(0);
    },
  );

  it("for the one metric that could not be read", async () => {
    const chronicle = await openChronicle({ population: full, env: { GITHUB_REPOSITORIES: "acme/*" } });
    await chronicle.at(0);
    chronicle.github.population = town({});
    const asksLabels = ({ path }: { readonly path: string }) => path.includes("by_label");
    chronicle.datadog.fault({ when: asksLabels, fault: { kind: "status", status: 403 } });
    const after = await chronicle.at(HOUR);
    expect(zeros(after).filter((key) => key.includes("by_label"))).toEqual([]);
    expect(after.values["github.pull_requests.open.by_author{author:bob,repo:acme/api}"]).toBe(0);
    expect(after.log.warnings("history_unread")).toMatchObject([
      { metrics: ["github.pull_requests.open.by_label"] },
    ]);
  });
});
