import { meant } from "./distance.ts";
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
    const ours = value === undefined || value === "" ? undefined : misspelled(name);
    if (ours === undefined) continue;
    const message = "the first of these names is no setting and is ignored: was the second one meant?";
    warnings.push({ event: "unknown_setting", message, names: [name, ours] });
  }
  return warnings;
}

/** The warning that there is nothing to read with but what the public may. */
export function warnOfMissingToken(env: Environment): Warning {
  const without = "no GitHub token: only public repositories are read, by REST, with 60 requests an hour";
  // Where GitHub's own command line has its token.
  const { GH_TOKEN: other } = env;
  const message = other ? `${without}; GH_TOKEN is set, but only GITHUB_TOKEN is read` : without;
  return { event: "no_credential", message, names: ["GITHUB_TOKEN"] };
}

/** The setting that a name is probably meant to be; undefined for our own names and for what is far from all of them. */
function misspelled(name: string): string | undefined {
  if (OURS.includes(name) || OTHERS.has(name.toUpperCase())) return undefined;
  return meant(name, OURS) ?? abbreviated(name);
}

/** Shorter beginnings are names of their own in too many programs. */
const LEAST_BEGINNING = 10;

/** The only setting that begins like this: GITHUB_REPOS is likely enough, and too far from its end for a misspelling. */
function abbreviated(name: string): string | undefined {
  if (name.length < LEAST_BEGINNING) return undefined;
  const [only, ...further] = OURS.filter((ours) => ours.startsWith(name.toUpperCase()));
  return further.length === 0 ? only : undefined;
}
