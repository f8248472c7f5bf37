import type { Settings } from "../config/load.ts";
import type { Selection } from "../domain/selection.ts";
import { type Shard, shardOf } from "../domain/shard.ts";
import { isByOwner, withGrain } from "../metrics/grain.ts";
import { selectRows } from "../metrics/select.ts";
import { ownerTag, repositoryTag } from "../metrics/tags.ts";

/** What one of several workers does of the whole. */
export interface Share {
  /** Whether a repository (`owner/name`, under the name that is its tag) is this worker's. */
  readonly isMine: (repository: string) => boolean;
  /** The selection, without the listings that hold nothing of this worker's. */
  readonly selection: Selection;
  /** Whether nothing of the selection can be this worker's. */
  readonly idle: boolean;
  /** Tags that tell its series about itself from the other workers'. */
  readonly tags: readonly string[];
}

/** Gives the share of the worker that has these settings. */
export function shareOfWorker({ selection, metrics, run }: Settings): Share {
  const rows = withGrain(selectRows(metrics.selects), metrics.grainOf);
  return shareOf(selection, run.shard, { byOwner: rows.some(isByOwner), counts: run.minRepositories > 1 });
}

/**
 * Gives the share of a worker, which is everything without a shard. Shares go by the tag, so that repositories that are one
 * to Datadog are one worker's; `byOwner`, by the owner alone, so that a sum over an owner is too. Then only its own owners
 * are listed, unless it `counts` what there is in all. Names in full stay in each selection: where a repository was renamed,
 * a listing alone does not tell by which name it is counted.
 */
export function shareOf(
  selection: Selection,
  shard: Shard | undefined,
  { byOwner, counts }: { readonly byOwner: boolean; readonly counts: boolean },
): Share {
  if (shard === undefined) return { isMine: () => true, selection, idle: false, tags: [] };
  const keyOf = byOwner ? ownerTag : repositoryTag;
  const isMine = (repository: string) => shardOf(keyOf(repository), shard.count) === shard.index;
  const patterns =
    byOwner && !counts ? selection.patterns.filter(({ owner }) => isMine(`${owner}/`)) : selection.patterns;
  const idle =
    patterns.length === 0 && !selection.named.some(({ owner, name }) => isMine(`${owner}/${name}`));
  return { isMine, selection: { ...selection, patterns }, idle, tags: [`shard:${shard.index}`] };
}
