import { inspectSeries, isTimely } from "./inspect.ts";
import type { Payload, SubmittedSeries } from "./schema.ts";
import { cutAtCharacter, maxTagBytes, maxTags, normaliseTag, seriesKey } from "./tags.ts";

/** A point as Datadog keeps it. */
export interface Point {
  readonly metric: string;
  /** Normalised, sorted, each once. */
  readonly tags: readonly string[];
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly value: number;
  readonly type: number;
  readonly unit?: string;
  /** Which accepted payload brought it, from 0. */
  readonly payload: number;
}

/** What was accepted, and what is wrong with it. */
export interface Store {
  readonly payloads: readonly Payload[];
  readonly points: readonly Point[];
  readonly problems: readonly string[];
  /** Takes an accepted payload. `answerLost`: the sender cannot know, so that it may rightly send the same again. */
  add(payload: Payload, now: number, answerLost: boolean): void;
  report(problem: string): void;
  clear(): void;
}

/** An empty store. Letters that `storesLetter` denies become underscores: which ones Datadog stores is not documented. What it stores is what Datadog would: mangled, cut, and without points that are out of time. */
export function createStore(storesLetter: (letter: string) => boolean = () => true): Store {
  const payloads: Payload[] = [];
  const points: Point[] = [];
  const problems: string[] = [];
  const seen = new Map<string, { value: number; mayRepeat: boolean }>();
  const unitOf = new Map<string, string | undefined>();

  function addSeries(series: SubmittedSeries, now: number, answerLost: boolean): void {
    problems.push(...inspectSeries(series, now));
    compareUnit(series);
    for (const point of storedPoints(series, payloads.length, now, storesLetter)) {
      compareWithEarlier(point, answerLost);
      points.push(point);
    }
  }

  function compareUnit({ metric, unit }: SubmittedSeries): void {
    if (unitOf.has(metric) && unitOf.get(metric) !== unit)
      problems.push(`${metric}: two units for one metric`);
    unitOf.set(metric, unit);
  }

  function compareWithEarlier(point: Point, answerLost: boolean): void {
    const key = `${seriesKey(point.metric, point.tags)} at ${point.timestamp}`;
    const earlier = seen.get(key);
    if (earlier && earlier.value !== point.value)
      problems.push(`${key}: sent as ${earlier.value}, then as ${point.value}`);
    else if (earlier && !earlier.mayRepeat) problems.push(`${key}: sent twice`);
    seen.set(key, { value: point.value, mayRepeat: answerLost });
  }

  return {
    payloads,
    points,
    problems,
    add(payload, now, answerLost) {
      for (const series of payload.series) addSeries(series, now, answerLost);
      payloads.push(payload);
    },
    report: (problem) => void problems.push(problem),
    clear() {
      for (const list of [payloads, points, problems]) list.length = 0;
      seen.clear();
      unitOf.clear();
    },
  };
}

function storedPoints(
  series: SubmittedSeries,
  payload: number,
  now: number,
  storesLetter: (letter: string) => boolean,
): readonly Point[] {
  const { metric, unit, type = 0 } = series;
  const known = (tag: string) => tag.replace(/\p{L}/gu, (letter) => (storesLetter(letter) ? letter : "_"));
  const tags = storedTags((series.tags ?? []).map(known));
  return series.points
    .filter(({ timestamp }) => isTimely(timestamp, now))
    .map(({ timestamp, value }) => ({
      metric,
      tags,
      timestamp,
      value,
      type,
      ...(unit && { unit }),
      payload,
    }));
}

function storedTags(tags: readonly string[]): readonly string[] {
  const kept = tags.slice(0, maxTags).map((tag) => cutAtCharacter(normaliseTag(tag), maxTagBytes));
  return [...new Set(kept)].filter((tag) => !tag.startsWith("device:")).sort();
}
