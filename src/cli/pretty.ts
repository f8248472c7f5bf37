// Loaded late, by import(): a static import here gives the same names of this CommonJS package bundled or not.
import { prettyFactory } from "pino-pretty";

/** A stream for pino that turns its JSON lines into readable ones. */
export function createPrettyStream(
  write: (text: string) => void,
  colorize: boolean,
): { write(line: string): void } {
  const format = prettyFactory({ colorize, translateTime: "SYS:HH:MM:ss" });
  return { write: (line) => write(format(line)) };
}
