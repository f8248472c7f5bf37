import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import type { PullRequestRecord } from "../../sandbox/population.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import { fullToken, tokenRecord } from "../../sandbox/tokens.ts";
import { type Entry, HOUR, openChronicle } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import type { Variables } from "../support/house.ts";
import { APIS, isAbout, type Special, townOf } from "../support/town.ts";

const BOB = "github.pull_requests.open.by_author{author:bob,owner:acme}";
const BOB_OF_ZOO = "github.pull_requests.open.by_author{author:bob,owner:zoo}";
const STATE = "github.pull_requests.open.by_review_state{author_type:human,owner:acme,review_state:approved}";
const blind = tokenRecord("blind", { hidden: [{ repository: "acme/api", what: "reviewDecision" }] });
const env = { GITHUB_REPOSITORIES: "acme/*,zoo/*,fill/*", GRAIN: "owner" };

function pulls(...specials: readonly Partial<PullRequestRecord>[]): Special {
  return { pullRequests: specials.map((one, index) => pullRequest(index + 1, START - 86_400_000, one)) };
}

const bob = { author: user("bob"), reviewDecision: "APPROVED" } as const;
const ann = { author: user("ann") };

/** So many that a query of GraphQL has no room for another repository, with which it would fail. */
const MANY = 58;

/** `acme/api`, `acme/web` and `zoo/api`; of a third owner so many empty ones that one less is no loss of access. */
function town(specials: Readonly<Record<string, Special | undefined>> = {}) {
  const usual = {
    "acme/api": pulls(bob, ann),
    "acme/web": pulls(...Array(MANY).fill(ann)),
    "zoo/api": pulls(bob),
  };
  const filling = Array.from({ length: 20 }, (_, index) => [`fill/${index}`, 0] as const);
  const all = Object.entries({ ...usual, ...specials, ...Object.fromEntries(filling) });
  const there = all.flatMap(([name, special]) => (special === undefined ? [] : [[name, special] as const]));
  const population = townOf(Object.fromEntries(there), [fullToken, blind]);
  const owners = ["acme", "zoo", "fill"].map((login) => ({ login, type: "Organization" }) as const);
  return { ...population, owners };
}

interface Twice {
  readonly first?: Variables;
  readonly second?: Variables;
  readonly later?: ReturnType<typeof town>;
  /** Name of a repository that fails in the second run, and GitHub's answer. */
  readonly failing?: string;
  readonly status?: number;
}

/** Two runs, an hour apart. */
async function twice({ first = {}, second = {}, later = town(), failing, status = 403 }: Twice) {
  const chronicle = await openChronicle({ population: town(), env });
  const before = await chronicle.at(0, first);
  chronicle.github.population = later;
  if (failing !== undefined)
    chronicle.github.fault({ when: isAbout(failing), fault: { kind: "status", status } });
  const after = await chronicle.at(HOUR, second);
  expect(chronicle.datadog.problems).toEqual([]);
  return { before, after, chronicle };
}

/** What was sent for owners, and what of it was 0. */
function sums({ values }: Entry, owner: string) {
  const keys = Object.keys(values).filter((key) => key.includes(`owner:${owner}`));
  return { sent: keys.length, zeros: keys.filter((key) => values[key] === 0) };
}

describe.each(APIS)("by %s, summed for each owner,", (api) => {
  const GITHUB_API = api;

  it("an author who vanishes is set to 0, and left alone when that reads 0", async () => {
    const later = town({ "acme/api": pulls(ann) });
    const both = { GITHUB_API };
    const { before, after, chronicle } = await twice({ first: both, second: both, later });
    expect([before.values[BOB], before.values[BOB_OF_ZOO]]).toEqual([1, 1]);
    expect([after.values[BOB], after.values[BOB_OF_ZOO]]).toEqual([0, 1]);
    expect((await chronicle.at(2 * HOUR, both)).values[BOB]).toBeUndefined();
  });

  it("one who still has something in another repository is not", async () => {
    const later = town({ "acme/api": pulls(ann), "acme/web": pulls(bob, bob, ann) });
    const { after } = await twice({ first: { GITHUB_API }, second: { GITHUB_API }, later });
    expect(after.values[BOB]).toBe(2);
    expect(sums(after, "acme").zeros).toEqual([]);
  });

  it("an owner whose repositories are all out of sight is left alone", async () => {
    const later = town({ "zoo/api": undefined });
    const { before, after } = await twice({ first: { GITHUB_API }, second: { GITHUB_API }, later });
    expect([sums(before, "zoo").sent > 0, sums(after, "zoo").sent]).toEqual([true, 0]);
  });

  it("an owner whose backlogs are all empty is set to 0", async () => {
    const { after } = await twice({
      first: { GITHUB_API },
      second: { GITHUB_API },
      later: town({ "zoo/api": 0 }),
    });
    expect(after.values[BOB_OF_ZOO]).toBe(0);
  });

  it.each([
    { what: "selected no more", second: { GITHUB_REPOSITORIES: "acme/*,fill/*" } },
    { what: "by repository from now on", second: { GRAIN: "repo" } },
    { what: "by repository in one metric", second: { GRAIN: "owner,by_author:repo" } },
    { what: "folded from now on", second: { AUTHORS: "!bob" } },
    { what: "left out below the ceiling", second: { MAX_SERIES: "1" } },
  ])("nothing is set to 0 that is $what", async ({ second }) => {
    const { before, after } = await twice({ first: { GITHUB_API }, second: { GITHUB_API, ...second } });
    expect(before.values[BOB_OF_ZOO]).toBe(1);
    expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 1 });
  });

  it("nothing is set to 0 that was by repository", async () => {
    const { before, after } = await twice({ first: { GITHUB_API, GRAIN: "repo" }, second: { GITHUB_API } });
    expect(before.values["github.pull_requests.open.by_author{author:bob,repo:zoo/api}"]).toBe(1);
    expect(after.values[BOB_OF_ZOO]).toBe(1);
    expect(after.own["series{status:zeroed}"]).toBe(0);
  });

  it("an owner of whom a repository fails for now has no sums, and no zeros", async () => {
    const later = town({ "acme/api": pulls(ann) });
    const both = { GITHUB_API, FAIL_RATIO: "100%" };
    const broken = { first: both, second: both, later, failing: "web", status: 500 };
    const { after, chronicle } = await twice(broken);
    expect(after.own["repository.failed{reason:server_error,repo:acme/web}"]).toBe(1);
    expect(sums(after, "acme").sent).toBe(0);
    expect(after.values[BOB_OF_ZOO]).toBe(1);
    expect(after.values["github.pull_requests.open{repo:acme/api}"]).toBe(1);
    expect(after.log.warnings("grain_withheld")).toMatchObject([
      { owners: [{ owner: "acme", reasons: ["server_error"] }] },
    ]);
    chronicle.github.reset();
    expect((await chronicle.at(2 * HOUR, both)).values[BOB]).toBe(0);
  });

  it("an owner of whom a repository is lost for good is summed without it, with one warning", async () => {
    const both = { GITHUB_API };
    const { after } = await twice({ first: both, second: both, failing: "web" });
    expect(after.values["github.pull_requests.open.by_author{author:ann,owner:acme}"]).toBe(1);
    expect(after.log.warnings("grain_counted_out")).toEqual([
      { event: "grain_counted_out", repositories: ["acme/web"] },
    ]);
    expect(after.log.warnings("grain_withheld")).toEqual([]);
  });

  it("an owner whose listing breaks off has no sums, and no zeros", async () => {
    const both = { GITHUB_API, GITHUB_REPOSITORIES: "acme/*,acme/api,zoo/*,fill/*" };
    const chronicle = await openChronicle({ population: town(), env: { ...env, ...both } });
    await chronicle.at(0);
    const lists = ({ path, query, variables }: RequestEntry) =>
      path.startsWith("/orgs/acme/repos") ||
      (query.includes("repositoryOwner") && variables["owner"] === "acme");
    chronicle.github.fault({ when: lists, fault: { kind: "status", status: 500 } });
    const after = await chronicle.at(HOUR);
    expect(after.own["repository.failed{reason:server_error,repo:acme/}"]).toBe(1);
    expect(after.values["github.pull_requests.open{repo:acme/api}"]).toBe(2);
    expect(sums(after, "acme").sent).toBe(0);
  });
});

describe.each(APIS)("by %s, a value that only one repository of an owner had", (api) => {
  const EVE = "github.pull_requests.open.by_author{author:eve,owner:acme}";
  const eve = { "acme/eve": pulls({ author: user("eve") }) };

  async function lose(later: ReturnType<typeof town>, status?: number, more: Variables = {}) {
    const GITHUB_REPOSITORIES =
      status === undefined ? env.GITHUB_REPOSITORIES : "acme/*,acme/eve,zoo/*,fill/*";
    const both = { ...env, GITHUB_API: api, GITHUB_REPOSITORIES };
    const chronicle = await openChronicle({ population: town(eve), env: both });
    expect((await chronicle.at(0)).values[EVE]).toBe(1);
    chronicle.github.population = later;
    if (status !== undefined)
      chronicle.github.fault({ when: isAbout("eve"), fault: { kind: "status", status } });
    const after = await chronicle.at(HOUR, more);
    expect(after.values["github.pull_requests.open.by_author{author:bob,owner:acme}"]).toBe(1);
    return after.values[EVE];
  }

  it("is set to 0 where that repository was archived", async () => {
    expect(await lose(town({ "acme/eve": { ...Object(eve["acme/eve"]), archived: true } }))).toBe(0);
  });

  it("is left alone where that repository is out of sight", async () => {
    expect(await lose(town())).toBeUndefined();
  });

  it("is left alone where that repository is not selected any more", async () => {
    const GITHUB_REPOSITORIES = "acme/*,!acme/eve,zoo/*,fill/*";
    expect(await lose(town(eve), undefined, { GITHUB_REPOSITORIES })).toBeUndefined();
  });

  it("is left alone where that repository is counted out", async () => {
    expect(await lose(town(eve), 404)).toBeUndefined();
  });

  it("is left alone where no total says which repositories there were", async () => {
    const METRICS = "*.by_*";
    const both = { ...env, GITHUB_API: api, METRICS };
    const chronicle = await openChronicle({ population: town(eve), env: both });
    expect((await chronicle.at(0)).values[EVE]).toBe(1);
    chronicle.github.population = town({ "acme/eve": 0 });
    expect((await chronicle.at(HOUR)).values[EVE]).toBeUndefined();
  });
});

it("an owner is without the metric that a repository does not tell, which is not set to 0", async () => {
  const { before, after } = await twice({ second: { GITHUB_TOKEN: blind.token } });
  expect(before.values[STATE]).toBe(1);
  expect(Object.keys(after.values).filter((key) => /review_state.*owner:acme/.test(key))).toEqual([]);
  expect(Object.keys(after.values).filter((key) => /review_state.*owner:zoo/.test(key))).not.toEqual([]);
  expect(after.values[BOB]).toBe(1);
  expect(after.log.warnings("grain_withheld")).toEqual([
    {
      event: "grain_withheld",
      owners: [
        {
          owner: "acme",
          reasons: ["unknown_field"],
          metrics: ["pull_requests.open.by_review_state", "pull_requests.age.max.by_review_state"],
        },
      ],
    },
  ]);
});

describe("where access may have shrunk", () => {
  const lost = Object.fromEntries(
    ["acme/web", "fill/0", "fill/1", "fill/2"].map((name) => [name, undefined]),
  );

  function shrunken() {
    const all = town(lost);
    return {
      ...all,
      repositories: all.repositories.filter(({ owner, name }) => !(`${owner}/${name}` in lost)),
    };
  }

  it("there are no sums, and later no zeros in them as long as more is remembered", async () => {
    const chronicle = await openChronicle({
      population: town({ "acme/web": pulls(ann, { author: user("eve") }) }),
      env,
    });
    const first = await chronicle.at(0);
    chronicle.github.population = shrunken();
    const second = await chronicle.at(HOUR);
    expect(first.values["github.pull_requests.open.by_author{author:ann,owner:acme}"]).toBe(2);
    expect([sums(second, "acme").sent, sums(second, "zoo").sent]).toEqual([0, 0]);
    expect(second.values["github.pull_requests.open{repo:acme/api}"]).toBe(2);
    expect(second.log.warnings("grain_withheld")).toHaveLength(1);
    expect(second.log.warnings("selection_shrank")).toHaveLength(1);
    const third = await chronicle.at(2 * HOUR);
    expect(third.values["github.pull_requests.open.by_author{author:ann,owner:acme}"]).toBe(1);
    expect(third.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 1 });
    const eve = "github.pull_requests.open.by_author{author:eve,owner:acme}";
    expect([first.values[eve], third.values[eve]]).toEqual([1, undefined]);
  });

  it.each([
    { what: "fewer than MIN_REPOSITORIES", second: { MIN_REPOSITORIES: "99" } },
    {
      what: "the same, without an application key",
      second: { MIN_REPOSITORIES: "99", DD_APP_KEY: undefined },
    },
  ])("by $what, there are no sums", async ({ second }) => {
    const { after } = await twice({ second });
    expect(sums(after, "acme").sent).toBe(0);
    expect(after.log.warnings("grain_withheld")).toMatchObject([
      { metrics: expect.arrayContaining(["github.pull_requests.open.by_author"]) },
    ]);
    const plain = await twice({ first: { GRAIN: "repo" }, second: { ...second, GRAIN: "repo" } });
    expect(plain.after.log.warnings("grain_withheld")).toEqual([]);
  });
});
