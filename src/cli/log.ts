import pino from "pino";
import type { Logger } from "../ports.ts";

export interface LogOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  readonly format: "auto" | "json" | "pretty";
  /** Takes out of a text what must never be written. */
  readonly hide: (text: string) => string;
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** From NO_COLOR: no colours, even at a terminal. */
  readonly colours: boolean;
}

/** JSON lines, or readable ones where a person is at a terminal; on the stream given, which is stderr. */
export async function createLogger(options: LogOptions): Promise<Logger> {
  const { stream, format } = options;
  const write = (text: string) => void stream.write(options.hide(text));
  const pretty = format === "pretty" || (format === "auto" && stream.isTTY === true);
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
