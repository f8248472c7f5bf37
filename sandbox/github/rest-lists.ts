import { type Answer, json, refuse } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Pageable } from "./cursors.ts";
import { complain, type SandboxState } from "./state.ts";

/** A list of the REST API, before it is cut into pages. */
export interface List<Item> {
  readonly items: readonly Item[];
  /** The path that GitHub's own links name: it has ids, not names. */
  readonly path: string;
  /** One item as JSON. */
  toText(item: Item): string;
}

/** The page of a list that a call asks for, with links to the others where there are any. */
export function answerPage<Item>(state: SandboxState, call: Call, list: List<Item>): Answer {
  const perPage = readPerPage(state, call.search);
  const page = Math.max(1, readNumber(call.search, "page") ?? 1);
  const items = list.items.slice((page - 1) * perPage, page * perPage);
  const last = Math.max(1, Math.ceil(list.items.length / perPage));
  const link = links(call, list.path, page, last);
  return json(200, `[${items.map(list.toText).join(",")}]`, link ? { link } : {});
}

/**
 * The page of a list that pages by cursor. GitHub counts pages on beside the cursors, and takes `page` alone for the first ten only:
 * https://github.com/josegonzalez/python-github-backup/pull/449
 */
export function answerCursorPage<Item>(
  state: SandboxState,
  call: Call,
  list: Omit<List<Item>, "items">,
  cursors: Pageable<Item>,
): Answer {
  const perPage = readPerPage(state, call.search);
  const page = Math.max(1, readNumber(call.search, "page") ?? 1);
  const [after, before] = [call.search.get("after"), call.search.get("before")];
  if (after === null && before === null && page > MOST_PAGES) return tooDeep;
  const { items } = cursors;
  const start = startOf(cursors, { after, before, page, perPage });
  if (start === undefined) return refuse(422, "Validation Failed");
  const shown = items.slice(start, start + perPage);
  const [first, last] = [shown[0], shown.at(-1)];
  const to = (number: number, cursor: Readonly<Record<string, string>>, name: string) =>
    `<${pageUrl(call, list.path, number, cursor)}>; rel="${name}"`;
  const link = [
    last && start + shown.length < items.length
      ? [to(page + 1, { after: cursors.cursorOf(last) }, "next")]
      : [],
    first && start > 0 ? [to(Math.max(1, page - 1), { before: cursors.cursorOf(first) }, "prev")] : [],
  ].flat();
  return json(200, `[${shown.map(list.toText).join(",")}]`, link.length > 0 ? { link: link.join(", ") } : {});
}

const MOST_PAGES = 10;

const tooDeep = refuse(
  422,
  "Pagination with the page parameter is not supported for large datasets, please use cursor based pagination (after/before)",
  "https://docs.github.com/rest/issues/issues#list-repository-issues",
);

interface Place {
  readonly after: string | null;
  readonly before: string | null;
  readonly page: number;
  readonly perPage: number;
}

/** The index at which a page begins; undefined for a cursor that is none. */
function startOf<Item>(cursors: Pageable<Item>, { after, before, page, perPage }: Place): number | undefined {
  if (after !== null) return cursors.locate(after)?.after;
  if (before === null) return (page - 1) * perPage;
  const end = cursors.locate(before)?.before;
  return end === undefined ? undefined : Math.max(0, end - perPage);
}

function readNumber(search: URLSearchParams, name: string): number | undefined {
  const value = Number(search.get(name) ?? undefined);
  return Number.isInteger(value) ? value : undefined;
}

/** GitHub gives 100 to whoever asks for more, without a word. */
function readPerPage(state: SandboxState, search: URLSearchParams): number {
  const asked = readNumber(search, "per_page") ?? 30;
  if (asked > 100) complain(state, `per_page=${asked} is cut to 100`);
  return asked < 1 ? 30 : Math.min(asked, 100);
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api#using-link-headers */
function links(call: Call, path: string, page: number, last: number): string {
  const relations = [
    ["prev", page > 1 ? Math.min(page - 1, last) : undefined],
    ["next", page < last ? page + 1 : undefined],
    // Beyond the end, too, where `prev` is the last page: https://github.com/arlac77/github-repository-provider
    ["last", page === last ? undefined : last],
    ["first", page > 1 ? 1 : undefined],
  ] as const;
  return relations
    .flatMap(([name, to]) => (to === undefined ? [] : [`<${pageUrl(call, path, to)}>; rel="${name}"`]))
    .join(", ");
}

function pageUrl(
  call: Call,
  path: string,
  page: number,
  cursor: Readonly<Record<string, string>> = {},
): string {
  const search = new URLSearchParams(call.search);
  search.delete("after");
  search.delete("before");
  for (const [name, value] of Object.entries(cursor)) search.set(name, value);
  search.set("page", String(page));
  return `${call.base}${path}?${search}`;
}

/** How a list is to be sorted. `descending` is undefined where the call does not say. */
export interface Sorting<Name extends string> {
  readonly sort: Name;
  readonly descending: boolean | undefined;
}

/**
 * Reads `sort` and `direction`.
 * Returns an answer instead where the sandbox does not know that order; GitHub has others (popularity, pushed).
 */
export function readSorting<Name extends string>(
  state: SandboxState,
  search: URLSearchParams,
  names: readonly Name[],
  usual: Name,
): Sorting<Name> | Answer {
  const sort = names.find((name) => name === (search.get("sort") ?? usual));
  const direction = search.get("direction");
  if (sort === undefined) return refuseUnknown(state, `sort=${search.get("sort")}`);
  return { sort, descending: direction === null ? undefined : direction === "desc" };
}

/** The answer to a parameter that GitHub may know and the sandbox does not. */
export function refuseUnknown(state: SandboxState, what: string): Answer {
  complain(state, `the sandbox does not know ${what}`);
  return refuse(422, `The sandbox does not know ${what}.`);
}
