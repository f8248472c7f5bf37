import { groupByReason } from "../failures.ts";
import { command } from "./commands.ts";
import type { Heard } from "./hearer.ts";

/** GitHub shows so many of each kind for a step: https://docs.github.com/en/rest/checks/runs */
const MOST = 10;
/** So many repositories are named in one; the summary has them all. */
const NAMED = 5;

const ENDINGS: ReadonlyMap<number, string> = new Map([
  [1, "nothing could be delivered, or it is no use to try: the log says why"],
  [2, "the configuration is wrong, or selects nothing: nothing was sent"],
  [3, "repositories failed, or access shrank, and FAIL_ON_PARTIAL is true"],
]);

/** Workflow commands for what somebody must look at: faults and refusals as errors, repositories that failed as warnings. */
export function annotations({ faults, report }: Heard, exitCode: number): string {
  const errors = [...faults, ...(report?.refused ?? [])].slice(0, MOST - 1);
  const ending = ENDINGS.get(exitCode);
  if (ending !== undefined) errors.push(`exit code ${exitCode}: ${ending}`);
  const warnings = [...groupByReason(report?.photograph.failures ?? [])]
    .slice(0, MOST)
    .map(([reason, failures]) => {
      const names = failures.slice(0, NAMED).map(({ repository }) => repository);
      const more = failures.length > NAMED ? ` and ${failures.length - NAMED} more` : "";
      return `${reason}: ${names.join(", ")}${more} have no numbers in this run. ${failures[0]?.message}`;
    });
  const title = "github-datadog-exporter";
  return [
    ...errors.map((message) => command("error", message, { title })),
    ...warnings.map((message) => command("warning", message, { title })),
  ].join("");
}
