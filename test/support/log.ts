import type { LogFields, Logger } from "../../src/ports.ts";

/** A log that can be asked what was written. */
export interface RecordedLog extends Logger {
  readonly lines: readonly { readonly level: string; readonly fields: LogFields; readonly message: string }[];
  /** Fields of the warnings about an event. */
  warnings(event: string): readonly LogFields[];
}

export function recordLog(): RecordedLog {
  const lines: { level: string; fields: LogFields; message: string }[] = [];
  const write = (level: string) => (fields: LogFields, message: string) =>
    void lines.push({ level, fields, message });
  return {
    lines,
    warnings: (event) =>
      lines.flatMap(({ level, fields }) => (level === "warn" && fields["event"] === event ? [fields] : [])),
    trace: write("trace"),
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}
