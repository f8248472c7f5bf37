import type { Parsed } from "./parsed.ts";

/** The commands that read settings. */
export type Command = "run" | "plan" | "check" | "setup";

/** Where a setting stands in the help and in the generated files. */
export const GROUPS = ["GitHub", "Datadog", "Metrics", "Run", "Log", "Network"] as const;
type Group = (typeof GROUPS)[number];

/** One row of the table of settings: everything that the program, its help and its documents know of a variable. */
export interface Setting<Value = unknown> {
  readonly name: string;
  /** Other spellings that are read when this one is unset, in this order. */
  readonly aliases?: readonly string[];
  readonly group: Group;
  /** What it does, in one or two sentences. */
  readonly description: string;
  /** As text, so that what is documented is what is parsed. */
  readonly default?: string;
  /** What happens without a value, in a word or two, where that is not a default. */
  readonly unset?: string;
  /** A value that is right, for faults and documents. */
  readonly example: string;
  /** Its value is never shown, and goes into the Secret instead of the ConfigMap. */
  readonly secret?: true;
  /** The commands that cannot do without it. */
  readonly requiredBy?: readonly Command[];
  parse(text: string): Parsed<Value>;
}
