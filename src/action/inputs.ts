import { INPUT_ROWS, inputNameOf } from "../config/action-inputs.ts";
import { type Environment, given } from "../config/reader.ts";
import { SETTINGS } from "../config/settings.ts";
import { own } from "../domain/own.ts";

/**
 * The text of an input, or an empty one: the runner hands it over in upper case, with `_` for spaces and `-` as it is.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs
 */
export function inputOf(env: Environment, name: string): string {
  return own(env, `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`)?.trim() ?? "";
}

/** An App reads instead of a token. */
const APP = /^GITHUB_APP_/;

/**
 * The environment of a step as a run reads it: inputs first, then variables, then what the runner knows. A step never
 * repeats itself. The input for the token is never empty, so an App goes before it.
 */
export function settingsOf(env: Environment): Environment {
  const texts = INPUT_ROWS.map((row) => [row.name, inputOf(env, inputNameOf(row))] as const);
  const inputs = texts.filter(([, text]) => text !== "");
  const isApp = [...Object.entries(env), ...inputs].some(([name, text]) => APP.test(name) && text?.trim());
  const taken = isApp ? inputs.filter(([name]) => name !== SETTINGS.token.name) : inputs;
  const set = { ...env, ...Object.fromEntries(taken) };
  const defaults = [
    [SETTINGS.repositories, env["GITHUB_REPOSITORY"]],
    [SETTINGS.logFormat, "pretty"],
  ] as const;
  const missing = defaults.filter(([row]) => given(set, row) === undefined);
  const known = Object.fromEntries(missing.map(([row, text]) => [row.name, text]));
  return { ...set, ...known, [SETTINGS.interval.name]: undefined };
}

/** Whether a token is in the environment that the input goes before: its default hides it from whoever set it there. */
export function hidesToken(env: Environment): boolean {
  const [input, variable] = [inputOf(env, inputNameOf(SETTINGS.token)), given(env, SETTINGS.token)];
  return input !== "" && variable !== undefined && variable.text !== input;
}
