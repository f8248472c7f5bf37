import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import {
  APIS,
  BOTH,
  endings,
  foundNames,
  issues,
  ONLY_ISSUES,
  type Opening,
  open,
  populationOf,
  pulls,
  repo,
} from "./harness.ts";

const repositories = [
  repo(1, "api", { topics: ["team-pay"] }),
  repo(2, "Api-Gateway"),
  repo(3, "web"),
  repo(4, "legacy-web"),
  repo(5, ".github"),
  repo(6, "archived", { archived: true }),
  repo(7, "fork", { fork: true, topics: ["Team-Pay"] }),
  repo(8, "disabled", { disabled: true }),
  repo(9, "other/tool"),
  repo(10, "sandbox-reader/mine", { private: true }),
  repo(11, "solo/public"),
  repo(12, "solo/hidden", { private: true }),
];
const here = populationOf(repositories);

async function select(api: "graphql" | "rest", list: string, opening: Opening = {}) {
  const stage = await open(here, { api, repositories: list, ...opening });
  return { ...stage, outcome: await stage.read() };
}

describe.each(APIS)("by %s", (api) => {
  it.each([
    ["acme/*", {}, ["acme/.github", "acme/Api-Gateway", "acme/api", "acme/legacy-web", "acme/web"]],
    ["ACME/API*", {}, ["acme/Api-Gateway", "acme/api"]],
    ["acme/{web,api}", {}, ["acme/api", "acme/web"]],
    ["acme/*,!acme/legacy-*,!acme/.github", {}, ["acme/Api-Gateway", "acme/api", "acme/web"]],
    [
      "acme/*,!acme/*web,acme/legacy-*",
      {},
      ["acme/.github", "acme/Api-Gateway", "acme/api", "acme/legacy-web"],
    ],
    ["acme/web*,other/*", {}, ["acme/web", "other/tool"]],
    ["acme/a*", { includeArchived: true }, ["acme/Api-Gateway", "acme/api", "acme/archived"]],
    ["acme/f*,acme/w*", { includeForks: true }, ["acme/fork", "acme/web"]],
    ["acme/*", { topics: ["team-pay", "nothing"] }, ["acme/api"]],
    ["acme/*", { topics: ["team-pay"], includeForks: true }, ["acme/api", "acme/fork"]],
    ["acme/archived,acme/fork,acme/disabled", {}, ["acme/archived", "acme/disabled", "acme/fork"]],
    ["acme/*web,acme/fork", { topics: ["nothing"] }, ["acme/fork"]],
    ["sandbox-reader/*", {}, ["sandbox-reader/mine"]],
  ] as const)("%s with %j takes exactly its repositories", async (list, filters, expected) => {
    const { github, outcome } = await select(api, list, { filters });
    expect(foundNames(outcome)).toEqual(expected);
    expect(Object.keys(endings(outcome)).sort()).toEqual(expected);
    expect(github.problems).toEqual([]);
  });

  it("takes a repository once that is named in full, in any case, and matched by patterns", async () => {
    const { outcome, log } = await select(api, "ACME/Web,acme/w*,acme/*web");
    expect(foundNames(outcome)).toEqual(["ACME/Web", "acme/legacy-web"]);
    expect(endings(outcome)).toEqual({ "ACME/Web": 0, "acme/legacy-web": 0 });
    expect(log.lines).toEqual([]);
  });

  it("names the patterns that match nothing, beside others that do", async () => {
    const { outcome } = await select(api, "acme/api,acme/nothing-*,acme/w*,acme/arch*,other/x?");
    const unmatched = outcome.found.flatMap((one) => (one.kind === "unmatched" ? [one.pattern] : []));
    expect(unmatched.sort()).toEqual(["acme/arch*", "acme/nothing-*", "other/x?"]);
    expect(foundNames(outcome)).toEqual(["acme/api", "acme/web"]);
  });

  it("does not call a pattern unmatched whose repositories are named in full too", async () => {
    const { outcome } = await select(api, "other/tool,other/*");
    expect(outcome.found).toMatchObject([{ kind: "repository", repository: "other/tool" }]);
  });

  it("reports an owner that GitHub does not know, and lists the others", async () => {
    const { outcome } = await select(api, "nobody/*,acme/web*");
    expect(outcome.found).toContainEqual({
      kind: "listing_failed",
      owner: "nobody",
      reason: "not_found",
      message: expect.stringContaining("nobody"),
    });
    expect(endings(outcome)).toEqual({ "acme/web": 0 });
  });

  it("fails a name in full that GitHub does not know, and reads the others", async () => {
    const { outcome } = await select(api, "acme/gone,acme/web");
    expect(endings(outcome)).toEqual({ "acme/gone": "not_found", "acme/web": 0 });
  });

  it("takes what the credential may see only", async () => {
    const token = tokenRecord("narrow", { privateRepositories: [] });
    const population = populationOf([...repositories, repo(13, "secret", { private: true })], {
      tokens: [token],
    });
    const { read } = await open(population, {
      api,
      repositories: "acme/sec*,acme/web,acme/secret",
      token: "narrow",
    });
    expect(endings(await read())).toEqual({ "acme/web": 0, "acme/secret": "not_found" });
  });

  it("tells that GitHub left out what the token is not authorised for", async () => {
    const stage = await open(here, { api, repositories: "acme/web*" });
    stage.github.fault({ times: 1, fault: { kind: "sso-partial" } });
    expect(endings(await stage.read())).toEqual({ "acme/web": 0 });
    expect(stage.source.usage().partialAccess).toBe(true);
  });

  it("says nothing of partial access where GitHub does not", async () => {
    const { source } = await select(api, "acme/web*");
    expect(source.usage().partialAccess).toBe(false);
  });
});

describe("repositories of another user", () => {
  it("are all listed by GraphQL", async () => {
    const { outcome, log } = await select("graphql", "solo/*");
    expect(foundNames(outcome)).toEqual(["solo/hidden", "solo/public"]);
    expect(log.lines).toEqual([]);
  });

  it("are listed by REST as far as they are public, which it says once", async () => {
    const { outcome, log } = await select("rest", "solo/*,solo/p*");
    expect(foundNames(outcome)).toEqual(["solo/public"]);
    expect(log.warnings("public_repositories_only")).toEqual([
      { event: "public_repositories_only", owner: "solo" },
    ]);
  });

  it("are listed without a credential, as are an organisation's", async () => {
    const { github, outcome } = await select("rest", "solo/*,acme/w*", { token: null });
    expect(foundNames(outcome)).toEqual(["acme/web", "solo/public"]);
    expect(github.log.some(({ headers }) => "authorization" in headers)).toBe(false);
    expect(github.problems).toEqual([]);
  });

  it("are listed with an installation's token, which GitHub forbids to ask who it is", async () => {
    const stage = await open(here, { api: "rest", repositories: "solo/*" });
    const body = { message: "Resource not accessible by integration" };
    const fault = { kind: "status", status: 403, body } as const;
    stage.github.fault({ when: ({ path }) => path === "/user", fault });
    expect(foundNames(await stage.read())).toEqual(["solo/public"]);
  });

  it.each([
    { of: "acme", faults: [["/orgs/acme/repos", 404]] },
    {
      of: "acme",
      faults: [
        ["/orgs/acme/repos", 404],
        ["/users/acme", 500],
      ],
    },
    { of: "sandbox-reader", faults: [["/user", 403]] },
  ] as const)("are not what is listed of $of after $faults", async ({ of, faults }) => {
    const stage = await open(here, { api: "rest", repositories: `${of}/*` });
    for (const [path, status] of faults) {
      const when = (entry: RequestEntry) => entry.path.split("?", 1)[0] === path;
      stage.github.fault({
        when,
        ...(status === 500 ? {} : { times: 1 }),
        fault: { kind: "status", status },
      });
    }
    const { found } = await stage.read();
    expect(found).toEqual([expect.objectContaining({ kind: "listing_failed", owner: of })]);
    expect(stage.github.log.some(({ path }) => /^\/users\/.*\/repos/.test(path))).toBe(false);
  });
});

describe("pull requests that are disabled, by REST", () => {
  const disabled = populationOf([
    repo(1, "off", { pullRequestsDisabled: true, pullRequests: pulls(3), issues: issues(2) }),
    repo(2, "old", { pullRequestsDisabled: true, formerNames: ["acme/older"] }),
    repo(3, "web", 2),
  ]);

  it.each([undefined, BOTH, ONLY_ISSUES])(
    "are told of names and skipped by patterns (%#)",
    async (wanted) => {
      const repositories = "acme/off,acme/older,acme/gone,acme/*";
      const stage = await open(disabled, { api: "rest", repositories });
      const outcome = await stage.read(wanted && { wanted });
      expect(outcome.found.filter(({ kind }) => kind === "pull_requests_disabled")).toEqual(
        expect.arrayContaining([
          { kind: "pull_requests_disabled", repository: "acme/off" },
          { kind: "pull_requests_disabled", repository: "acme/older" },
        ]),
      );
      const open2 = wanted === ONLY_ISSUES ? 0 : 2;
      expect(endings(outcome)).toEqual({ "acme/web": open2, "acme/gone": "not_found" });
      expect(stage.github.problems).toEqual([]);
    },
  );
});
