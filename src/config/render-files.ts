import { wrap } from "./render.ts";
import { GROUPS, type Setting } from "./setting.ts";
import { SETTING_ROWS } from "./settings.ts";

const WIDTH = 110;
const GENERATED = "Generated from the table of settings by `npm run generate`.";

/** A file to copy to `.envrc` and fill in: what a run needs as assignments, everything else as comments. */
export function renderEnvrc(): string {
  const head = [
    "# Settings of github-datadog-exporter. Copy to .envrc, which git ignores, and fill in; direnv reads it, or",
    "# `source .envrc`. A variable that is empty counts as unset.",
    `# ${GENERATED}`,
  ];
  return `${[...head, ...inGroups(envrcLines)].join("\n")}\n`;
}

function envrcLines(row: Setting): readonly string[] {
  if (row.secret) return [...comment(row, ""), `export ${row.name}=`];
  const assignment = `export ${row.name}=${shellQuote(row.default ?? row.example)}`;
  return [...comment(row, ""), row.requiredBy ? assignment : `# ${assignment}`];
}

/** Single quotes keep globs and exclamation marks from the shell; none of our texts holds one. */
function shellQuote(text: string): string {
  return `'${text}'`;
}

/** The ConfigMap of the Kubernetes base: every setting that is no secret; those that need not be set as comments. */
export function renderConfigMap(): string {
  const head = [
    `# ${GENERATED}`,
    "apiVersion: v1",
    "kind: ConfigMap",
    "metadata:",
    "  name: github-datadog-exporter",
    "data:",
  ];
  return `${[...head, ...inGroups(configMapLines, "  ").slice(1)].join("\n")}\n`;
}

function configMapLines(row: Setting): readonly string[] {
  if (row.secret) return [];
  const entry = `${row.name}: ${JSON.stringify(row.default ?? row.example)}`;
  return [...comment(row, "  "), row.requiredBy ? `  ${entry}` : `  # ${entry}`];
}

/** A Secret to copy and fill in, for those who do not create it with kubectl; it holds no value. */
export function renderSecret(): string {
  const rows = SETTING_ROWS.filter((row) => row.secret);
  const head = [
    `# ${GENERATED} Copy it, fill it in, and keep the copy out of git.`,
    "apiVersion: v1",
    "kind: Secret",
    "metadata:",
    "  name: github-datadog-exporter",
    "type: Opaque",
    "stringData:",
  ];
  const entries = rows.flatMap((row) => [...comment(row, "  "), `  ${row.name}: ""`]);
  return `${[...head, ...entries.slice(1)].join("\n")}\n`;
}

function inGroups(lines: (row: Setting) => readonly string[], margin = ""): readonly string[] {
  return GROUPS.flatMap((group) => {
    const rows = SETTING_ROWS.filter((row) => row.group === group).flatMap(lines);
    return rows.length === 0 ? [] : ["", `${margin}# ${group}`, ...rows];
  });
}

function comment(row: Setting, margin: string): readonly string[] {
  const unset = row.unset === undefined ? "" : ` Unset: ${row.unset}.`;
  const text = `${row.description.replaceAll("`", "")}${unset}`;
  return ["", ...wrap(text, WIDTH - margin.length - 2).map((line) => `${margin}# ${line}`)];
}
