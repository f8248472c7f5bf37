import type { Fault } from "./reader.ts";
import { GROUPS, type Setting } from "./setting.ts";
import { SETTING_ROWS } from "./settings.ts";
import type { Warning } from "./unknown.ts";

const NAME_WIDTH = 30;

/** The settings as `--help` shows them: by group, names in one column, the rest wrapped at `width` characters. */
export function renderHelp(width = 100): string {
  const groups = GROUPS.map((group) => {
    const rows = SETTING_ROWS.filter((row) => row.group === group);
    return [`${group}:`, ...rows.map((row) => renderHelpRow(row, width))].join("\n");
  });
  return `${groups.join("\n\n")}\n`;
}

function renderHelpRow(row: Setting, width: number): string {
  const text = [...spellings(row), plain(row.description), `[${plain(withoutValue(row))}]`].join(" ");
  const lines = wrap(text, width - NAME_WIDTH);
  const [first, ...more] = lines.map((line) => " ".repeat(NAME_WIDTH) + line);
  return [`  ${row.name}`.padEnd(NAME_WIDTH) + (first ?? "").trimStart(), ...more].join("\n");
}

function spellings(row: Setting): readonly string[] {
  return row.aliases ? [`(also ${row.aliases.join(", ")})`] : [];
}

/** What holds when the variable is not set. */
function withoutValue(row: Setting): string {
  const needed = neededBy(row);
  const unset = row.default === undefined ? `unset: ${row.unset ?? "none"}` : `default: ${row.default}`;
  if (needed === undefined) return unset;
  return row.unset === undefined ? needed : `${needed}; ${unset}`;
}

/** The commands that cannot do without it; undefined where all can. */
function neededBy({ requiredBy }: Setting): string | undefined {
  if (requiredBy === undefined) return undefined;
  const always = requiredBy.includes("run") && requiredBy.includes("plan");
  return always ? "required" : `required by ${requiredBy.map((command) => `\`${command}\``).join(", ")}`;
}

/** Markdown's code marks say nothing outside Markdown. */
function plain(text: string): string {
  return text.replaceAll("`", "");
}

/** Lines of at most `width` characters, cut between words; a longer word gets a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** The settings as a Markdown table, for the README. */
export function renderReadmeBlock(): string {
  const rows = SETTING_ROWS.map((row) => {
    const names = [row.name, ...(row.aliases ?? [])].map((name) => `\`${name}\``).join(" / ");
    const cells = [names, readmeDefault(row), row.description, `\`${row.example}\``];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return ["| variable | default | meaning | example |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
}

function readmeDefault(row: Setting): string {
  const needed = neededBy(row);
  const unset = row.default === undefined ? row.unset : `\`${row.default}\``;
  return needed === undefined
    ? (unset ?? "–")
    : [needed, ...(unset === undefined ? [] : [unset])].join("; else ");
}

/** One fault as a person reads it: the variable, what is wrong with it, and a line that would be right. */
export function renderFault(fault: Fault): string {
  return `${fault.variable} ${fault.problem}. ${renderExample(fault)}`;
}

/** A line that would be right, also in a shell. */
export function renderExample({ variable, example }: Fault): string {
  const value = example.slice(variable.length + 1);
  const quoted = /[^\w./:@%+,-]/.test(value) ? `'${value}'` : value;
  return `For example: ${variable}=${quoted}`;
}

/** One misspelt variable as a person reads it, beside the faults that it may be the cause of. */
export function renderMisspelling({ names: [name, meant] }: Warning): string {
  return `${name} is set, but is no setting. Did you mean ${meant}?`;
}
