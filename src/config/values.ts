import { splitList } from "./list.ts";
import { type Parsed, parseEach, quote, right, wrong } from "./parsed.ts";

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
type TimeUnit = keyof typeof MILLISECONDS;

function isTimeUnit(text: string | undefined): text is TimeUnit {
  return text !== undefined && Object.hasOwn(MILLISECONDS, text);
}

/** A parser of `250ms`, `15s`, `4m`, `1h` into milliseconds that lie above `above` and at most at `most`. */
export function durationBetween(above: string, most: string): (text: string) => Parsed<number> {
  const [low, high] = [readDuration(above), readDuration(most)];
  return (text) => {
    const duration = readDuration(text);
    if (duration === undefined) return wrong(`is ${quote(text)}, not a number and a unit (ms, s, m, h)`);
    if (low !== undefined && duration <= low)
      return wrong(`is ${quote(text)}, but must be longer than ${above}`);
    if (high !== undefined && duration > high) return wrong(`is ${quote(text)}, but may be at most ${most}`);
    return right(duration);
  };
}

/** The same from `least` on, itself included. */
export function durationFrom(least: string, most: string): (text: string) => Parsed<number> {
  const parse = durationBetween("0s", most);
  const low = readDuration(least) ?? 0;
  return (text) => {
    const duration = readDuration(text);
    const short = duration !== undefined && duration < low;
    return short ? wrong(`is ${quote(text)}, but must be at least ${least}`) : parse(text);
  };
}

function readDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h)$/.exec(text.toLowerCase()) ?? [];
  return isTimeUnit(unit) ? Math.round(Number(number) * MILLISECONDS[unit]) : undefined;
}

/** A parser of whole numbers in a range, both ends included. */
export function wholeNumber(least: number, most: number): (text: string) => Parsed<number> {
  return (text) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return right(value);
    return wrong(`is ${quote(text)}, not a whole number from ${least} to ${most}`);
  };
}

/** A number of days above zero, into seconds. */
export function parseDays(text: string): Parsed<number> {
  const days = /^\d{1,5}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  const seconds = Math.round(days * 86_400);
  return seconds > 0 ? right(seconds) : wrong(`is ${quote(text)}, not a number of days above zero`);
}

/** US dollars; 0 is right too, where a contract includes the metrics. */
export function parsePrice(text: string): Parsed<number> {
  if (/^\d{1,6}(\.\d{1,4})?$/.test(text)) return right(Number(text));
  return wrong(`is ${quote(text)}, not a plain number of US dollars`);
}

/** `10%` or `0.1`, into a ratio from 0 to 1. */
export function parseRatio(text: string): Parsed<number> {
  const [, number, percent] = /^(\d{1,3}(?:\.\d{1,6})?)\s*(%?)$/.exec(text) ?? [];
  if (number === undefined) return wrong(`is ${quote(text)}, not a part of the whole`);
  // 0.7 / 100 is less than 0.007: the nearest number to what is written, as a quotient of two counts is too.
  const ratio = Number(percent === "%" ? `${number}e-2` : number);
  if (ratio <= 1) return right(ratio);
  return percent === "%"
    ? wrong(`is ${quote(text)}, more than the whole`)
    : wrong(`is ${quote(text)}, more than the whole; a percentage needs its sign`, `${number.slice(0, 2)}%`);
}

const TRUE_OR_FALSE = new Map([
  ...["true", "1", "yes"].map((text) => [text, true] as const),
  ...["false", "0", "no"].map((text) => [text, false] as const),
]);

/** true, 1, yes or false, 0, no, in any case. */
export function parseBoolean(text: string): Parsed<boolean> {
  const value = TRUE_OR_FALSE.get(text.toLowerCase());
  return value === undefined ? wrong(`is ${quote(text)}, neither true nor false`) : right(value);
}

/** A parser of one word out of a few, in any case. */
export function oneOf<const Word extends string>(words: readonly Word[]): (text: string) => Parsed<Word> {
  return (text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    return word === undefined ? wrong(`is ${quote(text)}, not one of ${words.join(", ")}`) : right(word);
  };
}

/** A credential: it goes into a header, which can carry printable ASCII without spaces. Never shown, not even in part. */
export function parseSecret(text: string): Parsed<string> {
  if (/^[\x21-\x7e]+$/.test(text)) return right(text);
  return wrong(
    "has spaces, line breaks or other characters that no header can carry; copy it once more, whole",
  );
}

/** Any text, as it is. */
export function parseText(text: string): Parsed<string> {
  return right(text);
}

/** Topics in full and in lower case (https://docs.github.com/en/repositories/classifying-your-repository-with-topics). */
export function parseTopics(text: string): Parsed<readonly string[]> {
  const topics = [...new Set(splitList(text.toLowerCase()))];
  if (topics.length === 0) return wrong("lists no topic");
  return parseEach(topics, (topic) => {
    if (/^[a-z0-9][a-z0-9-]*$/.test(topic)) return right(topic);
    return wrong(`has ${quote(topic)}, which no topic is called: letters, digits and hyphens, no globs`);
  });
}

/** First part of every metric's name (https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics). */
export function parsePrefix(text: string): Parsed<string> {
  if (!/^[a-z]\w*(\.\w+)*$/i.test(text)) {
    return wrong(
      `is ${quote(text)}; it starts with a letter, then letters, digits, _ and single dots inside`,
    );
  }
  // https://github.com/DataDog/datadog-agent/blob/main/pkg/trace/traceutil/normalize/normalize.go, NormMetricNameParse
  if (/__|_\.|\._|_$/.test(text))
    return wrong(
      `is ${quote(text)}, of which Datadog would drop an underscore: single ones inside a word are right`,
    );
  if (text.length > 100) return wrong("is longer than 100 characters; a metric's whole name may have 200");
  if (/^(datadog|system)(\.|$)/i.test(text))
    return wrong(`is ${quote(text)}, which is reserved for Datadog's own metrics`);
  return right(text);
}
