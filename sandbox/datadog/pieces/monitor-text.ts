/** A monitor's query, as far as it is looked at when a monitor is saved. */
export interface MonitorText {
  readonly comparator: string;
  readonly threshold: number;
  /** Whether it has groups. */
  readonly grouped: boolean;
  readonly usesDefaultZero: boolean;
}

const comparison = /^(.*\S)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$/s;
const simple = /^(?:avg|max|min|sum)\(last_(\w+)\):(.+)$/s;
const change = /^(?:pct_)?change\((?:avg|max|min|sum)\(last_(\w+)\),last_(\w+)\):(.+)$/s;
const source =
  /(?:avg|max|min|sum|count):[a-zA-Z][\w.]*\{[^{}]+\}(?: by \{[\w.,:/-]+\})?(?:\.(?:as_count|as_rate)\(\))?/g;
/** What is left of an expression when its metrics are taken out: numbers, arithmetic and functions of one or two arguments. */
const arithmetic = /^(?:M|[\d.]+|\s|[-+*/(),]|\b(?:abs|clamp_min|clamp_max|default_zero|exclude_null)\b)+$/;

/** Longest window in minutes: https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor */
const longest = { simple: 10_080, change: 2_880 } as const;

/** Reads a query of a metric monitor; undefined where Datadog could not. */
export function parseMonitorText(text: string): MonitorText | undefined {
  const [, start = "", comparator = "", threshold = ""] = comparison.exec(text) ?? [];
  const plain = simple.exec(start);
  const moved = change.exec(start);
  const expression = plain?.[2] ?? moved?.[3];
  const windows = plain ? [plain[1]] : [moved?.[1], moved?.[2]];
  const bound = plain ? longest.simple : longest.change;
  if (expression === undefined || !windows.every((window) => isWindow(window, bound))) return undefined;
  const left = expression.replace(source, "M");
  if (!left.includes("M") || !arithmetic.test(left) || !isBalanced(left)) return undefined;
  return {
    comparator,
    threshold: Number(threshold),
    grouped: / by \{/.test(expression),
    usesDefaultZero: /\bdefault_zero\b/.test(expression),
  };
}

function isWindow(text: string | undefined, most: number): boolean {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(text ?? "") ?? [];
  if (count === undefined || unit === undefined) return false;
  const minutes = Number(count) * ({ m: 1, h: 60, d: 1_440, w: 10_080 }[unit] ?? 0);
  return minutes >= 1 && minutes <= most;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
