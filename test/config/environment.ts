import { type Loaded, load, type Settings } from "../../src/config/load.ts";
import type { Environment } from "../../src/config/reader.ts";
import type { Command } from "../../src/config/setting.ts";

const KNOWN = [
  { name: "pull_requests.open", byDefault: true },
  { name: "pull_requests.age.max", byDefault: true },
  { name: "exporter.run.success", byDefault: true },
];
/** The least that a run needs. */
export const ENOUGH = { GITHUB_TOKEN: "t-1", GITHUB_REPOSITORIES: "acme/*", DD_API_KEY: "k-1" };

/** What `load` makes of an environment, with a catalogue of three metrics. */
export function loaded(env: Environment, command: Command = "run"): Loaded {
  return load(env, command, KNOWN);
}

/** The settings that the least and these variables make; throws where they are faults. */
export function settings(env: Environment): Settings {
  const result = loaded({ ...ENOUGH, ...env });
  if (result.kind === "faults") throw new Error(JSON.stringify(result.faults));
  return result.settings;
}

/** The variables that are at fault, in the order in which they are said. */
export function faulty(env: Environment, command: Command = "run"): readonly string[] {
  const result = loaded(env, command);
  return result.kind === "faults" ? result.faults.map((fault) => fault.variable) : [];
}
