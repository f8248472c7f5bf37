import { describe, expect, it } from "vitest";
import type { Fault, RequestEntry } from "../../sandbox/github/types.ts";
import { APIS, endings, foundNames, open, populationOf, repo } from "./harness.ts";

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `acme/r${String(i + 1).padStart(3, "0")}`);
const many = (count: number, open = 1) =>
  populationOf(
    Array.from({ length: count }, (_, i) => repo(i + 1, `r${String(i + 1).padStart(3, "0")}`, open)),
  );

const isListing = ({ query, path }: RequestEntry) =>
  query.includes("repositoryOwner") || path.includes("/repos?");
const failing: Fault = { kind: "status", status: 503 };

describe.each(APIS)("by %s, an owner's listing", (api) => {
  it.each([100, 101, 230])("of %i repositories is whole", async (count) => {
    const { github, read } = await open(many(count), { api, repositories: "acme/*" });
    const outcome = await read();
    expect(foundNames(outcome)).toEqual(names(count));
    expect(Object.values(endings(outcome))).toEqual(names(count).map(() => 1));
    expect(github.problems).toEqual([]);
  });

  it("that fails midway gives what was listed, and says that the rest was not", async () => {
    const stage = await open(many(250), { api, repositories: "acme/*" });
    stage.github.fault({ when: isListing, skip: 2, fault: failing });
    const outcome = await stage.read();
    const listed = foundNames(outcome);
    expect(listed.length).toBeGreaterThanOrEqual(100);
    expect(listed.length).toBeLessThan(250);
    expect(Object.values(endings(outcome))).toEqual(listed.map(() => 1));
    expect(outcome.found.filter(({ kind }) => kind === "listing_failed")).toMatchObject([
      { owner: "acme", reason: "server_error" },
    ]);
    expect(outcome.found.filter(({ kind }) => kind === "unmatched")).toEqual([]);
  });

  it("that fails from the start costs the named repositories nothing", async () => {
    const stage = await open(many(3), { api, repositories: "acme/r001,acme/*" });
    stage.github.fault({ when: isListing, fault: failing });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/r001": 1 });
    expect(outcome.found).toContainEqual(
      expect.objectContaining({ kind: "listing_failed", owner: "acme", reason: "server_error" }),
    );
  });

  it("that is not as GitHub documents it fails as such", async () => {
    const stage = await open(many(3), { api, repositories: "acme/*" });
    const body = api === "rest" ? [{ id: "one" }] : { data: { repositoryOwner: { repositories: {} } } };
    stage.github.fault({ when: isListing, fault: { kind: "status", status: 200, body } });
    expect((await stage.read()).found).toMatchObject([{ kind: "listing_failed", reason: "invalid_answer" }]);
  });

  it("gives each repository once, though one is made meanwhile and another goes", async () => {
    const before = many(230);
    const stage = await open(before, { api, repositories: "acme/*" });
    let listings = 0;
    stage.github.onRequest((entry) => {
      if (!isListing(entry) || ++listings !== 2) return;
      const rest = before.repositories.filter((one) => one.name !== "r050");
      stage.github.population = { ...before, repositories: [...rest, repo(999, "new", 1)] };
    });
    const outcome = await stage.read();
    const found = foundNames(outcome).filter((name) => name !== "acme/r050" && name !== "acme/new");
    expect(found).toEqual(names(230).filter((name) => name !== "acme/r050"));
    expect(new Set(foundNames(outcome)).size).toBe(foundNames(outcome).length);
  });

  it("gives a repository once that is renamed meanwhile", async () => {
    const before = many(230);
    const stage = await open(before, { api, repositories: "acme/*" });
    let listings = 0;
    stage.github.onRequest((entry) => {
      if (!isListing(entry) || ++listings !== 2) return;
      const renamed = before.repositories.map((one) =>
        one.name === "r050" ? { ...one, name: "new", formerNames: ["acme/r050"] } : one,
      );
      stage.github.population = { ...before, repositories: renamed };
    });
    const outcome = await stage.read();
    expect(foundNames(outcome)).toHaveLength(230);
    expect(Object.values(endings(outcome))).toEqual(names(230).map(() => 1));
  });

  it("is read while it is still being listed", async () => {
    const sandbox = { latency: (entry: RequestEntry) => (isListing(entry) ? 30 : 0) };
    const { github, read } = await open(many(330), { api, repositories: "acme/*", sandbox });
    await read();
    const listings = github.log.filter(isListing);
    const reads = github.log.filter((entry) => !isListing(entry));
    expect(reads[0]?.index).toBeLessThan(listings.at(-1)?.index ?? 0);
  });
});

describe("a listing by GraphQL that is too heavy", () => {
  it.each([60, 30, 12, 6])("for more than %i entries is asked for in smaller pages", async (most) => {
    const stage = await open(many(40), { repositories: "acme/*" });
    const when = (entry: RequestEntry) => isListing(entry) && Number(entry.variables["first"]) > most;
    stage.github.fault({ when, fault: { kind: "status", status: 502 } });
    expect(Object.keys(endings(await stage.read())).sort()).toEqual(names(40));
  });

  it("for any page fails as such", async () => {
    const stage = await open(many(40), { repositories: "acme/*" });
    const partial: Fault = { kind: "graphql-partial", aliases: () => true };
    stage.github.fault({ when: isListing, fault: partial });
    expect((await stage.read()).found).toMatchObject([{ kind: "listing_failed", reason: "too_heavy" }]);
  });
});

describe("counting names in full by GraphQL", () => {
  const isCount = ({ query }: RequestEntry) =>
    query.includes("{totalCount}}") && !query.includes("repositoryOwner");

  it("takes a request for a hundred", async () => {
    const { github, read } = await open(many(230, 0));
    expect(Object.keys(endings(await read()))).toHaveLength(230);
    expect(github.log).toHaveLength(3);
  });

  it.each([
    ["502", { kind: "status", status: 502 }],
    ["Something went wrong", { kind: "graphql-errors" }],
    ["resource limits without a path", { kind: "graphql-partial", aliases: (_, i) => i > 3, path: false }],
    ["resource limits with paths", { kind: "graphql-partial", aliases: (_, i) => i > 3 }],
  ] satisfies [string, Fault][])("is done in halves when it is too heavy: %s", async (_, fault) => {
    const stage = await open(many(60));
    const when = (entry: RequestEntry) => isCount(entry) && Object.keys(entry.variables).length > 20;
    stage.github.fault({ when, fault });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual(Object.fromEntries(names(60).map((name) => [name, 1])));
    expect(stage.github.log.filter(isCount).length).toBeLessThanOrEqual(15);
  });

  it("fails a repository alone whose count cannot be had", async () => {
    const stage = await open(many(4));
    const when = (entry: RequestEntry) => isCount(entry) && Object.values(entry.variables).includes("r003");
    stage.github.fault({ when, fault: { kind: "graphql-errors" } });
    expect(endings(await stage.read())).toEqual({
      "acme/r001": 1,
      "acme/r002": 1,
      "acme/r003": "too_heavy",
      "acme/r004": 1,
    });
  });
});
