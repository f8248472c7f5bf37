import type { FullName } from "../../domain/selection.ts";
import type { WantedTraits } from "../../domain/traits.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Logger } from "../../ports.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import { type FirstPage, type PagedList, PER_PAGE, readFirstPage, readPages } from "../client/rest-pages.ts";
import { failureOf, GitHubError, isForbiddenToApp } from "../errors.ts";
import {
  type ListedRepository,
  parseLogin,
  parseOwnerType,
  parseRepositories,
  parseRepository,
} from "../read/rest-answers.ts";
import { pullRequestList, repositoryPath } from "../read/rest-lists.ts";
import { sameName, splitName, type Target } from "../target.ts";
import type { Directory, Entry, Resolved } from "./discover.ts";
import { readGranted } from "./granted.ts";
import type { Remarks } from "./traits.ts";

export interface RestDirectoryOptions {
  readonly client: Client;
  readonly wanted: Wanted;
  readonly traits: WantedTraits;
  /** Whether there is a user to ask about. */
  readonly authenticated: boolean;
  /** Whether it is an App's installation that asks. */
  readonly installed: boolean;
  readonly log: Logger;
}

/** Answers discovery's questions by REST. */
export function createRestDirectory(options: RestDirectoryOptions): Directory {
  const { client, wanted, traits, authenticated, installed } = options;
  const remarked = traits.topics || traits.properties;
  const resolveOne = wanted.pullRequests === undefined ? resolveAlone : resolveWithPulls(remarked);
  return {
    async *resolve(names, signal) {
      const resolved = createChannel<Resolved>();
      const all = names.map(async (name) =>
        resolved.push(await resolveName(client, name, resolveOne, signal)),
      );
      Promise.all(all).then(
        () => resolved.close(),
        (error) => resolved.close(error),
      );
      yield* resolved;
    },
    async *list(owner, signal) {
      const { list, first, ofUser } = await openListing(client, owner, authenticated && !installed, signal);
      if (ofUser && !installed) warnOfPublicOnly(options, owner);
      const seen = new Set<number>();
      const fresh = (entries: readonly ListedRepository[]) =>
        entries.filter(({ id }) => !seen.has(id) && seen.add(id)).map(toListed);
      for await (const page of readPages(client, list, first, signal)) yield* fresh(page);
      if (ofUser && installed) yield* fresh(await readGranted(client, owner, signal));
    },
  };
}

/** What a name leads to, with its current name; undefined where pull requests are disabled. Throws GitHubError or the signal's reason. */
type Resolve = (client: Client, asked: FullName, signal: AbortSignal) => Promise<Found | undefined>;

interface Found {
  readonly target: Exclude<Target, { kind: "failed" }>;
  readonly remarks: Remarks;
}

async function resolveName(
  client: Client,
  asked: FullName,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<Resolved> {
  try {
    const found = await resolve(client, asked, signal);
    if (found === undefined) return { kind: "disabled", asked };
    return { kind: "resolved", asked, current: found.target.name, ...found };
  } catch (error) {
    return { kind: "failed", asked, ...failureOf(error) };
  }
}

/**
 * The first page of its pull requests also tells whether a repository is there and where it moved to; what is `remarked`
 * takes a request of its own.
 */
function resolveWithPulls(remarked: boolean): Resolve {
  return async (client, asked, signal) => {
    const first = await readFirstPage(client, pullRequestList(asked), signal).catch(async (error) => {
      if (await hasNoPullRequests(client, asked, error, signal)) return undefined;
      throw error;
    });
    if (first === undefined) return undefined;
    const id = first.repositoryId;
    if (id === undefined && !remarked)
      return { target: { kind: "started", name: asked, first }, remarks: {} };
    const path = id === undefined ? repositoryPath(asked) : `/repositories/${id}`;
    const { name, remarks } = await getRepository(client, path, signal);
    return { target: { kind: "started", name: id === undefined ? asked : name, first }, remarks };
  };
}

/**
 * Whether the list of pull requests is not there since they are disabled: then it answers 404, as for a repository that is not there.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/disabling-pull-requests
 */
async function hasNoPullRequests(client: Client, asked: FullName, error: unknown, signal: AbortSignal) {
  if (!(error instanceof GitHubError) || !["not_found", "moved_and_gone"].includes(error.reason))
    return false;
  try {
    return (await getRepository(client, repositoryPath(asked), signal)).disabled;
  } catch (second) {
    // It is not there, as the first answer said.
    if (second instanceof GitHubError && second.reason === "not_found") return false;
    throw second;
  }
}

async function resolveAlone(client: Client, asked: FullName, signal: AbortSignal) {
  const { name, open, remarks, disabled } = await getRepository(client, repositoryPath(asked), signal);
  if (disabled) return undefined;
  return { target: { kind: "listed" as const, name, open }, remarks };
}

async function getRepository(client: Client, path: string, signal: AbortSignal) {
  const { data: repository } = await client.get(path, signal, parseRepository);
  const { full_name, open_issues_count, has_pull_requests } = repository;
  const name = splitName(full_name);
  return { name, open: open_issues_count, disabled: !has_pull_requests, remarks: remarksOf(repository) };
}

function remarksOf({ topics, owner }: Pick<ListedRepository, "topics" | "owner">): Remarks {
  return {
    ...(topics === undefined ? {} : { topics }),
    ...(owner === undefined ? {} : { organization: owner.type === "Organization" }),
  };
}

function toListed(entry: ListedRepository): Entry {
  const name = splitName(entry.full_name);
  const { id, archived, fork, disabled, topics = [] } = entry;
  const pullRequestsDisabled = !entry.has_pull_requests;
  return {
    listed: { name, id, archived, fork, disabled, pullRequestsDisabled, topics },
    target: { kind: "listed", name, open: entry.open_issues_count },
    remarks: remarksOf(entry),
  };
}

interface OpenListing {
  /** A user's, in public: private repositories are not in it, whatever the credential may read. */
  readonly ofUser: boolean;
  readonly list: PagedList<ListedRepository>;
  readonly first: FirstPage<ListedRepository>;
}

/**
 * An organisation's list; of a user, the token's own list, else the public one. One 404 does not make an organisation a user: the
 * kind of owner is asked for before another list is taken.
 */
async function openListing(
  client: Client,
  owner: string,
  authenticated: boolean,
  signal: AbortSignal,
): Promise<OpenListing> {
  const login = encodeURIComponent(owner);
  try {
    return await open(client, `/orgs/${login}/repos?type=all`, signal);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.reason !== "not_found") throw error;
    const { data: type } = await client.get(`/users/${login}`, signal, parseOwnerType);
    if (type !== "User") throw error;
  }
  if (authenticated && (await isOwn(client, owner, signal))) {
    return await open(client, "/user/repos?affiliation=owner", signal);
  }
  return { ...(await open(client, `/users/${login}/repos?type=owner`, signal)), ofUser: true };
}

function warnOfPublicOnly({ log }: RestDirectoryOptions, owner: string): void {
  const fields = { event: "public_repositories_only", owner };
  log.warn(fields, "REST lists only the public repositories of another user: name private ones in full");
}

async function open(client: Client, path: string, signal: AbortSignal): Promise<OpenListing> {
  const list: PagedList<ListedRepository> = {
    path: (page) => `${path}&sort=created&direction=asc&per_page=${PER_PAGE}&page=${page}`,
    parse: parseRepositories,
    key: (entry) => entry.id,
  };
  return { list, first: await readFirstPage(client, list, signal), ofUser: false };
}

/** An installation's token belongs to no user: GitHub forbids it the question. */
async function isOwn(client: Client, owner: string, signal: AbortSignal): Promise<boolean> {
  try {
    return sameName((await client.get("/user", signal, parseLogin)).data, owner);
  } catch (error) {
    if (error instanceof GitHubError && isForbiddenToApp(error)) return false;
    throw error;
  }
}
