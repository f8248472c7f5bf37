import { distance, nearest } from "./distance.ts";
import type { Environment } from "./reader.ts";
import { SETTING_ROWS } from "./settings.ts";

/** Something that a person should look at, and that does not stop a run. */
export interface Warning {
  readonly event: "unknown_setting" | "no_credential";
  readonly message: string;
  /** The variables it is about. */
  readonly names: readonly string[];
}

/** Variables of other programs that are spelled nearly like one of ours. */
const OTHERS: ReadonlySet<string> = new Set([
  "ALL_PROXY",
  "FTP_PROXY",
  "RSYNC_PROXY",
  "SOCKS_PROXY",
  "WSS_PROXY",
]);

const OURS: readonly string[] = SETTING_ROWS.flatMap((row) => [row.name, ...(row.aliases ?? [])]);

/** A warning for each variable that nobody reads and that looks like a misspelling of one of ours. */
export function warnOfMisspellings(env: Environment): readonly Warning[] {
  const warnings: Warning[] = [];
  for (const [name, value] of Object.entries(env)) {
    const meant = value === undefined || value === "" ? undefined : misspelled(name);
    if (meant === undefined) continue;
    const message = "the first of these names is no setting and is ignored: was the second one meant?";
    warnings.push({ event: "unknown_setting", message, names: [name, meant] });
  }
  return warnings;
}

/** The setting that a name is probably meant to be; undefined for our own names and for what is far from all of them. */
function misspelled(name: string): string | undefined {
  const upper = name.toUpperCase();
  if (OURS.includes(name) || OTHERS.has(upper)) return undefined;
  const close = OURS.filter((ours) => isClose(upper, ours));
  return nearest(upper, close);
}

/** Two slips in a long name, one in a short one: two would turn HOST into BOTS. */
function isClose(name: string, ours: string): boolean {
  const slips = ours.length < 8 ? 1 : 2;
  return Math.abs(name.length - ours.length) <= slips && distance(name, ours) <= slips;
}
