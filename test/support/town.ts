import { manyPulls } from "../../sandbox/edge-pulls.ts";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import type { Population, RepositoryRecord, TokenRecord } from "../../sandbox/population.ts";
import { repository } from "../../sandbox/records.ts";
import { fullToken } from "../../sandbox/tokens.ts";

const DAY = 86_400_000;

export const APIS = ["graphql", "rest"] as const;
export type Api = (typeof APIS)[number];

/** What is special about a repository: how many pull requests are open, or parts of its record. */
export type Special = number | Partial<RepositoryRecord>;

/** Repositories of the organisations that their names begin with; `owner/name` to what is special about each. */
export function townOf(
  specials: Readonly<Record<string, Special>>,
  tokens: readonly TokenRecord[] = [fullToken],
): Population {
  const now = Date.now();
  const names = Object.keys(specials);
  const owners = new Set(["acme", "other", ...names.map((name) => name.split("/", 1)[0] ?? "")]);
  const repositories = Object.entries(specials).map(([name, special], index) =>
    repository(
      index + 1,
      name,
      now - (index + 400) * DAY,
      typeof special === "number" ? { pullRequests: manyPulls(special, now) } : special,
    ),
  );
  return {
    owners: [...owners].map((login) => ({ login, type: "Organization" })),
    repositories,
    tokens,
  };
}

/** Four repositories of `acme`, one of them empty. */
export function smallTown(tokens?: readonly TokenRecord[]): Population {
  return townOf({ "acme/alpha": 3, "acme/beta": 2, "acme/gamma": 0, "acme/delta": 5 }, tokens);
}

export function namesOf(population: Population): string[] {
  return population.repositories.map(({ owner, name }) => `${owner}/${name}`);
}

/** Whether a request, by either API, is about a repository that is called so, whoever owns it. */
export function isAbout(name: string): (entry: RequestEntry) => boolean {
  return ({ path, variables }) => path.includes(`/${name}/`) || Object.values(variables).includes(name);
}

/** Whether a request reads pull requests themselves, not only how many there are. */
export function readsPulls({ api, path, query }: RequestEntry): boolean {
  return api === "rest" ? path.includes("/pulls") : query.includes("pullRequests(states:OPEN,");
}

/** The same of issues. */
export function readsIssues({ api, path, query }: RequestEntry): boolean {
  return api === "rest" ? path.includes("/issues") : query.includes("issues(states:OPEN,");
}
