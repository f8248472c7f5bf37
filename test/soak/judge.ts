import type { Point } from "../../sandbox/datadog/store.ts";
import { seriesKey, tagKey } from "../../sandbox/datadog/tags.ts";
import type { ExpectedOptions } from "../../sandbox/oracle/expected.ts";
import { expectedTag } from "../../sandbox/oracle/tag-values.ts";
import { goneBecause } from "../../sandbox/oracle/vanished.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { type Bounds, boundsOf, falseNumbers, repositoryOf } from "../support/truth.ts";
import type { Armed } from "./mishaps.ts";
import { type Choice, grainOf } from "./settings.ts";
import { TOKEN, type World } from "./world.ts";

/** How a run ended; the code is null where a signal ended the process at once. */
export interface Ended {
  readonly code: number | null;
  /** What the program threw, where it did. */
  readonly error?: string;
}

/** One run that was made in a world. */
export interface Played {
  readonly world: World;
  readonly choice: Choice;
  readonly faults: Armed;
  readonly ended: Ended;
  readonly signalled: boolean;
  /** What reached Datadog before, and in this run. */
  readonly earlier: readonly Point[];
  readonly points: readonly Point[];
}

/** What is held against one run. */
export interface Judgement {
  /** One sentence for each number that was true at no instant of the run. */
  readonly falseNumbers: readonly string[];
  /** The same for everything else that was not as promised. */
  readonly broken: readonly string[];
  /** What Datadog shows after a clean run and is not so at GitHub. */
  readonly leftovers: readonly string[];
  /** How many numbers about repositories arrived, and how many of them were 0 without a measurement. */
  readonly numbers: number;
  readonly zeros: number;
}

const OWN = "github.exporter.";
const FAIL_RATIO = 0.1;
const LOOKBACK = 50 * 3_600;
/** Datadog's buckets for the look-back, and the seconds of a run. */
const SLACK = 900;

/** Holds what a run left at Datadog against what GitHub was like meanwhile. `clean`: nothing went wrong, nothing changed. */
export function judge(played: Played, clean: boolean): Judgement {
  const seen = lookAt(played);
  return {
    falseNumbers: untrue(seen),
    broken: [...promises(seen, clean), ...(clean ? cleanPromises(seen) : [])],
    // What did not arrive at all is told above.
    leftovers: clean && seen.success !== undefined ? leftovers(seen) : [],
    numbers: Object.keys(seen.values).length,
    zeros: zerosIn(seen).length,
  };
}

interface Seen extends Played {
  readonly values: Readonly<Record<string, number>>;
  readonly own: readonly Point[];
  readonly timestamp: number;
  readonly success: number | undefined;
  /** `owner/name` or `owner/` of what failed, as far as it arrived. */
  readonly failed: readonly string[];
  readonly bounds: Bounds;
  /** Everything there is, as somebody sees it from whom nothing is hidden, without folding. */
  readonly truth: Bounds;
  /** When each series was last above zero before this run. */
  readonly sent: ReadonlyMap<string, number>;
}

function lookAt(played: Played): Seen {
  const { world, points, earlier } = played;
  const own = points.filter(({ metric }) => metric.startsWith(OWN));
  const timestamp = points[0]?.timestamp ?? Math.floor(world.now() / 1_000);
  const failed = own.flatMap(({ metric, tags }) =>
    metric === `${OWN}repository.failed`
      ? tags.flatMap((tag) => (tag.startsWith("repo:") ? tag.slice("repo:".length) : []))
      : [],
  );
  const read = optionsFor(played, timestamp);
  const options = {
    ...read,
    repositories: read.repositories.filter((name) => !failed.includes(tagOf(name))),
  };
  const everything = tokenRecord("everything");
  return {
    ...played,
    own,
    timestamp,
    failed,
    values: valuesOf(points.filter(({ metric }) => !metric.startsWith(OWN))),
    success: own.find(({ metric }) => metric === `${OWN}run.success`)?.value,
    bounds: withPartialSums(boundsOf(world.instants, options), own, failed),
    truth: boundsOf(
      world.instants.map((one) => ({ ...one, tokens: [] })),
      {
        ...read,
        api: "graphql",
        token: everything,
        kept: {},
        metrics: "all",
      },
    ),
    sent: new Map(
      earlier.flatMap(({ metric, tags, value, timestamp: at }) =>
        value > 0 ? [[seriesKey(metric, tags), at] as const] : [],
      ),
    ),
  };
}

/** Sums of an owner are of what was read; where that is not told, of any part. */
function withPartialSums(bounds: Bounds, own: readonly Point[], failed: readonly string[]): Bounds {
  const isTold = own.some(({ metric }) => metric === `${OWN}repositories`);
  return new Map(
    [...bounds].map(([key, range]) => {
      const [, owner] = /[{,]owner:([^,}]+)/.exec(key) ?? [];
      const isPartial = owner !== undefined && (!isTold || failed.includes(`${owner}/`));
      return [key, isPartial ? { ...range, least: 0, lowest: 0 } : range];
    }),
  );
}

/** What the oracle is told of a run: a repository is read by any name it had in the meantime. */
function optionsFor({ world, choice }: Played, timestamp: number): ExpectedOptions {
  const { settings, instants } = world;
  const token = instants[0]?.tokens.find((one) => one.token === TOKEN);
  return {
    repositories: namesIn(instants, choice),
    api: settings.api === "rest" ? "rest" : "graphql",
    ...(token && { token }),
    restHides: settings.restLists.botReviewers === "hidden" ? ["bots", "teams"] : ["teams"],
    timestamp,
    constantTags: settings.constantTags,
    owners: settings.owners,
    metrics: settings.metrics,
    legacy: settings.legacy,
    kept: choice.kept,
    grain: (metric) => grainOf(settings, metric),
  };
}

const fullName = ({ owner, name }: RepositoryRecord) => `${owner}/${name}`;

/** Whether the configuration has its name, or one that it had. */
function isNamed(record: RepositoryRecord, { named }: Choice): boolean {
  return named.some((name) => [fullName(record), ...record.formerNames].includes(name));
}

/** Whether a run reads a repository that is like this. */
function isRead(record: RepositoryRecord, choice: Choice): boolean {
  if (isNamed(record, choice)) return !record.pullRequestsDisabled;
  return choice.takes(record) && !record.archived && !record.disabled && !record.pullRequestsDisabled;
}

/** Names under which a run may send numbers: those of the configuration, and those that what patterns take has at some instant. */
function namesIn(instants: readonly Population[], choice: Choice): readonly string[] {
  const found = instants.flatMap(({ repositories }) =>
    repositories.filter((record) => !isNamed(record, choice) && isRead(record, choice)).map(fullName),
  );
  return [...new Set([...choice.named, ...found])];
}

function untrue(seen: Seen): readonly string[] {
  const { values, bounds, world, faults } = seen;
  const zeros = zerosIn(seen);
  const claims = Object.entries(values).filter(([key]) => !zeros.includes(key));
  const hides = isBlind(seen);
  const dropped = droppedMetrics(seen);
  // Issues that cannot be read leave the pull requests of their repository their numbers.
  const mayLack = (key: string) =>
    dropped.has(metricOf(key)) ||
    ((faults.github.length > 0 || world.instants.length > 1 || hides || hasUnreturnable(seen, key)) &&
      !(isTotal(key) && !key.includes(".issues."))) ||
    (isTotal(key) && world.settings.env["EMPTY_REPOSITORIES"] === "skip" && bounds.get(key)?.least === 0);
  return [
    ...falseNumbers(Object.fromEntries(claims), bounds, mayLack),
    ...zeros.flatMap((key) => {
      const why = whyFalseZero(key, seen, dropped);
      return why === undefined ? [] : [`${key} is 0, ${why}`];
    }),
  ];
}

function zerosIn({ values, bounds }: Seen): readonly string[] {
  return Object.keys(values).filter((key) => values[key] === 0 && !isMeasuredZero(key, bounds));
}

const metricOf = (key: string) => key.split("{", 1)[0] ?? "";
const isTotal = (key: string) => /\.(open|age\.max)\{/.test(key);

/** Whether a reading may have found the 0 itself. */
function isMeasuredZero(key: string, bounds: Bounds): boolean {
  const range = bounds.get(key);
  return range !== undefined && range.least === 0 && !/\.open\.(by_|combined)|\.detail\{/.test(key);
}

function hasUnreturnable({ world }: Seen, key: string): boolean {
  return repositoryOf(key).some((tag) =>
    world.instants.some(({ repositories }) =>
      repositories.some(
        (record) =>
          isTagged(record, tag) && record.pullRequests.some(({ unreturnable }) => unreturnable === true),
      ),
    ),
  );
}

/** The value of the tag `repo` under which a name arrives. */
const tagOf = (name: string) => expectedTag("repo", name).slice("repo:".length);

function isTagged(record: RepositoryRecord, tag: string): boolean {
  return [fullName(record), ...record.formerNames].some((name) => tagOf(name) === tag);
}

/** Metrics of which nothing above zero arrived though a repository that was read has some: they were left out whole. */
function droppedMetrics({ values, bounds, choice }: Seen): ReadonlySet<string> {
  if (choice.env["MAX_SERIES"] === undefined) return new Set();
  const there = new Set(Object.entries(values).flatMap(([key, value]) => (value > 0 ? [metricOf(key)] : [])));
  return new Set(
    [...bounds].flatMap(([key, { least }]) =>
      least > 0 && !there.has(metricOf(key)) && !isTotal(key) ? [metricOf(key)] : [],
    ),
  );
}

/** Why a 0 that no measurement made must not have been sent; undefined where it is well founded. */
function whyFalseZero(key: string, seen: Seen, dropped: ReadonlySet<string>): string | undefined {
  const { truth, bounds, sent, timestamp } = seen;
  if (dropped.has(metricOf(key))) return "of a metric that is left out";
  const last = sent.get(key);
  if (last === undefined) return "and was never sent";
  if (timestamp - last > LOOKBACK + SLACK) return `and was last sent ${timestamp - last} s ago`;
  const [tag] = repositoryOf(key);
  if (tag !== undefined && isGone(seen, tag)) return undefined;
  const there = Math.max(truth.get(key)?.lowest ?? 0, bounds.get(key)?.lowest ?? 0);
  if (there > 0) return `and was ${there} or more`;
  if (tag !== undefined) return whyUnread(tag, seen);
  const [, owner = ""] = /[{,]owner:([^,}]+)/.exec(key) ?? [];
  const isShort = seen.failed.some((name) => name.startsWith(`${owner}/`));
  return isShort ? "of an owner with a repository that failed" : undefined;
}

/** Whether GitHub showed at some instant why a run does not read a repository: one that is named is read while it has pull requests. */
function isGone({ world, choice }: Seen, tag: string): boolean {
  return world.instants.some((instant) => {
    const token = instant.tokens.find((one) => one.token === TOKEN);
    if (token === undefined) return false;
    const isOff = instant.repositories.some(
      (record) => record.pullRequestsDisabled && isTagged(record, tag) && isVisible(instant, record),
    );
    return isOff || (!choice.named.includes(tag) && goneBecause(instant, token, tag) !== undefined);
  });
}

/** Why a repository that GitHub does not say to be gone has nothing that a 0 could follow from. */
function whyUnread(tag: string, { values, failed, world, choice }: Seen): string | undefined {
  if (failed.includes(tag)) return "of a repository that failed";
  const couldBeRead = world.instants.some((instant) =>
    instant.repositories.some(
      (record) => isTagged(record, tag) && isRead(record, choice) && isVisible(instant, record),
    ),
  );
  if (!couldBeRead) return "of a repository that is not selected or out of sight";
  const wasRead = Object.keys(values).some(
    (key) => key.startsWith("github.pull_requests.open{") && repositoryOf(key).includes(tag),
  );
  return wasRead || world.settings.env["EMPTY_REPOSITORIES"] !== "send"
    ? undefined
    : "of a repository that was not read";
}

/** What holds of every run. */
function promises(seen: Seen, clean: boolean): readonly string[] {
  const { points, success, own, ended, failed, faults, signalled, values } = seen;
  const [timestamp = 0, ...others] = new Set(points.map((point) => point.timestamp));
  const problems = others.map((other) => `a point at ${other} besides ${timestamp}`);
  if (ended.error !== undefined) problems.push(`the program threw: ${ended.error}`);
  if (ended.code !== null && ![0, 1].includes(ended.code)) problems.push(`exit ${ended.code}`);
  if (success === undefined && ended.code === 0) problems.push("exit 0 without a heartbeat");
  if (success === undefined && faults.datadog.length === 0 && !signalled)
    problems.push("no heartbeat, though Datadog takes everything");
  const failures = failed.filter((name) => !name.endsWith("/")).length;
  const readCount = own.find(
    ({ metric, tags }) => metric === `${OWN}repositories` && tags.includes("status:read"),
  )?.value;
  if (success === 1 && failures > FAIL_RATIO * (failures + (readCount ?? 0)))
    problems.push(`heartbeat 1 with ${failures} failures beside ${readCount}`);
  if (success === 1) problems.push(...shortfall(seen), ...accessLost(seen));
  // Without the numbers' own payload there is nothing to miss, and a heartbeat of 1 tells that it was taken.
  if (success === 1 || clean)
    problems.push(...unaccounted(seen).map((name) => `${name} has neither numbers nor a failure`));
  const limit = Number(seen.choice.env["MAX_SERIES"] ?? Number.POSITIVE_INFINITY);
  const givesWay = Object.keys(values).some((key) => !isTotal(key));
  if (Object.keys(values).length + own.length > limit && givesWay)
    problems.push(`${Object.keys(values).length + own.length} series above the limit of ${limit}`);
  return problems;
}

/** A heartbeat of 1 says that everything was taken, and how much that is. */
function shortfall({ own, points }: Seen): readonly string[] {
  const arrived = new Set(points.map(({ metric, tags }) => seriesKey(metric, tags))).size;
  const submitted = own.find(
    ({ metric, tags }) => metric === `${OWN}series` && tags.includes("status:submitted"),
  );
  return submitted?.value === arrived ? [] : [`heartbeat 1 with ${arrived} series of ${submitted?.value}`];
}

/** How many repositories a run had selected; what was sent twice counts once. */
function selectedIn(points: readonly Point[]): number {
  const counts = new Map(
    points.flatMap(({ metric, tags, value }) =>
      metric === `${OWN}repositories` ? [[tags.join(), value] as const] : [],
    ),
  );
  return [...counts.values()].reduce((sum, value) => sum + value, 0);
}

/** How many repositories the earlier runs within the look-back had, the latest last; those of the last `seconds` left out. */
function selectedBefore({ earlier, timestamp }: Seen, seconds: number): readonly number[] {
  const points = earlier.filter(
    ({ metric, timestamp: at }) =>
      metric === `${OWN}repositories` && at >= timestamp - LOOKBACK + SLACK && at <= timestamp - seconds,
  );
  const times = [...new Set(points.map((point) => point.timestamp))];
  return times.map((time) => selectedIn(points.filter((point) => point.timestamp === time)));
}

const isShort = (now: number, before: number) => now < before * (1 - FAIL_RATIO);

/** More than a tenth of the repositories has gone since the run before, of which no bucket of Datadog's makes an average. */
function accessLost(seen: Seen): readonly string[] {
  const [all, apart] = [selectedBefore(seen, 0), selectedBefore(seen, SLACK)];
  const [before, now] = [(all.length === apart.length ? apart.at(-1) : undefined) ?? 0, selectedIn(seen.own)];
  return isShort(now, before) && seen.faults.datadog.length === 0
    ? [`heartbeat 1 with ${now} repositories, before ${before}`]
    : [];
}

/** Whether an earlier run had so many more that this one may count as having lost access. */
function mayLackAccess(seen: Seen): boolean {
  return selectedBefore(seen, 0).some((before) => isShort(selectedIn(seen.own), before));
}

/** Repositories that were there throughout, and of which nothing is told. */
function unaccounted({ values, world, choice, failed }: Seen): readonly string[] {
  if (world.settings.env["EMPTY_REPOSITORIES"] !== "send") return [];
  const told = new Set([
    ...failed,
    ...Object.keys(values).flatMap((key) =>
      key.startsWith("github.pull_requests.open{") ? repositoryOf(key) : [],
    ),
  ]);
  const [first] = world.instants;
  return (first?.repositories ?? [])
    .filter(
      (record) =>
        world.instants.every((instant) => {
          const now = instant.repositories.find(({ id }) => id === record.id);
          return (
            now !== undefined &&
            fullName(now) === fullName(record) &&
            isRead(now, choice) &&
            isVisible(instant, now)
          );
        }) && ![...told].some((tag) => isTagged(record, tag) || tag === `${record.owner.toLowerCase()}/`),
    )
    .map(fullName);
}

function isVisible({ tokens }: Population, record: RepositoryRecord): boolean {
  const seen = tokens.find((one) => one.token === TOKEN)?.privateRepositories ?? [];
  return !record.private || seen === "all" || seen.includes(fullName(record).toLowerCase());
}

/** What holds where nothing went wrong and nothing changed while it was read. */
function cleanPromises(seen: Seen): readonly string[] {
  const { success, ended, own } = seen;
  return (success === 1 || (success === 0 && mayLackAccess(seen))) && ended.code === 0
    ? []
    : [
        `a clean run ended with ${ended.code}, heartbeat ${success}: ${failuresIn(own).join(" ") || "nothing failed"}`,
      ];
}

function failuresIn(own: readonly Point[]): readonly string[] {
  return own.flatMap(({ metric, tags }) => (metric === `${OWN}repository.failed` ? [tags.join("/")] : []));
}

/** Series that end without a 0: whole sets of tags, and those of single pull requests. */
const ENDING = /\.(combined|detail|detail\.age|pr\.count)\{/;

/** What is above zero at Datadog and not so at GitHub, or the other way about, once a clean run has gone. */
function leftovers(seen: Seen): readonly string[] {
  const { world, bounds, timestamp, sent, failed } = seen;
  const latest = world.datadog.latest();
  const wrong = [...bounds].flatMap(([key, { least, most }]) => {
    const value = latest.get(key) ?? 0;
    const mayLack =
      key.includes("owner:") ||
      hasUnreturnable(seen, key) ||
      repositoryOf(key).some((tag) => failed.includes(tag)) ||
      // Teams that are hidden in one pull request hide these metrics of its whole repository.
      (ENDING.test(key) && isBlind(seen)) ||
      // What Datadog returns without a tag is left alone, and a 0 that is held back is only sent against something else.
      (most === 0 && lacksKey(seen, key));
    return (value < least || value > most) && !mayLack
      ? [`${key} stays ${latest.get(key)}, is ${least}`]
      : [];
  });
  const stale = [...latest].flatMap(([key, value]) => {
    const [tag] = repositoryOf(key);
    if (value === 0 || key.startsWith(OWN) || bounds.has(key) || tag === undefined) return [];
    if (ENDING.test(key) || key.includes(":other")) return [];
    if (timestamp - (sent.get(key) ?? 0) > LOOKBACK - SLACK || !mustEnd(seen, key, tag)) return [];
    return [`${key} stays ${value}, is gone`];
  });
  return [...wrong, ...stale];
}

/** Whether the token may not read something. */
function isBlind({ world }: Seen): boolean {
  return world.instants.some(({ tokens }) => tokens.some(({ hidden }) => hidden.length > 0));
}

/** Whether Datadog's queries do not return a tag of a series. */
function lacksKey({ world }: Seen, key: string): boolean {
  const keys = key
    .slice(key.indexOf("{") + 1)
    .split(",")
    .map(tagKey);
  return world.droppedKeys.some((one) => keys.includes(one));
}

/** Whether the run must have set a number to 0: its repository was read and shows everything, or GitHub says why it was not. */
function mustEnd(seen: Seen, key: string, tag: string): boolean {
  const { world, choice, failed } = seen;
  const [instant] = world.instants;
  const { settings } = world;
  if (instant === undefined || failed.includes(tag) || hasUnreturnable(seen, key)) return false;
  if (mayLackAccess(seen)) return false;
  const keys = key
    .slice(key.indexOf("{") + 1)
    .split(",")
    .map(tagKey);
  if (world.droppedKeys.some((one) => keys.includes(one))) return false;
  if (settings.api === "rest" && /by_reviewer|review_state|checks/.test(key)) return false;
  if (isGone(seen, tag)) return true;
  const record = instant.repositories.find((one) => tagOf(fullName(one)) === tag);
  return record !== undefined && isRead(record, choice) && isVisible(instant, record);
}

function valuesOf(points: readonly Point[]): Readonly<Record<string, number>> {
  return Object.fromEntries(points.map(({ metric, tags, value }) => [seriesKey(metric, tags), value]));
}
