import { nearest } from "../config/distance.ts";
import { type Parsed, parseEach, quote, right, wrong } from "../config/parsed.ts";
import {
  misplaced,
  THRESHOLD_KEYS,
  type ThresholdKey,
  type Thresholds,
} from "../datadog/setup/thresholds.ts";
import { own } from "../domain/own.ts";

/** What a monitor has without being told otherwise. */
export interface ShippedThreshold {
  readonly thresholds: Thresholds;
  /** `>` or `<`. */
  readonly comparator: string;
  /** Whether it is about seconds, which may be written as days, hours or minutes. */
  readonly seconds: boolean;
}

/** By the monitors' ids. */
export type ShippedThresholds = ReadonlyMap<string, ShippedThreshold>;

type Named = readonly [id: string, thresholds: Thresholds];

const SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/** Reads `backlog-too-high=30,warning=20`: the first number without a name is `critical`. */
export function parseThreshold(text: string, shipped: ShippedThresholds): Parsed<Named> {
  const [, id, rest] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (id === undefined || rest === undefined)
    return wrong(`is ${quote(text)}, which is not a monitor, = and a number`);
  const pairs = rest.split(",").map((part): readonly [string, string] => {
    const [, key, value] = /^([a-z_]+)=(.*)$/.exec(part) ?? [];
    return key === undefined || value === undefined ? ["critical", part] : [key, value];
  });
  return readPairs(id, pairs, shipped);
}

/** Reads a file's content, monitors by id, each with a number or with its thresholds by name. */
export function parseThresholdsFile(content: unknown, shipped: ShippedThresholds): Parsed<readonly Named[]> {
  if (!isRecord(content)) return wrong("holds no list of monitors with thresholds");
  return parseEach(Object.entries(content), ([id, value]) => {
    const named = isRecord(value) ? Object.entries(value) : [["critical", value] as const];
    return readPairs(
      id,
      named.map(([key, text]): readonly [string, string] => [key, String(text)]),
      shipped,
    );
  });
}

function readPairs(
  id: string,
  pairs: readonly (readonly [string, string])[],
  shipped: ShippedThresholds,
): Parsed<Named> {
  const known = shipped.get(id);
  if (known === undefined) return wrong(unknownMonitor(id, [...shipped.keys()]));
  const read = parseEach(pairs, ([key, text]) => readPair(key, text, known));
  if (!read.ok) return read;
  const asked: Thresholds = Object.fromEntries(read.value);
  const [wrongOne] = misplaced(asked, known.thresholds, known.comparator);
  if (wrongOne === undefined) return right([id, asked]);
  const side = known.comparator.startsWith(">") ? "below" : "above";
  return wrong(`sets ${wrongOne} of ${id}, which must lie ${side} what it warns of or recovers from`);
}

function readPair(
  key: string,
  text: string,
  { seconds }: ShippedThreshold,
): Parsed<readonly [ThresholdKey, number]> {
  const name = THRESHOLD_KEYS.find((one) => one === key);
  if (name === undefined)
    return wrong(`names ${quote(key)}, which is no threshold; there are ${THRESHOLD_KEYS.join(", ")}`);
  const [, number, unit] = /^(-?\d{1,12}(?:\.\d{1,6})?)([dhms])?$/.exec(text.trim()) ?? [];
  if (number === undefined || (unit !== undefined && !seconds)) {
    const what = seconds ? "a number of seconds, or one with d, h or m" : "a number";
    return wrong(`has ${quote(text)} for ${name}, which is not ${what}`);
  }
  return right([name, Number(number) * (unit === undefined ? 1 : (own(SECONDS, unit) ?? 1))]);
}

function unknownMonitor(id: string, ids: readonly string[]): string {
  return `names ${quote(id)}, which is no monitor; the nearest is ${nearest(id, ids)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
