import type { Failed } from "./snapshot.ts";

/** One line for a defect of the exporter: what and where, never a library's internals or a request with its headers. */
export function describeBug(error: unknown): string {
  const bug = error instanceof Error ? error : new Error(String(error));
  const where = bug.stack?.split("\n").find((line) => line.trimStart().startsWith("at ")) ?? "";
  const what = `${bug.name}: ${bug.message.split("\n", 1)[0]}`;
  return `This is a bug in github-datadog-exporter: ${what} ${where.trim()}`;
}

/** Fails the one repository that a defect was met in, by what was thrown; the run reads and sends the others. */
export function failByDefect(repository: string, error: unknown): Failed {
  return { kind: "failed", repository, reason: "internal_error", message: describeBug(error) };
}
