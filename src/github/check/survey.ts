import type { FullName, Selection } from "../../domain/selection.ts";
import type { Failed } from "../../domain/snapshot.ts";
import type { Wanted } from "../../domain/wanted.ts";
import { type Discovered, joinName, sameName, splitName, type Target } from "../target.ts";
import type { Look } from "./look.ts";

/** A repository that the selection takes and the credential sees. */
export interface Sighted {
  readonly repository: string;
  /** Its name of today, where that is another one. */
  readonly renamed?: string;
  /** Open pull requests, where a request of its own was not needed to know. */
  readonly open?: number;
  /** Undefined where it was not looked into. */
  readonly look?: Look;
}

/** What one pattern takes. */
export interface PatternSurvey {
  readonly pattern: string;
  readonly count: number;
  /** Of these those that no pattern before it takes, and no more than were looked into. */
  readonly first: readonly Sighted[];
}

/** What GITHUB_REPOSITORIES comes to with a credential. */
export interface Survey {
  /** Repositories that are selected, readable or not. */
  readonly selected: number;
  /** Those that cannot be read, and `owner/*` for an owner that could not be listed. */
  readonly failures: readonly Failed[];
  readonly named: readonly Sighted[];
  /** Named in full; their pull requests are disabled. */
  readonly disabled: readonly string[];
  readonly patterns: readonly PatternSurvey[];
  /** About how many requests (REST) or points (GraphQL) a run takes. */
  readonly costOfRun: number;
}

/** A repository as discovery found it. */
export interface Spotted {
  readonly repository: string;
  readonly name: FullName;
  readonly target: Target;
}

/** What discovery gave, sorted by what took it. */
export interface Spots {
  readonly failures: Failed[];
  readonly named: Spotted[];
  readonly disabled: string[];
  readonly patterns: { readonly pattern: string; count: number; readonly first: Spotted[] }[];
  readonly all: Target[];
}

/** Goes through a discovery to its end, and keeps of each pattern the first `most` repositories. */
export async function spot(
  discovered: AsyncIterable<Discovered>,
  selection: Selection,
  most: number,
): Promise<Spots> {
  const named = new Set(selection.named.map((name) => joinName(name).toLowerCase()));
  const patterns = selection.patterns.map(({ text }) => ({
    pattern: text,
    count: 0,
    first: [] as Spotted[],
  }));
  const spots: Spots = { failures: [], named: [], disabled: [], patterns, all: [] };
  for await (const found of discovered) {
    if (found.kind === "listing_failed") {
      const { owner, reason, message } = found;
      spots.failures.push({ kind: "failed", repository: `${owner}/*`, reason, message });
    }
    if (found.kind === "pull_requests_disabled") spots.disabled.push(found.repository);
    if (found.kind !== "repository") continue;
    const { repository, target } = found;
    spots.all.push(target);
    if (target.kind === "failed") {
      const { reason, message } = target;
      spots.failures.push({ kind: "failed", repository, reason, message });
      continue;
    }
    const spotted = { repository, name: target.name, target };
    if (named.has(repository.toLowerCase())) spots.named.push(spotted);
    else sortIn(spotted, selection, spots, most);
  }
  return spots;
}

/** Every pattern that takes it counts it; the first of them keeps it. */
function sortIn(spotted: Spotted, selection: Selection, { patterns }: Spots, most: number): void {
  const { owner, name } = splitName(spotted.repository);
  const taking = patterns.filter((_, i) => {
    const pattern = selection.patterns[i];
    return pattern !== undefined && sameName(pattern.owner, owner) && pattern.matches(name);
  });
  for (const pattern of taking) pattern.count += 1;
  const [first] = taking;
  if (first !== undefined && first.first.length < most) first.first.push(spotted);
}

/** Names to a counting query or to a page of a listing, and pull requests or issues to a page: docs/operating.md has the same arithmetic. */
const NAMES = 100;
const ITEMS = 50;

/** About how many points (GraphQL) or requests (REST) a run takes that wants this of these repositories. */
export function costOf(targets: readonly Target[], wanted: Wanted): number {
  const lists = Object.keys(wanted).length;
  let listings = 0;
  let open = 0;
  let requests = 0;
  for (const target of targets) {
    // By GraphQL each list of each name is counted, which is what costs.
    if (target.kind === "counted") listings += lists;
    else if (target.kind !== "started") listings += 1;
    if (target.kind === "counted") open += (target.counts.pullRequests ?? 0) + (target.counts.issues ?? 0);
    if (target.kind === "listed" && target.open > 0) requests += lists;
    if (target.kind === "started") {
      requests += target.first.lastPage + (target.first.lastPage > 1 ? 1 : 0) + lists - 1;
    }
  }
  return requests + Math.ceil(listings / NAMES) + Math.ceil(open / ITEMS);
}
