import type { Complete } from "../domain/snapshot.ts";
import type { ListName } from "../domain/wanted.ts";
import type { Row, SubjectRow } from "./catalogue.ts";
import { createFolding, type Folding } from "./folding.ts";
import type { Circumstances, ItemRow } from "./item-row.ts";
import type { Grain } from "./row.ts";
import { createScopedValues, type ScopedValues } from "./scoped-values.ts";
import { createRestsOf, partsOf } from "./tag-sets.ts";
import { isFolded, OTHER, type Tagger } from "./tags.ts";

/** The tags by which the series of a repository are known, and those of its owner. */
export type Scopes = Readonly<Record<Grain, string>>;

/** What one metric has come to. */
export interface Counter {
  readonly row: SubjectRow;
  /** What it counts. */
  readonly list: ListName;
  readonly values: Folding;
  /**
   * Tags of repositories, or owners, where a field that it needs could not be read; and of owners of whose repositories some may hide values
   * of its tags while others show theirs, since sums over both would be short.
   */
  readonly withheld: ReadonlySet<string>;
  /** Sets of tags as they would be without folding into `other`, where that makes a difference. */
  readonly unfolded: ScopedValues<true>;
  /**
   * Counts a repository; scopes and circumstances are its own. Gives what adds the count: until then nothing has changed, so that
   * a repository in which something throws leaves no part of a count behind.
   */
  count(snapshot: Complete, scopes: Scopes, circumstances: Circumstances): () => void;
}

/** The tags of a run, and what they would be if nothing were folded into `other`. */
export interface Taggers {
  readonly folding: Tagger;
  readonly plain: Tagger;
}

/** One counter; none for a metric about the run. A series has at most `mostOwn` tags of its metric's own. */
export function createCounter(row: Row, taggers: Taggers, mostOwn: number): readonly Counter[] {
  if (row.subject === "run") return [];
  const [grain] = row.tags;
  const needs: ReadonlySet<string> = new Set(row.needs);
  const list = row.subject === "issue" ? "issues" : "pullRequests";
  const counts = { values: createFolding(row.fold), unfolded: createScopedValues<true>() };
  const withheld = new Set<string>();
  const countItems =
    row.subject === "issue"
      ? createCount(row, ({ issues }) => issues, counts, taggers, mostOwn)
      : createCount(row, ({ pullRequests }) => pullRequests, counts, taggers, mostOwn);
  const hiding = new Set<string>();
  const showing = new Set<string>();
  const noteHidden = (scope: string, snapshot: Complete) => {
    if (snapshot[list].length === 0) return;
    const hides = row.tags.some((tag) => snapshot.hidden?.has(tag));
    (hides ? hiding : showing).add(scope);
    if (hiding.has(scope) && showing.has(scope)) withheld.add(scope);
  };
  const count: Counter["count"] = (snapshot, scopes, circumstances) => {
    const scope = scopes[grain];
    if ([...snapshot.unknown].some((field) => needs.has(field))) return () => withheld.add(scope);
    const add = countItems(snapshot, scope, circumstances);
    return () => {
      noteHidden(scope, snapshot);
      if (isZero(row, snapshot[list])) counts.values.open(scope);
      add();
    };
  };
  return [{ row, list, withheld, ...counts, count }];
}

function createCount<Item>(
  row: ItemRow<Item>,
  itemsOf: (snapshot: Complete) => readonly Item[],
  { values, unfolded }: Pick<Counter, "values" | "unfolded">,
  { folding, plain }: Taggers,
  mostOwn: number,
): (snapshot: Complete, scope: string, circumstances: Circumstances) => () => void {
  const restsOf = createRestsOf(row, mostOwn);
  return (snapshot, scope, circumstances) => {
    const counted: (readonly [rests: readonly string[], value: number])[] = [];
    const hidden: string[] = [];
    for (const item of itemsOf(snapshot)) {
      const value = row.value(item, circumstances);
      if (value === undefined) continue;
      const rests = restsOf(item, circumstances, folding);
      counted.push([rests, value]);
      if (row.together || !rests.some(hidesTag)) continue;
      for (const rest of restsOf(item, circumstances, plain)) hidden.push(rest);
    }
    return () => {
      for (const [rests, value] of counted) for (const rest of rests) values.add(scope, rest, value);
      for (const rest of hidden) unfolded.set(scope, rest, true);
    };
  };
}

function hidesTag(rest: string): boolean {
  // Most hold no such text, and there is one for each pull request and metric: they are not taken apart.
  return rest.includes(OTHER) && partsOf(rest).some(isFolded);
}

/** Whether the repository has this metric even where nothing that is open has a part in it. */
function isZero({ zero }: SubjectRow, open: readonly unknown[]): boolean {
  return zero === "always" || (zero === "where_open" && open.length > 0);
}
