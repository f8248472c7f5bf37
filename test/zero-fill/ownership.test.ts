import { describe, expect, it } from "vitest";
import type { PullRequestRecord, RepositoryRecord } from "../../sandbox/population.ts";
import { pullRequest } from "../../sandbox/records.ts";
import { fullToken, tokenRecord } from "../../sandbox/tokens.ts";
import { HOUR, openChronicle, zeros } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import { fileWith } from "../support/file.ts";
import type { Variables } from "../support/house.ts";
import { APIS, isAbout, townOf } from "../support/town.ts";

const DAY_MS = 86_400_000;
const blind = tokenRecord("no-properties", { hidden: [{ repository: "*", what: "properties" }] });

/** `acme/api` with these labels on one pull request each, and ten more repositories, so that one may go. */
function town(labels: readonly string[], special: Partial<RepositoryRecord> = {}, without = "") {
  const pulls = labels.map((label, index) => pullRequest(index + 1, START - 2 * DAY_MS, labelled(label)));
  const others = Array.from({ length: 10 }, (_, index) => [`acme/other-${index}`, 0] as const);
  const all = [["acme/api", { pullRequests: pulls, ...special }] as const, ...others];
  return townOf(Object.fromEntries(all.filter(([name]) => name !== without)), [fullToken, blind]);
}

function labelled(label: string): Partial<PullRequestRecord> {
  return { labels: label === "" ? [] : [label] };
}

interface Change {
  readonly first: Variables;
  readonly second: Variables;
  /** What GitHub has then. */
  readonly later?: ReturnType<typeof town>;
  readonly failing?: string;
}

/** Three runs, an hour apart; settings and GitHub change before the second. */
async function change({ first, second, later, failing }: Change) {
  const env = { GITHUB_REPOSITORIES: "acme/*", METRICS: "pull_requests.open,*.by_label" };
  const chronicle = await openChronicle({ population: town(["bug", "ui"]), env });
  const before = await chronicle.at(0, first);
  chronicle.github.population = later ?? town(["bug", "ui"]);
  if (failing) chronicle.github.fault({ when: isAbout(failing), fault: { kind: "status", status: 403 } });
  const after = await chronicle.at(HOUR, second);
  const last = await chronicle.at(2 * HOUR, second);
  expect(chronicle.datadog.problems).toEqual([]);
  return { before, after, last };
}

/** What was sent about `acme/api`: values by the tags, without those of its name, of the total and of labels. */
function ofApi({ values }: { readonly values: Readonly<Record<string, number>> }) {
  const own = Object.entries(values).filter(([key]) => key.includes("repo:acme/api"));
  const short = (key: string) => {
    const tags = /\{(.*)\}/.exec(key)?.[1]?.split(",") ?? [];
    return `{${tags.filter((tag) => tag !== "repo:acme/api").join()}}`;
  };
  return Object.fromEntries(own.map(([key, value]) => [short(key), value]));
}

const A = { REPO_TAGS: "acme/api=team:a" };
const B = { REPO_TAGS: "acme/api=team:b" };

describe.each(APIS)("by %s, the series of a team", (api) => {
  const run = (parts: Change) =>
    change({
      ...parts,
      first: { ...parts.first, GITHUB_API: api },
      second: { ...parts.second, GITHUB_API: api },
    });

  it("are set to 0, once, when another team takes over", async () => {
    const { before, after, last } = await run({ first: A, second: B });
    expect(ofApi(before)).toEqual({ "{team:a}": 2, "{label:bug,team:a}": 1, "{label:ui,team:a}": 1 });
    const now = { "{team:b}": 2, "{label:bug,team:b}": 1, "{label:ui,team:b}": 1 };
    expect(ofApi(after)).toEqual({ "{team:a}": 0, "{label:bug,team:a}": 0, "{label:ui,team:a}": 0, ...now });
    expect(ofApi(last)).toEqual(now);
    expect(after.own["series{status:zeroed}"]).toBe(3);
  });

  it("follow a topic that changes on GitHub", async () => {
    const TOPIC_TAGS = "team-*:team";
    const { before, after } = await run({
      first: { TOPIC_TAGS },
      second: { TOPIC_TAGS },
      later: town(["bug", "ui"], { topics: ["team-b"] }),
    });
    expect(ofApi(before)["{team:unowned}"]).toBe(2);
    expect(ofApi(after)).toMatchObject({ "{team:unowned}": 0, "{team:b}": 2, "{label:ui,team:b}": 1 });
  });

  it("carry it when a label is gone, and only that is set to 0", async () => {
    const { after, last } = await run({ first: A, second: A, later: town(["bug"]) });
    expect(ofApi(after)).toEqual({ "{team:a}": 1, "{label:bug,team:a}": 1, "{label:ui,team:a}": 0 });
    expect(ofApi(last)).toEqual({ "{team:a}": 1, "{label:bug,team:a}": 1 });
  });

  it("carry it when the whole repository is archived", async () => {
    const { after } = await run({ first: A, second: B, later: town(["bug", "ui"], { archived: true }) });
    expect(ofApi(after)).toEqual({ "{team:a}": 0, "{label:bug,team:a}": 0, "{label:ui,team:a}": 0 });
  });

  it("are left alone where the repository could not be read", async () => {
    const { after } = await run({ first: A, second: B, failing: "api" });
    expect(ofApi(after)).toEqual({});
  });

  it("are left alone, and nobody else's, where its owner could not be read", async () => {
    const PROPERTY_TAGS = "team";
    const { before, after } = await run({
      first: { PROPERTY_TAGS },
      second: { PROPERTY_TAGS, GITHUB_TOKEN: blind.token },
    });
    expect(ofApi(before)["{team:unowned}"]).toBe(2);
    expect(after.values).toEqual({});
    expect(after.own["repository.failed{reason:forbidden,repo:acme/api}"]).toBe(1);
    const [warning] = after.log.warnings("repositories_failed");
    expect(warning?.["message"]).toContain("PROPERTY_TAGS");
  });
});

describe("further tags", () => {
  const PLAIN = { "{}": 2, "{label:bug}": 1, "{label:ui}": 1 };
  const OF_A = { "{team:a}": 2, "{label:bug,team:a}": 1, "{label:ui,team:a}": 1 };

  it("that are introduced leave the series without them to end, with a warning that names the key", async () => {
    const { before, after, last } = await change({ first: {}, second: A });
    expect(ofApi(before)).toEqual(PLAIN);
    expect(ofApi(after)).toEqual(OF_A);
    expect(ofApi(last)).toEqual(OF_A);
    expect(before.log.warnings("tags_missing")).toEqual([]);
    expect(after.log.warnings("tags_missing")).toMatchObject([{ keys: ["team"] }]);
  });

  it("that a tag configuration of Datadog's leaves out of a metric set nothing to 0", async () => {
    const env = { GITHUB_REPOSITORIES: "acme/*", METRICS: "pull_requests.open,*.by_label" };
    const chronicle = await openChronicle({ population: town(["bug", "ui"]), env });
    await chronicle.at(0, A);
    chronicle.datadog.configureTags("github.pull_requests.open.by_label", ["repo", "label"]);
    chronicle.github.population = town(["bug"]);
    const after = await chronicle.at(HOUR, A);
    expect(ofApi(after)).toEqual({ "{team:a}": 1, "{label:bug,team:a}": 1 });
    expect(after.log.warnings("tags_missing")).toMatchObject([{ keys: ["team"] }]);
    expect(chronicle.datadog.problems).toEqual([]);
  });

  it("that a tag configuration leaves out set nothing to 0 of a repository that was archived", async () => {
    const env = { GITHUB_REPOSITORIES: "acme/*", METRICS: "pull_requests.open", REPO_TAGS: "acme/*=team:a" };
    const chronicle = await openChronicle({ population: town(["bug"]), env });
    const before = await chronicle.at(0);
    expect(ofApi(before)).toEqual({ "{team:a}": 1 });
    chronicle.datadog.configureTags("github.pull_requests.open", ["repo"]);
    chronicle.github.population = town(["bug"], { archived: true });
    const after = await chronicle.at(HOUR);
    expect(ofApi(after)).toEqual({});
    expect(after.log.warnings("tags_missing")).toMatchObject([{ keys: ["team"] }]);
  });

  it("with letters that Datadog stores otherwise set nothing to 0 that goes out", async () => {
    const env = { GITHUB_REPOSITORIES: "acme/*", METRICS: "pull_requests.open,*.by_label" };
    const storesLetter = (letter: string) => letter !== "\u{2ebf0}";
    const chronicle = await openChronicle({
      population: town(["b\u{2ebf0}g", "caf\u00e9", "\u65e5\u672c"]),
      env,
      storesLetter,
    });
    const zeroed = async (hours: number) =>
      zeros(await chronicle.at(hours * HOUR, A)).flatMap((key) => /label:([^,]*),/.exec(key)?.[1] ?? []);
    await chronicle.at(0, A);
    expect(await zeroed(1)).toEqual([]);
    chronicle.github.population = town(["b\u{2ebf0}g", "\u4e2d\u56fd"]);
    // What came at the same time may be the same label in another spelling: its 0 waits for one run.
    expect(await zeroed(2)).toEqual(["caf\u00e9"]);
    expect(await zeroed(3)).toEqual(["\u65e5\u672c"]);
    expect(await zeroed(4)).toEqual([]);
    expect(chronicle.datadog.problems).toEqual([]);
  });

  it("that are introduced over DD_TAGS set the series under those to 0, and no other's", async () => {
    const DD_TAGS = "team:core,zone:z";
    const { before, after, last } = await change({ first: { DD_TAGS }, second: { DD_TAGS, ...A } });
    expect(ofApi(before)["{team:core,zone:z}"]).toBe(2);
    expect(ofApi(after)).toMatchObject({ "{team:core,zone:z}": 0, "{team:a,zone:z}": 2 });
    expect(after.own["series{status:zeroed,team:core,zone:z}"]).toBe(3);
    expect(last.own["series{status:zeroed,team:core,zone:z}"]).toBe(0);
  });

  it("of DD_TAGS that are taken away set to 0, once, what vanishes then, and touch nothing else", async () => {
    const [first, second] = [{ DD_TAGS: "tier:1,zone:z" }, { DD_TAGS: "tier:1" }];
    const { before, after, last } = await change({ first, second, later: town(["bug"]) });
    expect(ofApi(before)).toEqual({
      "{tier:1,zone:z}": 2,
      "{label:bug,tier:1,zone:z}": 1,
      "{label:ui,tier:1,zone:z}": 1,
    });
    expect(ofApi(after)).toEqual({ "{tier:1}": 1, "{label:bug,tier:1}": 1, "{label:ui,tier:1}": 0 });
    expect(ofApi(last)).toEqual({ "{tier:1}": 1, "{label:bug,tier:1}": 1 });
  });

  it("of DD_TAGS that are added end the series without them", async () => {
    const [first, second] = [{ DD_TAGS: "tier:1" }, { DD_TAGS: "tier:1,zone:z" }];
    const { after, last } = await change({ first, second, later: town(["bug"]) });
    const now = { "{tier:1,zone:z}": 1, "{label:bug,tier:1,zone:z}": 1 };
    expect([ofApi(after), ofApi(last)]).toEqual([now, now]);
  });

  it("are on no sum by owner, except those of DD_TAGS", async () => {
    const sums = { GRAIN: "owner", METRICS: "*.by_label" };
    const plain = await change({ first: { ...sums, ...A }, second: { ...sums, ...A }, later: town(["bug"]) });
    const labelled = (run: { readonly values: Readonly<Record<string, number>> }) =>
      Object.entries(run.values).map(([key, value]) => [key.replace(/^.*{/, "{"), value]);
    expect(labelled(plain.before)).toEqual([
      ["{label:bug,owner:acme}", 1],
      ["{label:ui,owner:acme}", 1],
    ]);
    expect(labelled(plain.last)).toEqual([["{label:bug,owner:acme}", 1]]);
    expect(plain.after.log.warnings("tags_missing")).toEqual([]);
    const tagged = { ...sums, ...A, DD_TAGS: "team:core" };
    const { last } = await change({ first: tagged, second: tagged });
    expect(labelled(last)).toEqual([
      ["{label:bug,owner:acme,team:core}", 1],
      ["{label:ui,owner:acme,team:core}", 1],
    ]);
  });

  it("that are taken away from one repository set its series to 0 as long as others have them", async () => {
    const { after, last } = await change({ first: A, second: { REPO_TAGS: "acme/other-1=team:c" } });
    expect(ofApi(after)).toMatchObject({ "{team:a}": 0, "{team:unowned}": 2, "{label:ui,team:unowned}": 1 });
    expect(Object.keys(ofApi(last)).filter((key) => key.includes("team:a"))).toEqual([]);
  });

  it("that are taken away from the settings end, and what vanishes meanwhile reads 0 without them", async () => {
    const { after, last } = await change({ first: A, second: {}, later: town(["bug"]) });
    expect(ofApi(after)).toEqual({ "{}": 1, "{label:bug}": 1, "{label:ui}": 0 });
    expect(ofApi(last)).toEqual({ "{}": 1, "{label:bug}": 1 });
  });

  it("of a person and of a label decide for their series alone", async () => {
    const write = (person: string, label: string) => ({
      TAGS_FILE: fileWith(`people: { dev-1: { team: ${person} } }\nlabels: { bug: { team: ${label} } }\n`),
      METRICS: "pull_requests.open,*by_author,*by_label",
    });
    const { before, after } = await change({ first: write("p1", "l1"), second: write("p2", "l1") });
    const author = (team: string) =>
      `github.pull_requests.open.by_author{author:dev-1,repo:acme/api,team:${team}}`;
    expect(before.values[author("p1")]).toBe(2);
    expect(after.values).toMatchObject({ [author("p1")]: 0, [author("p2")]: 2 });
    expect(zeros(after).filter((key) => key.includes("repo:acme/api"))).toEqual([author("p1")]);
    expect(after.values["github.pull_requests.open.by_label{label:bug,repo:acme/api,team:l1}"]).toBe(1);
  });

  it("that change set to 0 what is folded now too, since it is not the old team's any more", async () => {
    const { after } = await change({ first: A, second: { ...B, LABELS: "!ui" } });
    expect(ofApi(after)).toMatchObject({ "{label:ui,team:a}": 0, "{label:other,team:b}": 1 });
    const same = await change({ first: A, second: { ...A, LABELS: "!ui" } });
    expect(ofApi(same.after)).toEqual({ "{team:a}": 2, "{label:bug,team:a}": 1, "{label:other,team:a}": 1 });
  });

  it.each([
    ["REPO_TAGS", { REPO_TAGS: "acme/api=team:a,team-lead:l,team2:x,cost:1,cost.centre:c" }],
    [
      "DD_TAGS under them",
      { DD_TAGS: "team-lead:l,team/x:y", REPO_TAGS: "acme/*=team:a,team-lead:m,team/x:z" },
    ],
    ["TOPIC_TAGS", { TOPIC_TAGS: "team-*:team,team-*:team-lead" }],
  ] as const)(
    "by %s set nothing to 0 that goes out, where one key is the beginning of another",
    async (_, set) => {
      const later = town(["bug", "ui"], { topics: ["team-b"] });
      const { after, last } = await change({ first: set, second: set, later });
      const ofApiAlone = (key: string) => key.includes("repo:acme/api");
      expect(zeros(last).filter(ofApiAlone)).toEqual([]);
      expect(Object.values(ofApi(after)).filter((value) => value > 0)).toHaveLength(3);
      const same = await change({ first: set, second: set });
      expect(zeros(same.after).filter(ofApiAlone)).toEqual([]);
    },
  );

  it("are no part of what a run says of itself", async () => {
    const { after } = await change({ first: A, second: A });
    expect(Object.keys(after.own).filter((key) => key.includes("team"))).toEqual([]);
  });
});
