import type { Series } from "../domain/series.ts";
import type { Row } from "./catalogue.ts";
import { breakdownOf, isByOwner } from "./grain.ts";
import { indexRows } from "./series.ts";
import { tagSetOf } from "./tag-sets.ts";
import { keyOf, ownerTag } from "./tags.ts";

const REPOSITORY = "repo:";

/**
 * Gives how many series there would be less if a metric were summed for each owner: by the last part of its name, for
 * those that are by repository and break a total down.
 */
export function savedByOwner(
  series: Iterable<Series>,
  { rows, prefix }: { readonly rows: readonly Row[]; readonly prefix: string },
): ReadonlyMap<string, number> {
  const known = indexRows(rows, prefix);
  const saved = new Map<string, number>();
  const sums = new Set<string>();
  for (const { metric, tags } of series) {
    const row = known.get(metric);
    const breakdown = row && breakdownOf(row);
    if (row === undefined || breakdown === undefined || isByOwner(row)) continue;
    const keys = new Set<string>(row.tags);
    const own = tags.filter((tag) => keys.has(keyOf(tag)));
    const sum = metric + tagSetOf(own.map(toOwner));
    saved.set(breakdown, (saved.get(breakdown) ?? 0) + Number(sums.has(sum)));
    sums.add(sum);
  }
  return saved;
}

function toOwner(tag: string): string {
  return tag.startsWith(REPOSITORY) ? ownerTag(tag.slice(REPOSITORY.length)) : tag;
}
