import type { Item } from "../domain/item.ts";
import type { Failed, FailureReason } from "../domain/snapshot.ts";
import type { Row } from "./catalogue.ts";
import { commonTags } from "./common-tags.ts";
import type { Column, ItemRow } from "./item-row.ts";
import type { Grain, Metric } from "./row.ts";
import { ownerTag, repositoryTag } from "./tags.ts";

/** These stay as they are until somebody does something: one lost repository must not silence its owner for ever. */
const LASTING: ReadonlySet<FailureReason> = new Set(["not_found", "forbidden", "blocked", "moved_and_gone"]);

/** What a metric breaks its total down by, as the last part of its name says: `by_author`; undefined where it does not. */
export function breakdownOf({ name }: Pick<Metric, "name">): string | undefined {
  return /\.(by_[^.]+)$/.exec(name)?.[1];
}

/** Gives the metrics as they are to be sent: a breakdown for which `grainOf` says so has `owner` in place of `repo`. */
export function withGrain(rows: readonly Row[], grainOf: (name: string) => Grain): readonly Row[] {
  return rows.map((row) => {
    const summed = breakdownOf(row) !== undefined && grainOf(row.name) === "owner";
    if (row.subject === "run" || !summed) return row;
    return row.subject === "issue" ? { ...row, ...forOwners(row) } : { ...row, ...forOwners(row) };
  });
}

function forOwners<One extends Item>({
  tags,
  columns,
}: ItemRow<One>): Pick<ItemRow<One>, "tags" | "columns"> {
  const owner: Column<One> = { key: "owner", ...commonTags.owner };
  return { tags: ["owner", ...tags.slice(1)], columns: [owner, ...columns.slice(1)] };
}

/** Whether a metric's series are for owners. */
export function isByOwner(row: Pick<Row, "tags">): boolean {
  return row.tags[0] === "owner";
}

/** The tag by which the series of a repository are known, or those of its owner. */
export function scopeTag(grain: Grain, repository: string): string {
  return grain === "owner" ? ownerTag(repository) : repositoryTag(repository);
}

/** What is known of a failure here. */
export type Failure = Pick<Failed, "repository" | "reason">;

/** The part of a name that stands for all of an owner's repositories, whose listing broke off. */
const LISTING = "/*";

/**
 * Whether the sums of a repository's owner would be short for it. What fails until somebody does something is counted
 * out instead; never a listing, since nobody knows how much it would have held.
 */
export function makesShort({ repository, reason }: Failure): boolean {
  return !LASTING.has(reason) || repository.endsWith(LISTING);
}

/** Gives the scopes that have no numbers for these failures, by grain. */
export function silencedBy(failures: readonly Failure[]): Readonly<Record<Grain, ReadonlySet<string>>> {
  return {
    repo: new Set(failures.map(({ repository }) => repositoryTag(repository))),
    owner: new Set(failures.filter(makesShort).map(({ repository }) => ownerTag(repository))),
  };
}
