import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import type { Traits } from "../../src/domain/traits.ts";
import { APIS, endings, type Opening, type Outcome, open, populationOf, repo } from "./harness.ts";

const BOTH = { topics: true, properties: true };
const blind = tokenRecord("no-properties", { hidden: [{ repository: "*", what: "properties" }] });
const town = populationOf(
  [
    repo(1, "api", {
      topics: ["team-payments", "go"],
      properties: { Team: "payments", langs: ["go", "ts"] },
    }),
    repo(2, "web", { properties: { Team: "web" }, formerNames: ["acme/site"] }),
    repo(3, "plain"),
    repo(4, "solo/notes", { topics: ["mine"] }),
    repo(5, "other/lib", { properties: { Team: "libs" } }),
  ],
  { tokens: [tokenRecord("sandbox-full-access"), blind] },
);

const PROPERTIES: Record<string, Record<string, readonly string[]>> = {
  "acme/api": { team: ["payments"], langs: ["go", "ts"] },
  "acme/web": { team: ["web"] },
  "acme/site": { team: ["web"] },
  "acme/plain": {},
  "solo/notes": {},
  "other/lib": { team: ["libs"] },
};
const TOPICS: Record<string, readonly string[]> = {
  "acme/api": ["team-payments", "go"],
  "solo/notes": ["mine"],
};

function shown({ topics, properties }: Traits) {
  return { topics, properties: Object.fromEntries(properties) };
}

function traitsOf({ found }: Outcome) {
  const pairs = found.flatMap((one) =>
    one.kind === "repository" ? [[one.repository, shown(one.traits)] as const] : [],
  );
  return Object.fromEntries(pairs);
}

function expected(names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => [name, { topics: TOPICS[name] ?? [], properties: PROPERTIES[name] ?? {} }]),
  );
}

const asksProperties = ({ path }: RequestEntry) => path.includes("/properties/values");

describe.each(APIS)("by %s, topics and custom properties", (api) => {
  const openTown = (opening: Opening) => open(town, { api, traits: BOTH, ...opening });

  it("are told of what is named in full, one request for each repository of an organisation", async () => {
    const names = ["acme/api", "acme/site", "acme/plain", "solo/notes"];
    const stage = await openTown({ repositories: names.join() });
    const outcome = await stage.read();
    expect(traitsOf(outcome)).toEqual(expected(names));
    expect(stage.github.log.filter(asksProperties)).toHaveLength(3);
    expect(stage.github.problems).toEqual([]);
  });

  it("are told of what is listed, one request for a hundred repositories, and none for a user's", async () => {
    const stage = await openTown({ repositories: "acme/*,acme/api,solo/*" });
    const outcome = await stage.read();
    expect(traitsOf(outcome)).toEqual(expected(["acme/api", "acme/web", "acme/plain", "solo/notes"]));
    expect(stage.github.log.filter(asksProperties).map(({ path }) => path)).toEqual([
      "/orgs/acme/properties/values?per_page=100&page=1",
    ]);
    expect(stage.github.problems).toEqual([]);
  });

  it("are told of all repositories of a large owner", async () => {
    const many = Array.from({ length: 230 }, (_, i) =>
      repo(i + 1, `r${i}`, { properties: { team: `t${i}` } }),
    );
    const stage = await open(populationOf(many), { api, traits: BOTH, repositories: "acme/*" });
    const outcome = await stage.read();
    const teams = outcome.found.flatMap((one) =>
      one.kind === "repository" ? [`${one.repository} ${one.traits.properties.get("team")}`] : [],
    );
    expect(teams.sort()).toEqual(many.map((_, i) => `acme/r${i} t${i}`).sort());
    // Three pages, and once more whether they are still the same, which is free.
    const statuses = stage.github.log.filter(asksProperties).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 200, 304, 304, 304]);
  });

  it("are asked for by itself of a repository that the owner's list does not have yet", async () => {
    const stage = await openTown({ repositories: "acme/*" });
    stage.github.fault({
      when: ({ path }) => path.startsWith("/orgs/acme/properties"),
      fault: { kind: "status", status: 200, body: [] },
    });
    expect(traitsOf(await stage.read())).toEqual(expected(["acme/api", "acme/web", "acme/plain"]));
  });

  it("are asked for where they are wanted, and no further", async () => {
    const repositories = "acme/*,other/lib";
    const none = await openTown({ repositories, traits: { topics: false, properties: false } });
    expect(Object.values(traitsOf(await none.read()))).toEqual(Array(4).fill({ topics: [], properties: {} }));
    const topics = await openTown({ repositories, traits: { topics: true, properties: false } });
    await topics.read();
    const asked = [none, topics].map(({ github }) => github.log);
    expect(asked.map((log) => log.filter(asksProperties))).toEqual([[], []]);
    const names = (log: readonly RequestEntry[]) =>
      log.filter(({ query }) => /repositoryTopics|owner\{/.test(query));
    expect(asked.map((log) => names(log).length)).toEqual(api === "graphql" ? [0, 2] : [0, 0]);
  });

  it.each([
    {
      repositories: "acme/*,solo/*",
      lost: ["acme/api", "acme/plain", "acme/web"],
      right: "Custom properties: read",
    },
    { repositories: "acme/api,solo/notes", lost: ["acme/api"], right: "Metadata: read" },
  ])(
    "of $repositories that may not be read leave $lost without numbers",
    async ({ repositories, lost, right }) => {
      const stage = await openTown({ repositories, token: blind.token });
      const outcome = await stage.read();
      const failed = outcome.snapshots.filter((one) => one.kind === "failed");
      expect(failed.map(({ repository, reason }) => `${repository} ${reason}`).sort()).toEqual(
        lost.map((name) => `${name} forbidden`),
      );
      for (const { message } of failed)
        expect(message).toMatch(new RegExp(`^PROPERTY_TAGS: .*403.*${right}`));
      expect(endings(outcome)["solo/notes"]).toBe(0);
    },
  );

  it.each([
    { status: 404, body: { message: "Not Found" }, reason: "forbidden" },
    { status: 500, body: undefined, reason: "server_error" },
    { status: 200, body: [{ property_name: "team", value: 3 }], reason: "invalid_answer" },
    { status: 200, body: {}, reason: "invalid_answer" },
  ])("that GitHub answers with $status $body are never taken for none", async ({ status, body, reason }) => {
    const stage = await openTown({ repositories: "acme/api,acme/*" });
    stage.github.fault({ when: asksProperties, fault: { kind: "status", status, body } });
    const ends = endings(await stage.read());
    expect(ends).toEqual({ "acme/api": reason, "acme/web": reason, "acme/plain": reason });
  });
});

it("topics that REST leaves out are not taken for none", async () => {
  const traits = { topics: true, properties: false };
  const stage = await open(town, { api: "rest", repositories: "acme/api", traits });
  const body = { full_name: "acme/api", open_issues_count: 0, owner: { type: "Organization" } };
  stage.github.fault({
    when: ({ path }) => path === "/repos/acme/api",
    fault: { kind: "status", status: 200, body },
  });
  const outcome = await stage.read();
  expect(outcome.snapshots).toMatchObject([
    { kind: "failed", reason: "invalid_answer", message: expect.stringMatching(/^TOPIC_TAGS: /) },
  ]);
});

it.each(["graphql", "rest"] as const)(
  "by %s, an owner of a kind that nobody knows is not taken to have no custom properties",
  async (api) => {
    const traits = { topics: false, properties: true };
    const stage = await open(town, { api, repositories: "acme/api", traits });
    const alter = (body: unknown) =>
      JSON.parse(JSON.stringify(body).replaceAll('"Organization"', '"BrandNew"')) as unknown;
    stage.github.fault({ fault: { kind: "altered", alter } });
    const outcome = await stage.read();
    expect(outcome.snapshots).toMatchObject([
      { kind: "failed", reason: "invalid_answer", message: expect.stringMatching(/^PROPERTY_TAGS: /) },
    ]);
  },
);
