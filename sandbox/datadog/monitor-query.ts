import { parseScope, type Scope } from "./monitor-scope.ts";

export const aggregations = ["avg", "min", "max", "sum"] as const;
export type Aggregation = (typeof aggregations)[number];
export type Comparator = ">" | ">=" | "<" | "<=";

/** `max:github.pull_requests.open{*} by {repo}` */
export interface MetricTerm {
  readonly kind: "metric";
  readonly space: Aggregation;
  readonly metric: string;
  readonly holds: Scope;
  /** In lower case. */
  readonly by: readonly string[];
}

export type Term =
  | MetricTerm
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "arithmetic"; readonly operator: string; readonly left: Term; readonly right: Term }
  /** Values below `least` become it: https://docs.datadoghq.com/dashboards/functions/algorithms/ */
  | { readonly kind: "clamp_min"; readonly of: Term; readonly least: number };

/** A metric monitor's query, read. Spans are in seconds. */
export interface MonitorQuery {
  readonly time: Aggregation;
  readonly window: number;
  /** Present where not the value counts but how it differs from what it was `shift` ago. */
  readonly change?: { readonly kind: "change" | "pct_change"; readonly shift: number };
  readonly term: Term;
  /** What groups are told apart by; empty for a simple alert. */
  readonly by: readonly string[];
  readonly comparator: Comparator;
  readonly threshold: number;
}

const span = String.raw`last_(\d+[mhdw])`;
const form = new RegExp(
  String.raw`^(?:(change|pct_change)\((avg|min|max|sum)\(${span}\),\s*${span}\)|(avg|min|max|sum)\(${span}\)):(.+?)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$`,
);
const metricForm = /(avg|min|max|sum):([A-Za-z][A-Za-z0-9_.]*)\{([^{}]+)\}(?: by \{([^{}]+)\})?/y;
const numberForm = /\d+(?:\.\d+)?/y;
const blank = /\s*/y;
const secondsOf = { m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

/**
 * Reads the query of a threshold or change alert, with arithmetic over metrics that are grouped alike:
 * https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor
 * Throws SyntaxError for everything else, functions such as `default_zero()` and `.rollup()` among it.
 */
export function parseMonitorQuery(text: string): MonitorQuery {
  const [, kind, changeTime, changeWindow, shift, time, window, body, comparator, threshold] =
    form.exec(text.trim()) ?? [];
  const aggregation = aggregations.find((each) => each === (time ?? changeTime));
  if (aggregation === undefined || body === undefined || !isComparator(comparator))
    throw new SyntaxError(`not a monitor's query: ${text}`);
  const term = parseTerm(body);
  return {
    time: aggregation,
    window: seconds(window ?? changeWindow),
    ...(kind === "change" || kind === "pct_change" ? { change: { kind, shift: seconds(shift) } } : {}),
    term,
    by: groupKeys(term, text),
    comparator,
    threshold: Number(threshold),
  };
}

function isComparator(text: string | undefined): text is Comparator {
  return text === ">" || text === ">=" || text === "<" || text === "<=";
}

function seconds(text = ""): number {
  const unit = text.at(-1);
  const known = unit === "m" || unit === "h" || unit === "d" || unit === "w" ? secondsOf[unit] : 0;
  return Number.parseInt(text, 10) * known;
}

/** How several metrics that are grouped differently are joined is written nowhere. */
function groupKeys(term: Term, text: string): readonly string[] {
  const all = metricsOf(term).map(({ by }) => by);
  const [first] = all;
  if (first === undefined || all.some((by) => by.join() !== first.join()))
    throw new SyntaxError(`no metric, or not all grouped by the same: ${text}`);
  return first;
}

/** The metrics of a term, from left to right. */
export function metricsOf(term: Term): readonly MetricTerm[] {
  if (term.kind === "arithmetic") return [...metricsOf(term.left), ...metricsOf(term.right)];
  if (term.kind === "clamp_min") return metricsOf(term.of);
  return term.kind === "metric" ? [term] : [];
}

/** What is left to be read. */
interface Rest {
  readonly text: string;
  at: number;
}

function parseTerm(text: string): Term {
  const rest = { text, at: 0 };
  const term = parseSum(rest);
  if (rest.at < text.length) throw new SyntaxError(`not understood: ${text.slice(rest.at)}`);
  return term;
}

function parseSum(rest: Rest): Term {
  return chain(rest, ["+", "-"], (inner) => chain(inner, ["*", "/"], parseFactor));
}

function chain(rest: Rest, operators: readonly string[], parse: (rest: Rest) => Term): Term {
  let left = parse(rest);
  for (;;) {
    const operator = operators.find((each) => take(rest, each));
    if (operator === undefined) return left;
    left = { kind: "arithmetic", operator, left, right: parse(rest) };
  }
}

function parseFactor(rest: Rest): Term {
  if (take(rest, "(")) {
    const inner = parseSum(rest);
    expectText(rest, ")");
    return inner;
  }
  if (take(rest, "clamp_min(")) return parseClamp(rest);
  const [number] = match(rest, numberForm) ?? [];
  if (number !== undefined) return { kind: "number", value: Number(number) };
  const [, space, metric = "", scope = "", groups] = match(rest, metricForm) ?? [];
  const aggregation = aggregations.find((each) => each === space);
  if (aggregation === undefined) throw new SyntaxError(`not understood: ${rest.text.slice(rest.at)}`);
  const by = groups?.split(",").map((key) => key.trim().toLowerCase()) ?? [];
  return { kind: "metric", space: aggregation, metric, holds: parseScope(scope), by };
}

function parseClamp(rest: Rest): Term {
  const of = parseSum(rest);
  expectText(rest, ",");
  const [least] = match(rest, numberForm) ?? [];
  if (least === undefined) throw new SyntaxError(`clamp_min without a number in ${rest.text}`);
  expectText(rest, ")");
  return { kind: "clamp_min", of, least: Number(least) };
}

function expectText(rest: Rest, wanted: string): void {
  if (!take(rest, wanted)) throw new SyntaxError(`${wanted} is missing in ${rest.text}`);
}

function take(rest: Rest, wanted: string): boolean {
  match(rest, blank);
  const found = rest.text.startsWith(wanted, rest.at);
  if (found) rest.at += wanted.length;
  match(rest, blank);
  return found;
}

function match(rest: Rest, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = rest.at;
  const found = pattern.exec(rest.text);
  if (found) rest.at = pattern.lastIndex;
  return found;
}
