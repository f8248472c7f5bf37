import type { Setting } from "./setting.ts";
import { DATADOG_SETTINGS } from "./settings-datadog.ts";
import { GITHUB_SETTINGS } from "./settings-github.ts";
import { RUN_SETTINGS } from "./settings-run.ts";

/** THE table of settings, by the name that the code gives them: one row is all that a new one needs to be documented. */
export const SETTINGS = { ...GITHUB_SETTINGS, ...DATADOG_SETTINGS, ...RUN_SETTINGS } as const;

/** The same rows in the order in which they are shown. */
export const SETTING_ROWS: readonly Setting[] = Object.values(SETTINGS);
