import type { ParsedNode } from "./graphql-fields.ts";
import { type NestedList, type NestedPage, withPart } from "./graphql-nested.ts";
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
  readonly nodes: readonly ParsedNode[];
}

/** Keeps a page's entries; gives the asks for those lists inside them that go on. */
export function keepPage({ work, list, end }: PageAsk, { totalCount, pageInfo, nodes }: PageContent): Ask[] {
  list.total = totalCount;
  const more = end === "first" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
  list.cursors[end] = end === "first" ? pageInfo.endCursor : pageInfo.startCursor;
  const fresh = nodes.filter(({ entry }) => !list.entries.has(entry.number));
  if (!more || fresh.length < nodes.length) list.whole = true;
  for (const { entry } of fresh) {
    if (entry.unnamedReviewers > 0) work.unknown.add("teams");
    list.entries.set(entry.number, entry);
  }
  return fresh.flatMap(({ entry, overflows }) =>
    overflows.map((overflow) => nestedAsk(work, list, entry.number, overflow.list, overflow.after)),
  );
}

/** Adds a further page of a list inside an entry; gives the ask for the page after it, if there is one. */
export function keepNested(ask: NestedAsk, page: NestedPage): Ask[] {
  const { work, list, number, inner } = ask;
  const known = list.entries.get(number);
  if (known === undefined) return [];
  if (page.part.unnamedReviewers > 0) work.unknown.add("teams");
  list.entries.set(number, withPart(known, page.part));
  const { hasNextPage, endCursor } = page.pageInfo;
  return hasNextPage ? [nestedAsk(work, list, number, inner, endCursor)] : [];
}

function nestedAsk(
  work: Work,
  list: List,
  number: number,
  inner: NestedList,
  after: string | null,
): NestedAsk {
  return { kind: "nested", work, list, slots: 1, number, inner, after };
}
