import type { ParseArgsConfig } from "node:util";

/** The options that belong to `setup` alone. */
export const SETUP_OPTIONS = {
  "dry-run": { type: "boolean" },
  force: { type: "boolean" },
  remove: { type: "boolean" },
  interval: { type: "string" },
  notify: { type: "string", multiple: true },
  tag: { type: "string", multiple: true },
  threshold: { type: "string", multiple: true },
  thresholds: { type: "string" },
  "github-host": { type: "string" },
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

/** Their texts as they were given. */
export interface SetupTexts {
  readonly "dry-run"?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly remove?: boolean | undefined;
  readonly interval?: string | undefined;
  readonly notify?: readonly string[] | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly threshold?: readonly string[] | undefined;
  readonly thresholds?: string | undefined;
  readonly "github-host"?: string | undefined;
}
