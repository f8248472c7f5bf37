import { ACTION_COMMANDS, INPUT_ROWS, inputNameOf } from "./action-inputs.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** What the runner knows better than the table of settings. */
const IN_ACTIONS: ReadonlyMap<Setting, string> = new Map<Setting, string>([
  [SETTINGS.token, "Default: the job's own token, which sees the repository of the workflow alone."],
  [SETTINGS.repositories, "Default: the repository of the workflow."],
  [SETTINGS.apiUrl, "Default: the GitHub that the workflow runs on."],
  [SETTINGS.logFormat, "Default: pretty."],
]);

/** action.yml: an input for each setting that a step can have. Defaults are in words, since the environment comes before them. */
export function renderAction(): string {
  const command = {
    description: `${ACTION_COMMANDS.slice(0, -1).join(", ")} or ${ACTION_COMMANDS.at(-1)}.`,
    default: ACTION_COMMANDS[0],
  };
  const lines = [
    "# Generated from the table of settings by `npm run generate`.",
    "name: github-datadog-exporter",
    "description: Counts the open pull requests of GitHub repositories and submits them to Datadog as gauges",
    "branding: { icon: bar-chart-2, color: purple }",
    "inputs:",
    ...renderInput("command", command.description, command.default),
    ...INPUT_ROWS.flatMap((row) => renderInput(inputNameOf(row), describe(row), defaultOf(row))),
    "outputs:",
    "  pull_requests:",
    "    description: Open pull requests in all; empty where a repository could not be read, where the run failed, or where none are counted.",
    "  series:",
    "    description: Series that Datadog took.",
    "  failed:",
    "    description: Repositories that could not be read.",
    "runs:",
    "  using: node24",
    "  main: dist/action.js",
  ];
  return `${lines.join("\n")}\n`;
}

function renderInput(name: string, description: string, value?: string): readonly string[] {
  const rest = value === undefined ? [] : [`    default: ${value}`];
  return [`  ${name}:`, `    description: ${JSON.stringify(description)}`, ...rest];
}

function describe(row: Setting): string {
  const unset = row.default === undefined ? row.unset && `Unset: ${row.unset}.` : `Default: ${row.default}.`;
  return [row.description, IN_ACTIONS.get(row) ?? unset ?? ""].join(" ").replaceAll("`", "").trim();
}

function defaultOf(row: Setting): string | undefined {
  // Nothing but an input's default can tell a step the job's token.
  return row === SETTINGS.token ? `$\{{ github.token }}` : undefined;
}
