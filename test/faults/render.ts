import type { Ending, Row } from "./rows.ts";
import { payloadRows, queryRows } from "./rows-datadog.ts";
import { githubRows } from "./rows-github.ts";
import { meanwhileRows } from "./rows-meanwhile.ts";

type AnyRow = Omit<Row<unknown>, "wrong">;

/** The matrix as docs/reliability.md shows it: one table for each of its parts, made of the rows that are tested. */
export function renderFaults(): string {
  const parts: readonly (readonly [string, readonly AnyRow[]])[] = [
    ["What GitHub, or what is between, answers", githubRows],
    ["What happens while the run reads", meanwhileRows],
    ["What Datadog, or what is between, answers to a payload", payloadRows],
    ["What it answers to a query for what earlier runs said", queryRows],
  ];
  return parts.map(([title, rows]) => `\n### ${title}\n\n${renderTable(rows)}`).join("");
}

const HEAD = ["what", "lasts", "by", "first request", "a middle one", "the last", "waits at most"];

function renderTable(rows: readonly AnyRow[]): string {
  const lines = [HEAD, HEAD.map(() => "---"), ...rows.map(cellsOf)];
  return lines.map((line) => `| ${line.join(" | ")} |\n`).join("");
}

function cellsOf({ what, lasts, by, ends, within }: AnyRow): readonly string[] {
  return [what, lasts, by.length === 2 ? "both" : by.map(titleOf).join(), ...ends.map(words), `${within} s`];
}

const titleOf = (api: "graphql" | "rest") => (api === "rest" ? "REST" : "GraphQL");

/** `some · 0 · 0: not_found` */
function words({ delivered, heartbeat, exitCode, reported }: Ending): string {
  const end = `${delivered} · ${heartbeat ?? "–"} · ${exitCode}`;
  return reported.length === 0 ? end : `${end}: ${reported.map((one) => `\`${one}\``).join(", ")}`;
}
