import { parseArgs } from "node:util";
import { meant } from "../config/distance.ts";
import type { Loudness } from "./log.ts";
import { SETUP_OPTIONS, type SetupTexts } from "./setup-options.ts";

export const COMMANDS = ["run", "plan", "check", "setup"] as const;
export type Command = (typeof COMMANDS)[number];

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
  quiet: { type: "boolean" },
  verbose: { type: "boolean" },
  json: { type: "boolean" },
  html: { type: "string" },
  ...SETUP_OPTIONS,
} as const;

/** What the arguments ask for. */
export type Asked =
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly json: boolean;
      readonly loudness?: Loudness;
      /** The file for the page of a plan. */
      readonly html?: string;
      readonly setup: SetupTexts;
    }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "wrong"; readonly problem: string };

/** Reads the arguments after the program's name. Throws nothing: what cannot be understood is `wrong`. */
export function readArguments(argv: readonly string[]): Asked {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });
    if (values.help || positionals[0] === "help") return { kind: "help" };
    if (values.version) return { kind: "version" };
    const { help: _, version: __, quiet = false, verbose = false, json = false, html, ...setup } = values;
    if (quiet && verbose) return wrong("'--quiet' and '--verbose' exclude each other");
    const loudness = quiet ? "quiet" : verbose ? "verbose" : undefined;
    return readCommand(positionals, {
      json,
      setup,
      ...(loudness && { loudness }),
      ...(html === undefined ? {} : { html }),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return wrong(withSuggestion(message.split(". ")[0] ?? message));
  }
}

function readCommand(
  positionals: readonly string[],
  options: Omit<Extract<Asked, { kind: "command" }>, "kind" | "command">,
): Asked {
  const [word = "run", extra] = positionals;
  const command = COMMANDS.find((name) => name === word);
  if (command === undefined) {
    return wrong(`Unknown command '${word}'${suggest(meant(word, [...COMMANDS, "help"]))}`);
  }
  if (extra !== undefined) return wrong(`Unexpected argument '${extra}'`);
  if (options.json && command === "run")
    return wrong("'--json' belongs to the commands 'plan', 'check' and 'setup'");
  if (options.html !== undefined && command !== "plan")
    return wrong("'--html' belongs to the command 'plan'");
  const paged = options.html !== undefined;
  const [option] = Object.keys(options.setup).filter((name) => !(paged && name === "github-host"));
  if (option !== undefined && command !== "setup")
    return wrong(`'--${option}' belongs to the command 'setup'`);
  return { kind: "command", command, ...options };
}

/** Node.js names the option that it does not know; it does not look for the one that was meant. */
function withSuggestion(problem: string): string {
  const [, option] = /^Unknown option '--(.+)'$/.exec(problem) ?? [];
  const name = option && meant(option, Object.keys(OPTIONS));
  return name ? `${problem}${suggest(`--${name}`)}` : problem;
}

function suggest(name: string | undefined): string {
  return name === undefined ? "" : ` (did you mean '${name}'?)`;
}

function wrong(problem: string): Asked {
  return { kind: "wrong", problem };
}
