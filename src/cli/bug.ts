import { visible } from "../config/redact.ts";

/** One line for a bug: what and where, never a library's internals or a request with its headers. Ends with a newline. */
export function describeBug(error: unknown): string {
  const bug = error instanceof Error ? error : new Error(String(error));
  const where = bug.stack?.split("\n").find((line) => line.trimStart().startsWith("at ")) ?? "";
  const what = visible(`${bug.name}: ${bug.message.split("\n", 1)[0]}`);
  return `This is a bug in github-datadog-exporter: ${what} ${where.trim()}\n`;
}
