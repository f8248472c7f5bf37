import { generatePull, type Team, teamOf } from "./generate-pulls.ts";
import type { OwnerRecord, Population, RepositoryRecord } from "./population.ts";
import { createRandom, type Random } from "./random.ts";
import { issue, repository } from "./records.ts";
import { fullToken } from "./tokens.ts";

export interface GenerateOptions {
  /** The same options and seed give the same population. */
  readonly seed: number;
  readonly repositories: number;
  /** In all, exactly; unless `perRepository` says it. */
  readonly pullRequests?: number;
  /** How many repositories share them, each with at least one; all where missing. */
  readonly withPullRequests?: number;
  /** Exactly that many in every repository. */
  readonly perRepository?: number;
  /** Organisations that share the repositories evenly: `acme-1`, `acme-2`, … or `acme` where there is one. */
  readonly owners?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const day = 86_400_000;

/**
 * A population of any size up to 10,000 repositories and 100,000 pull requests, uneven as real ones are: most
 * repositories have few, some have many. Invented, and to be called generated wherever it is shown.
 * Throws RangeError where there are fewer pull requests than repositories to share them.
 */
export function generate(options: GenerateOptions): Population {
  const random = createRandom(options.seed);
  const owners = ownersOf(options.owners ?? 1);
  const counts = countsOf(options, random);
  const size = Math.ceil(4 + 4 * Math.sqrt(options.repositories / owners.length));
  const crews = owners.map(({ login }) => ({ login, team: teamOf(size) }));
  const repositories = counts.flatMap((count, index) => {
    const crew = crews[index % crews.length];
    return crew ? [generateRepository(index + 1, crew, count, options.now, random)] : [];
  });
  return { owners, repositories, tokens: [fullToken] };
}

function ownersOf(count: number): readonly OwnerRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    login: count === 1 ? "acme" : `acme-${index + 1}`,
    type: "Organization",
  }));
}

/** How many open pull requests each repository has; those that have some are spread over all. */
function countsOf(options: GenerateOptions, random: Random): readonly number[] {
  const { repositories, perRepository, pullRequests = 0 } = options;
  if (perRepository !== undefined) return Array.from({ length: repositories }, () => perRepository);
  const sharing = pullRequests === 0 ? 0 : (options.withPullRequests ?? repositories);
  const shares = share(pullRequests, sharing, random);
  return spread(shares, repositories, random);
}

/** Parts of `total`, each at least 1, their sizes log-normal. */
function share(total: number, parts: number, random: Random): readonly number[] {
  if (total < parts) throw new RangeError(`${total} pull requests are too few for ${parts} repositories`);
  const weights = Array.from({ length: parts }, () => Math.exp(random.normal()));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const shares: number[] = [];
  let given = 0;
  let reached = 0;
  for (const weight of weights) {
    reached += weight;
    const next = Math.round((reached / whole) * (total - parts));
    shares.push(1 + next - given);
    given = next;
  }
  return shares;
}

function spread(shares: readonly number[], places: number, random: Random): readonly number[] {
  if (shares.length > places) throw new RangeError(`${shares.length} repositories of only ${places}`);
  const counts: number[] = [];
  let next = 0;
  for (let left = places; left > 0; left -= 1) {
    const taken = random.next() * left < shares.length - next;
    counts.push(taken ? (shares[next] ?? 0) : 0);
    if (taken) next += 1;
  }
  return counts;
}

function generateRepository(
  id: number,
  { login, team }: { readonly login: string; readonly team: Team },
  count: number,
  now: number,
  random: Random,
): RepositoryRecord {
  const ages = Array.from({ length: count }, () => random.exponential(25 * day)).sort((a, b) => b - a);
  return repository(id, `${login}/service-${String(id).padStart(5, "0")}`, now - 2000 * day, {
    topics: random.chance(0.2) ? [`team-${1 + random.below(9)}`] : [],
    pullRequests: ages.map((age, index) => generatePull(index + 1, age, now, team, random)),
    issues: Array.from({ length: random.below(4) }, (_, index) =>
      issue(count + index + 1, now - (index + 1) * day),
    ),
  });
}
