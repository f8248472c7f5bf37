import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder with what Datadog gets. */
export const FOLDER = join(import.meta.dirname, "../../deploy/datadog");

/** What the tests look at of a monitor. */
export interface Monitor {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly message: string;
  readonly tags: readonly string[];
  readonly priority: number;
  readonly options: {
    readonly thresholds: Readonly<
      Partial<Record<"critical" | "warning" | "critical_recovery" | "warning_recovery", number>>
    >;
    readonly require_full_window: boolean;
    readonly on_missing_data: string;
    readonly renotify_interval: number;
    readonly notify_no_data?: boolean;
  };
}

/** A JSON file of the folder. */
export function readJson(path: string) {
  return JSON.parse(readFileSync(join(FOLDER, path), "utf8"));
}

/** Every monitor by its id, which is the name of its file. */
export const MONITORS: ReadonlyMap<string, Monitor> = new Map(
  readdirSync(join(FOLDER, "monitors")).map((file) => [
    file.replace(/\.json$/, ""),
    readJson(join("monitors", file)),
  ]),
);
