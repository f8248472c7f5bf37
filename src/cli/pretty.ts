// Loaded late, by import(): a static import here gives the same names of this CommonJS package bundled or not.

import { prettyFactory } from "pino-pretty";
import { visible } from "../config/redact.ts";
import { own } from "../domain/own.ts";

/** A stream for pino that turns its JSON lines into readable ones. */
export function createPrettyStream(
  write: (text: string) => void,
  colorize: boolean,
): { write(line: string): void } {
  const messageFormat = (line: Record<string, unknown>, key: string) => visible(String(own(line, key) ?? ""));
  const format = prettyFactory({ colorize, translateTime: "SYS:HH:MM:ss", messageFormat });
  return { write: (line) => write(format(line)) };
}
