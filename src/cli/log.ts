import pino from "pino";
import type { Logger } from "../ports.ts";
import type { Stream } from "./paint.ts";

/** From the one that tells most to the one that tells nothing. */
const LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type Level = (typeof LEVELS)[number];

/** What the options ask for beside LOG_LEVEL. */
export type Loudness = "quiet" | "verbose";

/** `quiet` tells no more than errors, `verbose` no less than debugging; a LOG_LEVEL that goes further in that direction stays. */
export function levelOf(level: Level, loudness: Loudness | undefined): Level {
  const at = LEVELS.indexOf(level);
  if (loudness === "quiet") return LEVELS[Math.max(at, LEVELS.indexOf("error"))] ?? level;
  return loudness === "verbose" ? (LEVELS[Math.min(at, LEVELS.indexOf("debug"))] ?? level) : level;
}

/** Whether a person who asked for so much is told how things go. */
export function tellsProgress(level: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf("info");
}

export interface LogOptions {
  readonly level: Level;
  readonly format: "auto" | "json" | "pretty";
  readonly stream: Stream;
  /** Whether the stream may have colours. */
  readonly colours: boolean;
}

/** Whether lines are for people to read. */
export function isPretty(format: LogOptions["format"], { isTTY }: Stream): boolean {
  return format === "pretty" || (format === "auto" && isTTY === true);
}

/** JSON lines, or readable ones where a person is at a terminal; on the stream given, which is stderr without secrets. */
export async function createLogger(options: LogOptions): Promise<Logger> {
  const { stream, format } = options;
  const write = (text: string) => void stream.write(text);
  const pretty = isPretty(format, stream);
  const destination = pretty
    ? (await import("./pretty.ts")).createPrettyStream(write, options.colours && stream.isTTY === true)
    : { write };
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    trace: (fields, message) => log.trace(fields, message),
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}
