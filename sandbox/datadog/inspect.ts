import type { SubmittedSeries } from "./schema.ts";
import { bytes, maxTagBytes, maxTags, normaliseTag, tagKey } from "./tags.ts";

/** Seconds around now within which the intake keeps a point: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
const maxAhead = 600;
const maxBehind = 3600;

/** The units of counting and of time, of https://docs.datadoghq.com/metrics/units/, that an exporter of backlogs can mean. */
const units: ReadonlySet<string> = new Set([
  "item",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "request",
  "percent",
]);

const gauge = 3;

/**
 * Everything that the real intake would accept with a 202 and then change, drop or count wrongly,
 * one sentence each. `now` is in seconds since 1970.
 */
export function inspectSeries(series: SubmittedSeries, now: number): readonly string[] {
  const faults = [
    ...inspectName(series.metric),
    ...inspectShape(series),
    ...inspectTags(series.tags ?? []),
    ...inspectPoints(series.points, now),
  ];
  return faults.map((fault) => `${series.metric}: ${fault}`);
}

/** Whether the intake keeps a point of that time; the others vanish behind a 202. Seconds. */
export function isTimely(timestamp: number, now: number): boolean {
  return timestamp <= now + maxAhead && timestamp >= now - maxBehind;
}

function inspectName(metric: string): readonly string[] {
  const faults: string[] = [];
  if (!/^[A-Za-z][A-Za-z0-9_.]*$/.test(metric))
    faults.push("the name must be ASCII letters, digits, _ and . after a letter");
  if (metric.length > 200) faults.push("the name is longer than 200 characters");
  // Nothing documents that the intake refuses these; the original tool's users have this one in their organisations.
  const ours = metric !== "datadog.custom.github.pr.count";
  if (ours && /^(datadog|system)\./i.test(metric))
    faults.push("the name begins with a prefix that is Datadog's own");
  return faults;
}

function inspectShape(series: SubmittedSeries): readonly string[] {
  const faults: string[] = [];
  if (series.type !== gauge) faults.push(`type is ${series.type ?? "missing"}, not ${gauge} (gauge)`);
  if (series.interval !== undefined) faults.push("a gauge has no interval");
  if (series.resources?.length) faults.push("a host or another resource would multiply the custom metrics");
  if (series.unit !== undefined && !units.has(series.unit))
    faults.push(`unit ${series.unit} is not known and would be ignored`);
  return faults;
}

function inspectTags(tags: readonly string[]): readonly string[] {
  const faults = tags.flatMap(inspectTag);
  if (tags.length > maxTags) faults.push(`${tags.length} tags, those after ${maxTags} are dropped`);
  const stored = tags.map(normaliseTag);
  if (new Set(stored).size < stored.length) faults.push("a tag is there twice");
  return faults;
}

function inspectTag(tag: string): readonly string[] {
  const faults: string[] = [];
  const stored = normaliseTag(tag);
  if (stored !== tag) faults.push(`tag ${tag} would be stored as ${stored}`);
  if (!/^\p{L}/u.test(tag)) faults.push(`tag ${tag} does not begin with a letter`);
  if (bytes(tag) > maxTagBytes)
    faults.push(`tag ${tag} is longer than ${maxTagBytes} bytes and would be cut`);
  if (tagKey(stored) === "device") faults.push(`tag ${tag} would be dropped: device is reserved`);
  if (tagKey(stored) === "host") faults.push(`tag ${tag} would attach the series to a host`);
  return faults;
}

function inspectPoints(points: SubmittedSeries["points"], now: number): readonly string[] {
  const faults: string[] = [];
  if (points.length !== 1) faults.push(`${points.length} points in one series`);
  for (const { timestamp } of points) {
    if (timestamp > now + maxAhead) faults.push(`a point ${timestamp - now} s ahead would be dropped`);
    if (timestamp < now - maxBehind) faults.push(`a point ${now - timestamp} s old would be dropped`);
  }
  return faults;
}
