import { describe, expect, it } from "vitest";
import { APIS, attach, endings, numbersOf, open, populationOf, pulls, repo } from "./harness.ts";

const here = populationOf([
  repo(1, "new", { formerNames: ["acme/old", "other/older"], pullRequests: pulls(3) }),
  repo(2, "web", 2),
]);

const renamed = (repository: string) => ({ event: "repository_renamed", repository, now: "acme/new" });

describe.each(APIS)("by %s, a repository that was renamed", (api) => {
  it("keeps the configured name, and one warning names both", async () => {
    const { github, log, read } = await open(here, { api, repositories: "acme/OLD,acme/web" });
    const outcome = await read();
    expect(endings(outcome)).toEqual({ "acme/OLD": 3, "acme/web": 2 });
    expect(numbersOf(outcome, "acme/OLD")).toEqual([1, 2, 3]);
    expect(log.lines.map(({ fields }) => fields)).toEqual([renamed("acme/OLD")]);
    expect(github.problems).toEqual([]);
  });

  it("to another owner is followed as well", async () => {
    const { log, read } = await open(here, { api, repositories: "other/older" });
    expect(endings(await read())).toEqual({ "other/older": 3 });
    expect(log.warnings("repository_renamed")).toEqual([renamed("other/older")]);
  });

  it("counts once under its current name when it is configured under both", async () => {
    const { log, read } = await open(here, { api, repositories: "acme/old,acme/NEW,other/older,acme/web" });
    expect(endings(await read())).toEqual({ "acme/NEW": 3, "acme/web": 2 });
    expect(
      log
        .warnings("duplicate_repository")
        .map(({ ignored }) => ignored)
        .sort(),
    ).toEqual(["acme/old", "other/older"]);
    expect(log.warnings("repository_renamed")).toEqual([]);
  });

  it("counts once under its configured name when a pattern matches its current one", async () => {
    const { log, read } = await open(here, { api, repositories: "acme/old,acme/*" });
    expect(endings(await read())).toEqual({ "acme/old": 3, "acme/web": 2 });
    expect(log.warnings("repository_renamed")).toEqual([renamed("acme/old")]);
  });
});

describe.each(APIS)("by %s, an owner that is called as a path of the API", (api) => {
  it.each(["", "/api/v3"])(
    "keeps its repositories apart from those with their ids, below %j",
    async (base) => {
      const population = populationOf(
        [repo(123, "api", 5), repo(2, "repositories/123", 2), repo(3, "acme/graphql", 3)],
        { owners: [...here.owners, { login: "repositories", type: "Organization" }] },
      );
      const { github, clock } = await open(population, { api });
      const repositories = "repositories/123,acme/graphql";
      const traits = { topics: true, properties: false };
      const stage = attach(github, clock, { api, apiUrl: `${github.url}${base}`, repositories, traits });
      expect(endings(await stage.read())).toEqual({ "repositories/123": 2, "acme/graphql": 3 });
      expect(stage.log.lines).toEqual([]);
      const { quotas } = stage.source.usage();
      expect(quotas.map(({ resource }) => resource)).toEqual([api === "rest" ? "core" : "graphql"]);
      expect(github.problems).toEqual([]);
    },
  );
});

it.each(APIS)(
  "by %s, one that moves from one listed owner to another while they are listed counts once",
  async (api) => {
    const { github, read } = await open(populationOf([repo(1, "acme/web", 2), repo(2, "other/docs", 1)]), {
      api,
      repositories: "acme/*,other/*",
    });
    const moved = populationOf([
      repo(1, "other/web", { pullRequests: pulls(2), formerNames: ["acme/web"] }),
      repo(2, "other/docs", 1),
    ]);
    let requests = 0;
    github.onRequest(() => {
      requests += 1;
      if (requests === 2) github.population = moved;
    });
    const ends = Object.values(endings(await read()));
    expect(ends.sort()).toEqual([1, 2]);
  },
);
