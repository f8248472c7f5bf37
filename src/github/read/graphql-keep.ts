import { START } from "./connection.ts";
import type { ParsedNode } from "./graphql-fields.ts";
import { type NestedPage, withoutList, withPart } from "./graphql-nested.ts";
import type { Ask, List, NestedAsk, PageAsk, Work } from "./graphql-work.ts";

/** A page as GitHub answered it. */
export interface PageContent {
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Null: GitHub could not return this one, asked for alone. */
  readonly nodes: readonly (ParsedNode | null)[];
}

/** Keeps a page's entries; gives the asks for those lists inside them that go on. */
export function keepPage({ work, list, end }: PageAsk, { totalCount, pageInfo, nodes }: PageContent): Ask[] {
  list.total = totalCount;
  list.answers += 1;
  const more = end === "first" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
  const cursor = end === "first" ? pageInfo.endCursor : pageInfo.startCursor;
  list.cursors[end] = cursor;
  const parsed = nodes.filter((node) => node !== null);
  const fresh = parsed.filter(({ entry }) => !list.entries.has(entry.number));
  const lost = nodes.length - parsed.length;
  const known = lost > 0 && cursor !== null && list.lost.has(cursor);
  if (!more || fresh.length < parsed.length || known) list.whole = true;
  if (lost > 0 && cursor !== null) list.lost.add(cursor);
  for (const { entry } of fresh) {
    noteUnknown(work, entry);
    list.entries.set(entry.number, entry);
  }
  return fresh.flatMap(({ entry, overflows }) =>
    overflows.map((inner) => nestedAsk({ work, list, number: entry.number, inner, position: START })),
  );
}

/**
 * Keeps a page of a list inside an entry; gives the ask for the page after it, if there is one. The first page takes the place of what is
 * known of the list; what moved while it was read is read once more, and is not to be had after that.
 */
export function keepNested(ask: NestedAsk, page: NestedPage): Ask[] | undefined {
  const { work, list, number, inner } = ask;
  list.answers += 1;
  const known = list.entries.get(number);
  if (known === undefined) return [];
  if (page.progress === "moved") {
    return ask.lastTry ? undefined : [{ ...nestedAsk({ ...ask, position: START }), lastTry: true }];
  }
  noteUnknown(work, page.part);
  const before = ask.position.after === null ? withoutList(known, inner) : known;
  list.entries.set(number, withPart(before, page.part));
  return page.progress === "whole" ? [] : [{ ...ask, position: page.progress }];
}

/** Requests that GitHub did not name leave what counts teams out; those of which nothing is known, what counts people too. */
function noteUnknown(work: Work, part: NestedPage["part"]): void {
  if (part.unnamedReviewers > 0) work.unknown.add("teams");
  if (part.hiddenRequests === 0) return;
  work.unknown.add("reviewers");
  work.unknown.add("everyRequest");
}

type Nested = Pick<NestedAsk, "work" | "number" | "inner" | "position"> & { readonly list: List };

function nestedAsk({ work, list, number, inner, position }: Nested): NestedAsk {
  return { kind: "nested", work, list, slots: 1, number, inner, position };
}
