import type { FullName } from "../../domain/selection.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Logger } from "../../ports.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import { type FirstPage, type PagedList, PER_PAGE, readFirstPage, readPages } from "../client/rest-pages.ts";
import { failureOf, GitHubError } from "../errors.ts";
import {
  type ListedRepository,
  parseLogin,
  parseRepositories,
  parseRepository,
} from "../read/rest-answers.ts";
import { pullRequestList, repositoryPath } from "../read/rest-lists.ts";
import { type Listed, sameName, splitName, type Target } from "../target.ts";
import type { Directory, Resolved } from "./discover.ts";

/** Answers discovery's questions by REST. `authenticated`: whether there is a user to ask about. */
export function createRestDirectory(
  client: Client,
  wanted: Wanted,
  authenticated: boolean,
  log: Logger,
): Directory {
  const whole = new Set<string>();
  const resolveOne = wanted.pullRequests === undefined ? resolveAlone : resolveWithPulls;
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
      const { list, first, publicOnly } = await openListing(client, owner, authenticated, log, signal);
      if (!publicOnly) whole.add(owner);
      const seen = new Set<number>();
      for await (const page of readPages(client, list, first, signal)) {
        for (const entry of page) {
          if (!seen.has(entry.id)) yield toListed(entry);
          seen.add(entry.id);
        }
      }
    },
    seesAll: (owner) => authenticated && whole.has(owner),
  };
}

/** What a name leads to, with its current name. Throws GitHubError or the signal's reason. */
type Resolve = (client: Client, asked: FullName, signal: AbortSignal) => Promise<Found>;
type Found = Exclude<Target, { kind: "failed" }>;

async function resolveName(
  client: Client,
  asked: FullName,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<Resolved> {
  try {
    const target = await resolve(client, asked, signal);
    return { kind: "resolved", asked, current: target.name, target };
  } catch (error) {
    return { kind: "failed", asked, ...failureOf(error) };
  }
}

/** The first page of its pull requests also tells whether a repository is there and where it moved to. */
async function resolveWithPulls(client: Client, asked: FullName, signal: AbortSignal): Promise<Found> {
  const first = await readFirstPage(client, pullRequestList(asked), signal);
  const id = /\/repositories\/(\d+)\//.exec(first.url)?.[1];
  const name = id === undefined ? asked : (await getRepository(client, `/repositories/${id}`, signal)).name;
  return { kind: "started", name, first };
}

async function resolveAlone(client: Client, asked: FullName, signal: AbortSignal): Promise<Found> {
  const { name, open } = await getRepository(client, repositoryPath(asked), signal);
  return { kind: "listed", name, empty: open === 0 };
}

async function getRepository(client: Client, path: string, signal: AbortSignal) {
  const { full_name, open_issues_count } = parseRepository((await client.get(path, signal)).data);
  return { name: splitName(full_name), open: open_issues_count };
}

function toListed(entry: ListedRepository): { listed: Listed; target: Target } {
  const name = splitName(entry.full_name);
  const { id, archived, fork, disabled, topics } = entry;
  // Issues and pull requests together: none of both is known at no further request.
  const empty = entry.open_issues_count === 0;
  return { listed: { name, id, archived, fork, disabled, topics }, target: { kind: "listed", name, empty } };
}

interface OpenListing {
  /** Private repositories are not in it, whatever the credential may read. */
  readonly publicOnly: boolean;
  readonly list: PagedList<ListedRepository>;
  readonly first: FirstPage<ListedRepository>;
}

/** An organisation's list, else the token's own user's, else what a user shows in public. */
async function openListing(
  client: Client,
  owner: string,
  authenticated: boolean,
  log: Logger,
  signal: AbortSignal,
): Promise<OpenListing> {
  const login = encodeURIComponent(owner);
  try {
    return await open(client, `/orgs/${login}/repos?type=all`, signal);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.reason !== "not_found") throw error;
  }
  if (authenticated && (await isOwn(client, owner, signal))) {
    return await open(client, "/user/repos?affiliation=owner", signal);
  }
  const opened = await open(client, `/users/${login}/repos?type=owner`, signal);
  const fields = { event: "public_repositories_only", owner };
  log.warn(fields, "REST lists only the public repositories of another user: name private ones in full");
  return { ...opened, publicOnly: true };
}

async function open(client: Client, path: string, signal: AbortSignal): Promise<OpenListing> {
  const list: PagedList<ListedRepository> = {
    path: (page) => `${path}&sort=created&direction=asc&per_page=${PER_PAGE}&page=${page}`,
    parse: parseRepositories,
    key: (entry) => entry.id,
  };
  return { list, first: await readFirstPage(client, list, signal), publicOnly: false };
}

/** An installation's token belongs to no user: GitHub forbids it the question. */
async function isOwn(client: Client, owner: string, signal: AbortSignal): Promise<boolean> {
  try {
    return sameName(parseLogin((await client.get("/user", signal)).data), owner);
  } catch (error) {
    if (error instanceof GitHubError && error.reason === "forbidden") return false;
    throw error;
  }
}
