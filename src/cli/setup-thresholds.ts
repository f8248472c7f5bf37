import { nearest } from "../config/distance.ts";
import { type Parsed, parseEach, quote, right, wrong } from "../config/parsed.ts";
import type { Tree } from "../config/tags-file.ts";
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

/**
 * Reads a file's content, monitors by id, each with a number or with its thresholds by name. Problems name the line, not what
 * stands there: the path may lead to another file.
 */
export function parseThresholdsFile(tree: Tree, shipped: ShippedThresholds): Parsed<readonly Named[]> {
  if (tree.kind !== "map") return wrong(`line ${tree.line} should hold monitors, each with its thresholds`);
  return parseEach(tree.entries, ({ key: id, line, value }) => {
    const named = value.kind === "map" ? value.entries : [{ key: "critical", value }];
    const pairs = named.map(({ key, value: one }): readonly [string, string] => {
      return [key, one.kind === "text" ? one.text : ""];
    });
    const read = readPairs(id, pairs, shipped, () => "a text");
    if (read.ok) return read;
    return {
      ok: false,
      problems: read.problems.map(({ problem }) => ({ problem: `line ${line} ${problem}` })),
    };
  });
}

/** `show` gives a text as a message may show it. */
function readPairs(
  id: string,
  pairs: readonly (readonly [string, string])[],
  shipped: ShippedThresholds,
  show: (text: string) => string = quote,
): Parsed<Named> {
  const known = shipped.get(id);
  if (known === undefined)
    return wrong(
      `names ${show(id)}, which is no monitor; the nearest is ${nearest(id, [...shipped.keys()])}`,
    );
  const read = parseEach(pairs, ([key, text]) => readPair(key, text, known, show));
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
  show: (text: string) => string,
): Parsed<readonly [ThresholdKey, number]> {
  const name = THRESHOLD_KEYS.find((one) => one === key);
  if (name === undefined)
    return wrong(`names ${show(key)}, which is no threshold; there are ${THRESHOLD_KEYS.join(", ")}`);
  const [, number, unit] = /^(-?\d{1,12}(?:\.\d{1,6})?)([dhms])?$/.exec(text.trim()) ?? [];
  if (number === undefined || (unit !== undefined && !seconds)) {
    const what = seconds ? "a number of seconds, or one with d, h or m" : "a number";
    return wrong(`has ${show(text)} for ${name}, which is not ${what}`);
  }
  return right([name, Number(number) * (unit === undefined ? 1 : (own(SECONDS, unit) ?? 1))]);
}
