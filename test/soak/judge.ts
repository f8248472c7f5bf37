import type { Point } from "../../sandbox/datadog/store.ts";
import { seriesKey } from "../../sandbox/datadog/tags.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { boundsOf, falseNumbers } from "../support/truth.ts";
import { FURTHER, FURTHER_TAGS, REPOSITORIES, type World } from "./world.ts";

/** How a run ended; the code is null where a signal ended the process at once. */
export interface Ended {
  readonly code: number | null;
}

/** What is held against one run. */
export interface Judgement {
  /** One sentence for each number that was true at no instant of the run. */
  readonly falseNumbers: readonly string[];
  /** The same for whatever else was not as promised. */
  readonly broken: readonly string[];
  /** How many numbers about repositories arrived. */
  readonly numbers: number;
}

const OWN = "github.exporter.";
const FAIL_RATIO = 0.1;

/** Holds what a run left at Datadog against what GitHub was like meanwhile. `clean`: nothing went wrong, nothing changed. */
export function judge(world: World, points: readonly Point[], { code }: Ended, clean: boolean): Judgement {
  const values = valuesOf(points.filter(({ metric }) => !metric.startsWith(OWN)));
  const own = points.filter(({ metric }) => metric.startsWith(OWN));
  const [timestamp = 0, ...others] = new Set(points.map((point) => point.timestamp));
  const success = own.find(({ metric }) => metric === `${OWN}run.success`)?.value;
  const failed = own.flatMap(({ metric, tags }) => (metric === `${OWN}repository.failed` ? tags : []));
  const sees = { values, timestamp, world };
  const silent = success === undefined ? [] : unaccounted(sees, failed);
  return {
    falseNumbers: untrue(sees),
    broken: [
      ...others.map((other) => `a point at ${other} besides ${timestamp}`),
      ...shortfall(success, own, new Set(points.map(({ metric, tags }) => seriesKey(metric, tags))).size),
      ...contradictions(success, code, failed.filter((tag) => tag.startsWith("repo:")).length),
      // Without the numbers' own payload there is nothing to miss, and a heartbeat of 1 tells that it was taken.
      ...(success === 1 || clean ? silent.map((name) => `${name} has neither numbers nor a failure`) : []),
      ...(clean && (success !== 1 || code !== 0)
        ? [`a clean run ended with ${code}, heartbeat ${success}`]
        : []),
    ],
    numbers: Object.keys(values).length,
  };
}

/** What is above zero at Datadog and not so at GitHub, or the other way about, once a clean run has gone. */
export function leftovers(world: World, timestamp: number): readonly string[] {
  const latest = Object.fromEntries(
    [...world.datadog.latest()].filter(([key, value]) => !key.startsWith(OWN) && value > 0),
  );
  const truth = boundsOf(world.instants, optionsFor(world, timestamp)).least;
  const keys = new Set([
    ...Object.keys(latest),
    ...[...truth].flatMap(([key, value]) => (value > 0 ? key : [])),
  ]);
  return [...keys].flatMap((key) =>
    (latest[key] ?? 0) === (truth.get(key) ?? 0) ? [] : [`${key} stays ${latest[key]}, is ${truth.get(key)}`],
  );
}

interface Seen {
  readonly values: Readonly<Record<string, number>>;
  readonly timestamp: number;
  readonly world: World;
}

/**
 * A zero that no measurement made is true where the repository was read and nothing of the kind was there throughout, and
 * where the repository was out of sight at some instant.
 */
function untrue({ values, timestamp, world }: Seen): readonly string[] {
  const bounds = boundsOf(world.instants, optionsFor(world, timestamp));
  const gone = new Set(namesWhere(world.instants, (records) => records.some(isHidden)));
  const isTrueZero = (key: string) => {
    const [, name = ""] = /[{,]repo:([^,}]+)/.exec(key) ?? [];
    return gone.has(name) || (!bounds.most.has(key) && totalOf(name) in values);
  };
  const claims = Object.entries(values).filter(([key, value]) => value !== 0 || !isTrueZero(key));
  const mayLack = (key: string) => key in values || key.includes("review_state");
  return falseNumbers(Object.fromEntries(claims), bounds, mayLack);
}

/** Repositories that were there throughout, and of which nothing is told. */
function unaccounted({ values, world }: Seen, failed: readonly string[]): readonly string[] {
  return namesWhere(world.instants, (records) => !records.some(isHidden)).filter(
    (name) =>
      !(totalOf(name) in values) && !failed.some((tag) => tag === `repo:${name}` || tag === "repo:acme/"),
  );
}

/** A heartbeat of 1 says that everything was taken, and how much that is. */
function shortfall(success: number | undefined, own: readonly Point[], arrived: number): readonly string[] {
  const submitted = own.find(
    ({ metric, tags }) => metric === `${OWN}series` && tags.includes("status:submitted"),
  );
  if (success !== 1 || submitted?.value === arrived) return [];
  return [`heartbeat 1 with ${arrived} series of ${submitted?.value}`];
}

function contradictions(
  success: number | undefined,
  code: number | null,
  failures: number,
): readonly string[] {
  const problems: string[] = [];
  if (success === undefined && code === 0) problems.push("exit 0 without a heartbeat");
  if (success === 1 && failures / REPOSITORIES > FAIL_RATIO)
    problems.push(`heartbeat 1 with ${failures} failures`);
  if (code !== null && ![0, 1].includes(code)) problems.push(`exit ${code}`);
  return problems;
}

function namesWhere(
  instants: readonly Population[],
  holds: (records: readonly RepositoryRecord[]) => boolean,
): readonly string[] {
  const [first] = instants;
  return (first?.repositories ?? []).flatMap(({ owner, name, id }) =>
    holds(instants.flatMap(({ repositories }) => repositories.filter((one) => one.id === id)))
      ? [`${owner}/${name}`]
      : [],
  );
}

const isHidden = ({ archived }: RepositoryRecord) => archived;

function optionsFor({ instants, api }: World, timestamp: number) {
  const repositories = namesWhere(instants, (records) => !records.every(isHidden));
  const owners = { keys: Object.keys(FURTHER), others: [() => FURTHER] };
  return { repositories, api, timestamp, token: fullToken, owners };
}

/** The series that every repository has that was read. */
function totalOf(name: string): string {
  return seriesKey("github.pull_requests.open", [`repo:${name}`, ...FURTHER_TAGS]);
}

function valuesOf(points: readonly Point[]): Readonly<Record<string, number>> {
  return Object.fromEntries(points.map(({ metric, tags, value }) => [seriesKey(metric, tags), value]));
}
