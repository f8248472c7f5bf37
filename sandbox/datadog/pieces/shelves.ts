/** A piece as Datadog keeps it. */
export type Piece = Readonly<Record<string, unknown>> & { readonly id: number | string };

/** Everything that is made through Datadog's API, by id. */
export interface Shelves {
  readonly monitors: Map<string, Piece>;
  readonly dashboards: Map<string, Piece>;
  readonly slos: Map<string, Piece>;
  /** By the metric's name. */
  readonly metadata: Map<string, Readonly<Record<string, unknown>>>;
  /** The next number of a new piece. */
  next(): number;
  clear(): void;
}

/** Empty shelves. */
export function createShelves(): Shelves {
  let last = 1_000;
  const maps = { monitors: new Map(), dashboards: new Map(), slos: new Map(), metadata: new Map() };
  return {
    ...maps,
    next: () => {
      last += 1;
      return last;
    },
    clear: () => {
      for (const map of Object.values(maps)) map.clear();
    },
  };
}

/** The tags of a piece. */
export function tagsOf(piece: Piece): readonly string[] {
  const { tags } = piece;
  return Array.isArray(tags) ? tags.map(String) : [];
}

/** A page of a list, as far as the two parameters ask for one. */
export function pageOf<Item>(items: readonly Item[], start: number, size: number): readonly Item[] {
  return items.slice(start, start + size);
}

/** A whole number of a parameter; undefined where there is none. */
export function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
