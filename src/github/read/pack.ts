import { LARGEST_PAGE } from "./graphql-work.ts";

/** What one query may hold, measured on what GitHub answers without a time-out and for one point. */
export interface Bounds {
  /** Pull requests asked for, over all aliases. */
  readonly slots: number;
  readonly aliases: number;
}

/**
 * GitHub gives up on a query for the work in it. These sizes pass on busy repositories, and with two nested lists
 * (aliases + 2 x slots <= 149) cost one point:
 * https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api
 */
export const BOUNDS: Bounds = { slots: LARGEST_PAGE, aliases: 25 };

/** The reviews of so many pull requests are one connection each: one point. Counts of 100 aliases pass, 227 failed. */
export const REVIEW_BOUNDS: Bounds = { slots: 100, aliases: 100 };

/**
 * First-fit decreasing: puts items into as few groups as is cheap to find, none over the bounds.
 * An item larger than a whole group gets one of its own.
 */
export function pack<T extends { readonly slots: number }>(items: readonly T[], bounds: Bounds): T[][] {
  const groups: { free: number; items: T[] }[] = [];
  for (const item of [...items].sort((a, b) => b.slots - a.slots)) {
    const fitting = groups.find((group) => group.free >= item.slots && group.items.length < bounds.aliases);
    if (fitting === undefined) {
      groups.push({ free: bounds.slots - item.slots, items: [item] });
      continue;
    }
    fitting.free -= item.slots;
    fitting.items.push(item);
  }
  return groups.map((group) => group.items);
}
