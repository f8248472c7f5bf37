import fc from "fast-check";
import { expect, test } from "vitest";
import { describeHistory } from "../../../sandbox/history/describe.ts";
import { recordedHistory } from "../../../sandbox/history/recording.ts";
import { replayAt } from "../../../sandbox/history/replay.ts";
import type { Population, RepositoryRecord } from "../../../sandbox/population.ts";

const six = [
  "bitcoin-core/secp256k1",
  "tlswg/draft-ietf-tls-esni",
  "mlswg/mls-protocol",
  "cfrg/draft-irtf-cfrg-opaque",
  "ietf-rats-wg/architecture",
  "mlswg/mls-architecture",
];

/** The instant itself, so that nothing is shifted. */
function unshifted(instant: string): Population {
  return replayAt(instant, { now: Date.parse(instant) });
}

function named(population: Population, fullName: string): RepositoryRecord | undefined {
  return population.repositories.find(({ owner, name }) => `${owner}/${name}` === fullName);
}

function names(population: Population): readonly string[] {
  return population.repositories.map(({ owner, name }) => `${owner}/${name}`);
}

test("all that was recorded is there", () => {
  const history = recordedHistory();
  expect(history.map(({ repo }) => repo)).toEqual(six);
  expect(history.flatMap(({ pulls }) => pulls)).toHaveLength(2840);
  expect(history.flatMap(({ issues }) => issues)).toHaveLength(1499);
});

test.each(["2021-02-05T00:00:00Z", "2021-02-05T12:00:00Z"])(
  "71 pull requests of 23 authors were open on %s",
  (instant) => {
    const pulls = unshifted(instant).repositories.flatMap(({ pullRequests }) => pullRequests);
    expect(pulls).toHaveLength(71);
    expect(new Set(pulls.map(({ author }) => author?.login)).size).toBe(23);
  },
);

test.each([
  ["bitcoin-core/secp256k1", "2023-04-14T11:40:44Z", 78],
  ["bitcoin-core/secp256k1", "2026-08-22T08:00:09Z", 74],
  ["tlswg/draft-ietf-tls-esni", "2021-08-05T17:03:21Z", 20],
  ["mlswg/mls-protocol", "2020-01-06T19:23:09Z", 15],
  ["ietf-rats-wg/architecture", "2021-02-05T15:15:02Z", 15],
])("%s had on %s %i open", (fullName, instant, count) => {
  expect(named(unshifted(instant), fullName)?.pullRequests).toHaveLength(count);
});

test("a repository is not there before its first record nor after it was recorded", () => {
  const without = (fullName: string) => six.filter((name) => name !== fullName);
  expect(names(unshifted("2020-05-18T14:14:14Z"))).toEqual(without("cfrg/draft-irtf-cfrg-opaque"));
  expect(names(unshifted("2020-05-18T14:14:15Z"))).toEqual(six);
  expect(names(unshifted("2021-05-27T01:04:09Z"))).toEqual(six);
  expect(names(unshifted("2021-05-27T01:04:10Z"))).toEqual(without("mlswg/mls-architecture"));
  expect(names(unshifted("2013-01-01T00:00:00Z"))).toEqual([]);
});

test("an empty backlog is there and empty", () => {
  expect(named(unshifted("2021-02-05T00:00:00Z"), "mlswg/mls-architecture")?.pullRequests).toEqual([]);
});

test("times are moved so that the instant is now, to the second", () => {
  const instant = "2021-02-05T00:00:00Z";
  const now = Date.parse("2031-06-01T09:30:00Z");
  const [then, shifted] = [unshifted(instant), replayAt(instant, { now })];
  const times = (population: Population) =>
    population.repositories.flatMap(({ createdAt, pullRequests, issues }) => [
      createdAt,
      ...[...pullRequests, ...issues].flatMap((item) => [item.createdAt, item.updatedAt]),
    ]);
  const moved = times(then).map((time) => Date.parse(time) + now - Date.parse(instant));
  expect(times(shifted).map((time) => Date.parse(time))).toEqual(moved);
});

test("the same instant is the same in milliseconds, and nonsense is refused", () => {
  const now = Date.parse("2031-06-01T09:30:00Z");
  expect(replayAt(Date.parse("2021-02-05T00:00:00Z"), { now })).toEqual(
    replayAt("2021-02-05T00:00:00Z", { now }),
  );
  expect(() => replayAt("yesterday")).toThrow(RangeError);
});

test("owners are organisations, each once, and a credential reads everything", () => {
  const { owners, tokens } = unshifted("2021-02-05T00:00:00Z");
  expect(owners.map(({ login }) => login)).toEqual([
    "bitcoin-core",
    "tlswg",
    "mlswg",
    "cfrg",
    "ietf-rats-wg",
  ]);
  expect(new Set(owners.map(({ type }) => type))).toEqual(new Set(["Organization"]));
  expect(tokens).toMatchObject([{ privateRepositories: "all", hidden: [], revoked: false }]);
});

test("issues that were open are there too", () => {
  const { repositories } = unshifted("2021-02-05T00:00:00Z");
  expect(repositories.map(({ issues }) => issues.length)).toEqual([66, 9, 8, 10, 32, 10]);
});

test("a repository keeps its id from one instant to the next", () => {
  const ids = (instant: string) => new Map(unshifted(instant).repositories.map(({ name, id }) => [name, id]));
  const [early, late] = [ids("2020-05-01T00:00:00Z"), ids("2021-02-05T00:00:00Z")];
  expect([...early].every(([name, id]) => late.get(name) === id)).toBe(true);
});

test("at any instant numbers are sorted and unique, and nothing is younger than the instant", () => {
  const from = Date.parse("2014-03-07T00:00:00Z");
  const until = Date.parse("2026-08-22T00:00:00Z");
  fc.assert(
    fc.property(fc.integer({ min: from, max: until }), (instant) => {
      for (const { pullRequests } of replayAt(instant, { now: instant }).repositories) {
        const numbers = pullRequests.map(({ number }) => number);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        for (const { createdAt, updatedAt } of pullRequests) {
          expect(Date.parse(createdAt)).toBeLessThanOrEqual(Date.parse(updatedAt));
          expect(Date.parse(updatedAt)).toBeLessThanOrEqual(instant);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test("the description says what was recorded and what is derived", () => {
  const { repositories, recorded, derived } = describeHistory();
  expect(repositories).toHaveLength(6);
  expect(repositories[0]).toBe(
    "bitcoin-core/secp256k1: 1308 pull requests, 517 issues, 2014-03-06 to 2026-08-22",
  );
  expect(recorded.join("\n")).toContain("(bitcoin-core/secp256k1)");
  for (const fact of ["are shifted", "last activity", "review decision", "the other 5 repositories"]) {
    expect(derived.join("\n")).toContain(fact);
  }
});
