import { own } from "../domain/own.ts";
import type { Problem } from "./parsed.ts";
import { type KeyForm, keyIn } from "./redact.ts";
import type { Command, Setting } from "./setting.ts";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that is wrong with the configuration. Never holds a secret's value. */
export interface Fault {
  readonly variable: string;
  /** Reads on from the variable's name: "is not set". */
  readonly problem: string;
  /** A line that would be right: `DD_SITE=datadoghq.eu`. */
  readonly example: string;
}

/** Reads rows of the table out of an environment and keeps every fault on the way. */
export interface Reader {
  /** The value; where it is wrong, the default, since the faults end the program before it is used. */
  withDefault<Value>(setting: Setting<Value> & { readonly default: string }): Value;
  /** The value; undefined where there is none or it is wrong. */
  optional<Value>(setting: Setting<Value>): Value | undefined;
  /** Whether a variable of the setting has a text, right or wrong. */
  isSet(setting: Setting): boolean;
  /** Notes what is wrong with a setting for a reason that lies outside its own text. */
  fault(setting: Setting, problems: readonly Problem[]): void;
  readonly faults: readonly Fault[];
}

/** A variable that is set, and its text without what an env file leaves around it. */
interface Given {
  readonly variable: string;
  readonly text: string;
}

/** The first spelling of a setting that is set. A variable that is empty counts as unset. */
export function given(env: Environment, setting: Pick<Setting, "name" | "aliases">): Given | undefined {
  for (const variable of [setting.name, ...(setting.aliases ?? [])]) {
    const text = clean(own(env, variable) ?? "");
    if (text !== "") return { variable, text };
  }
  return undefined;
}

/** Without the white space and the pair of quotes around it: secret files end in a newline, `docker run --env-file` keeps quotes. */
function clean(text: string): string {
  const trimmed = text.trim();
  const [, , inner] = /^(["'])(.*)\1$/s.exec(trimmed) ?? [];
  return inner === undefined || /["']/.test(inner) ? trimmed : inner.trim();
}

/** Of one variable. A file that is no list of tags has one in each line. */
const MOST_PROBLEMS = 20;

/** A reader of what `command` needs. */
export function createReader(env: Environment, command: Command): Reader {
  const faults: Fault[] = [];
  const note = (variable: string, setting: Setting, problems: readonly Problem[]): void => {
    const key = setting.secret ? undefined : keyIn(own(env, variable) ?? "");
    const known = faults.some((fault) => fault.variable === variable);
    // A key in the wrong variable is the one mistake to correct there, and no part of it is shown.
    const told = key === undefined ? problems : known ? [] : problems.slice(0, 1).map(() => misplaced(key));
    const more = told.length - MOST_PROBLEMS;
    const shown =
      more > 0 ? [...told.slice(0, MOST_PROBLEMS), { problem: `has ${more} more problems` }] : told;
    for (const { problem, example } of shown) {
      faults.push({ variable, problem, example: `${variable}=${example ?? setting.example}` });
    }
  };
  const optional = <Value>(setting: Setting<Value>): Value | undefined => {
    const found = given(env, setting);
    if (found === undefined) {
      if (setting.requiredBy?.includes(command)) note(setting.name, setting, [{ problem: "is not set" }]);
      return undefined;
    }
    const parsed = setting.parse(found.text);
    if (parsed.ok) return parsed.value;
    note(found.variable, setting, parsed.problems);
    return undefined;
  };
  return {
    faults,
    optional,
    withDefault: (setting) => optional(setting) ?? defaultOf(setting),
    isSet: (setting) => given(env, setting) !== undefined,
    fault: (setting, problems) => note(given(env, setting)?.variable ?? setting.name, setting, problems),
  };
}

function misplaced({ kind, variable }: KeyForm): Problem {
  return { problem: `holds ${kind}, which belongs in ${variable}` };
}

function defaultOf<Value>(setting: Setting<Value> & { readonly default: string }): Value {
  const parsed = setting.parse(setting.default);
  if (!parsed.ok)
    throw new Error(`the default of ${setting.name} is not right: ${parsed.problems[0]?.problem}`);
  return parsed.value;
}
