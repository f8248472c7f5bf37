import type { Setting } from "./setting.ts";
import { SETTING_ROWS, SETTINGS } from "./settings.ts";

/** A step runs once, in no Indexed Job, and through the runner's own network. */
const BESIDE: readonly Setting[] = [SETTINGS.interval, SETTINGS.shardCount, SETTINGS.jobCompletionIndex];

/** The settings that are inputs of the GitHub Action; any other is still read from the step's environment. */
export const INPUT_ROWS: readonly Setting[] = SETTING_ROWS.filter(
  (row) => !BESIDE.includes(row) && row.group !== "Network",
);

/** The commands that are of use in a step. */
export const ACTION_COMMANDS = ["run", "plan", "check"] as const;

/** `GITHUB_REPOSITORIES` is the input `github-repositories`. */
export function inputNameOf({ name }: Setting): string {
  return name.toLowerCase().replaceAll("_", "-");
}
