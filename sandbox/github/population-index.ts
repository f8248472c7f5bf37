import type { OwnerRecord, Population, RepositoryRecord, TokenRecord } from "../population.ts";
import { idOf } from "./ids.ts";
import { compare } from "./order.ts";

/** A repository and whether it was asked for by a name it had before. */
export interface Located {
  readonly repository: RepositoryRecord;
  readonly moved: boolean;
}

/** Lookups over one population. Names in any case. */
export interface PopulationIndex {
  locate(owner: string, name: string): Located | undefined;
  byId(id: number): RepositoryRecord | undefined;
  owner(login: string): OwnerRecord | undefined;
  ownerById(id: number): OwnerRecord | undefined;
  /** In order of creation. */
  repositoriesOf(login: string): readonly RepositoryRecord[];
  token(text: string): TokenRecord | undefined;
}

const indexes = new WeakMap<Population, PopulationIndex>();

/** The lookups of a population, built when it is first asked for: a population is never changed, only replaced. */
export function indexOf(population: Population): PopulationIndex {
  const known = indexes.get(population);
  if (known) return known;
  const built = buildIndex(population);
  indexes.set(population, built);
  return built;
}

function buildIndex(population: Population): PopulationIndex {
  const current = new Map<string, RepositoryRecord>();
  const former = new Map<string, RepositoryRecord>();
  const ids = new Map<number, RepositoryRecord>();
  for (const repository of population.repositories) {
    current.set(`${repository.owner}/${repository.name}`.toLowerCase(), repository);
    ids.set(repository.id, repository);
    for (const name of repository.formerNames) former.set(name.toLowerCase(), repository);
  }
  const owners = new Map(population.owners.map((owner) => [owner.login.toLowerCase(), owner]));
  const ownerIds = new Map(population.owners.map((owner) => [idOf(owner.login), owner]));
  const tokens = new Map(population.tokens.map((token) => [token.token, token]));
  const owned = groupByOwner(population.repositories);
  return {
    locate: (owner, name) => locate(current, former, `${owner}/${name}`.toLowerCase()),
    byId: (id) => ids.get(id),
    owner: (login) => owners.get(login.toLowerCase()),
    ownerById: (id) => ownerIds.get(id),
    repositoriesOf: (login) => owned.get(login.toLowerCase()) ?? [],
    token: (text) => tokens.get(text),
  };
}

function locate(
  current: ReadonlyMap<string, RepositoryRecord>,
  former: ReadonlyMap<string, RepositoryRecord>,
  name: string,
): Located | undefined {
  const here = current.get(name);
  if (here) return { repository: here, moved: false };
  const moved = former.get(name);
  return moved && { repository: moved, moved: true };
}

function groupByOwner(repositories: readonly RepositoryRecord[]): Map<string, RepositoryRecord[]> {
  const groups = new Map<string, RepositoryRecord[]>();
  for (const repository of repositories) {
    const login = repository.owner.toLowerCase();
    const group = groups.get(login);
    if (group) group.push(repository);
    else groups.set(login, [repository]);
  }
  for (const group of groups.values())
    group.sort((a, b) => compare([a.createdAt, a.id], [b.createdAt, b.id]));
  return groups;
}
