import { SHORTEST_SECRET } from "../cli/hide.ts";

/** A workflow command, as a line: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
export function command(name: string, message: string, properties: Readonly<Record<string, string>> = {}) {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${[name, list.join(",")].filter((part) => part !== "").join(" ")}::${escapeData(message)}\n`;
}

/** Commands that hide secrets in the log, one for each line of each: the runner knows lines only. */
export function masks(secrets: readonly string[]): string {
  const lines = secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/).map((line) => line.trim())]);
  const long = new Set(lines.filter((line) => line.length >= SHORTEST_SECRET));
  return [...long].map((line) => command("add-mask", line)).join("");
}

/** The same escapes as the runner's own toolkit: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** An entry of the file of outputs. `delimiter` must be in no text, so it is random. */
export function output(name: string, text: string, delimiter: string): string {
  return `${name}<<${delimiter}\n${text}\n${delimiter}\n`;
}
