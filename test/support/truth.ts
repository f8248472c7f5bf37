import { type ExpectedOptions, expectedValues } from "../../sandbox/oracle/expected.ts";
import type {
  IssueRecord,
  Population,
  PullRequestRecord,
  RepositoryRecord,
} from "../../sandbox/population.ts";

type Values = Readonly<Record<string, number>>;

/** What one number of a run may be where GitHub changed while it was read in several requests. */
export interface Range {
  /** What counted at every instant of the reading. */
  readonly least: number;
  /** What counted at some instant of it. */
  readonly most: number;
  /** The lowest true value at one instant, 0 where there was none. */
  readonly lowest: number;
  /** Whether something gave this number at every instant, so that a complete reading must have it. */
  readonly steady: boolean;
}

/** By `seriesKey`. */
export type Bounds = ReadonlyMap<string, Range>;

/**
 * The right answers where GitHub was like each of these populations in turn. Every pull request and issue is counted alone by the
 * oracle, at every instant, so that labels, reviewers and states may move between them. `options.repositories` are those that the
 * run is held to.
 */
export function boundsOf(instants: readonly Population[], options: ExpectedOptions): Bounds {
  const different = instants.filter((one, index) => one !== instants[index - 1]);
  const count = createCounter(options);
  const truth: Values[] = different.map(() => ({}));
  const ranges = new Map<string, Range>();
  for (const name of options.repositories) {
    const records = different.map((instant) => recordOf(instant, name));
    const traits = traitsOf(records);
    for (const one of traits) {
      const versions = different.map((instant, at) => {
        const record = records[at];
        return record === undefined ? new Map<string, Values>() : partsOf(instant, name, one(record), count);
      });
      for (const [at, parts] of versions.entries())
        if (traits.length === 1) truth[at] = joined([truth[at] ?? {}, ...parts.values()]);
      // What is tagged by traits that changed is there by chance only.
      const chance = traits.length === 1 ? [] : [{}];
      for (const id of new Set(versions.flatMap((parts) => [...parts.keys()]))) {
        const each = [...versions.map((parts) => parts.get(id) ?? {}), ...chance];
        for (const key of new Set(each.flatMap(Object.keys))) widen(ranges, key, each);
      }
    }
  }
  for (const [key, range] of ranges) {
    const lowest = Math.min(...truth.map((values) => values[key] ?? 0));
    ranges.set(key, { ...range, lowest });
  }
  return ranges;
}

/** Takes what one thing gave a number at each instant into its range. */
function widen(ranges: Map<string, Range>, key: string, each: readonly Values[]): void {
  const given = each.map((values) => values[key] ?? 0);
  const [least, most] = [Math.min(...given), Math.max(...given)];
  const steady = each.every((values) => values[key] !== undefined);
  const known = ranges.get(key);
  const join = joiningOf(key);
  ranges.set(key, {
    least: known ? join(known.least, least, Math.min) : least,
    most: known ? join(known.most, most, Math.max) : most,
    lowest: 0,
    steady: steady || known?.steady === true,
  });
}

type Pick = (...values: number[]) => number;

/** How numbers of single things make one: percentiles lie somewhere between them. */
function joiningOf(key: string): (one: number, other: number, pick: Pick) => number {
  const [metric = ""] = key.split("{", 1);
  if (/\.age\.p\d+$/.test(metric)) return (one, other, pick) => pick(one, other);
  if (/\.max(\.|$)/.test(metric)) return (one, other) => Math.max(one, other);
  return (one, other) => one + other;
}

function joined(parts: readonly Values[]): Values {
  const values: Record<string, number> = {};
  for (const part of parts)
    for (const [key, value] of Object.entries(part)) {
      const known = values[key];
      values[key] = known === undefined ? value : joiningOf(key)(known, value, Math.min);
    }
  return values;
}

type WithTraits = (record: RepositoryRecord) => RepositoryRecord;

/** The topics and properties that a repository has in turn: they are read before its pull requests, and may be of an earlier instant. */
function traitsOf(records: readonly (RepositoryRecord | undefined)[]): readonly WithTraits[] {
  const all = new Map<string, WithTraits>();
  for (const record of records) {
    if (record === undefined) continue;
    const { topics, properties } = record;
    all.set(JSON.stringify([topics, properties]), (other) =>
      other.topics === topics && other.properties === properties ? other : { ...other, topics, properties },
    );
  }
  return [...all.values()];
}

/** What a repository gives at one instant: for itself, and for each pull request and issue. */
function partsOf(
  instant: Population,
  name: string,
  record: RepositoryRecord,
  count: Counter,
): ReadonlyMap<string, Values> {
  const { id, pullRequests, issues } = record;
  return new Map([
    [`${id}`, count(instant, name, record)],
    ...pullRequests.map((pull) => [`${id}#${pull.number}`, count(instant, name, record, pull)] as const),
    ...issues.map((issue) => [`${id}#${issue.number}`, count(instant, name, record, issue)] as const),
  ]);
}

/** The repository of that name; one that had it before where no other has it now. */
export function recordOf({ repositories }: Population, name: string): RepositoryRecord | undefined {
  const isCalled = (candidate: string) => candidate.toLowerCase() === name.toLowerCase();
  return (
    repositories.find((one) => isCalled(`${one.owner}/${one.name}`)) ??
    repositories.find(({ formerNames }) => formerNames.some(isCalled))
  );
}

type Item = PullRequestRecord | IssueRecord;
type Counter = (instant: Population, name: string, record: RepositoryRecord, item?: Item) => Values;

/** Counts by the oracle; what has not changed is counted once. Without an item: what an empty repository gives. */
function createCounter(options: ExpectedOptions): Counter {
  const known = new Map<Item | RepositoryRecord, Map<string, Values>>();
  const contexts = new WeakMap<RepositoryRecord, string>();
  return (instant, name, record, item) => {
    const token = instant.tokens.find((one) => one.token === options.token?.token) ?? options.token;
    const { pullRequests: _, issues: __, ...rest } = record;
    const context = contexts.get(record) ?? JSON.stringify(rest);
    contexts.set(record, context);
    const key = `${name} ${JSON.stringify(token)} ${context}`;
    const ofItem = known.get(item ?? record) ?? new Map<string, Values>();
    known.set(item ?? record, ofItem);
    const values =
      ofItem.get(key) ?? countAlone(instant, name, record, item, { ...options, ...(token && { token }) });
    ofItem.set(key, values);
    return values;
  };
}

function countAlone(
  instant: Population,
  name: string,
  record: RepositoryRecord,
  item: Item | undefined,
  options: ExpectedOptions,
): Values {
  const isPull = item !== undefined && "draft" in item;
  const alone = {
    ...record,
    // Whatever GraphQL cannot return counts: a number that lacks it is false.
    pullRequests: isPull ? [returnable(item)] : [],
    issues: item === undefined || isPull ? [] : [item],
  };
  return Object.fromEntries(
    expectedValues({ ...instant, repositories: [alone] }, { ...options, repositories: [name] }),
  );
}

function returnable({ unreturnable: _, ...pull }: PullRequestRecord): PullRequestRecord {
  return pull;
}

/** Numbers of which a torn reading may make a 0 that was never true: what each pull request gives to them changes with it. */
const TORN = /\.(stale|age\.[^{]*|idle\.max)\{/;

/**
 * One sentence for each number that is not true of any instant, and for each that is missing though its repository has
 * others; `mayLack` tells which may be, since what they need could not be read.
 */
export function falseNumbers(
  values: Values,
  bounds: Bounds,
  mayLack: (key: string) => boolean = () => false,
): readonly string[] {
  const wrong = Object.entries(values).flatMap(([key, value]) => {
    const range = bounds.get(key);
    if (range === undefined) return [`${key} is ${value}, and was never there`];
    const { least, most, lowest } = range;
    if (value < least || value > most) return [`${key} is ${value}, not ${least} to ${most}`];
    return value === 0 && lowest > 0 && !TORN.test(key) ? [`${key} is 0, and was ${lowest} or more`] : [];
  });
  const read = new Set(Object.keys(values).flatMap(repositoryOf));
  const missing = [...bounds].flatMap(([key, { steady }]) =>
    steady && !(key in values) && !mayLack(key) && repositoryOf(key).some((name) => read.has(name))
      ? [`${key} is missing`]
      : [],
  );
  return [...wrong, ...missing];
}

/** `owner/name` as it is tagged; none where a series is of an owner. */
export function repositoryOf(key: string): readonly string[] {
  return /[{,]repo:([^,}]+)/.exec(key)?.slice(1) ?? [];
}
