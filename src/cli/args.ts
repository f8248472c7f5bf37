import { parseArgs } from "node:util";
import { SETUP_OPTIONS, type SetupTexts } from "./setup-options.ts";

export const COMMANDS = ["run", "plan", "check", "setup"] as const;
export type Command = (typeof COMMANDS)[number];

/** What the arguments ask for. */
export type Asked =
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly json: boolean;
      readonly setup: SetupTexts;
    }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "wrong"; readonly problem: string };

/** Reads the arguments after the program's name. Throws nothing: what cannot be understood is `wrong`. */
export function readArguments(argv: readonly string[]): Asked {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
        json: { type: "boolean" },
        ...SETUP_OPTIONS,
      },
    });
    if (values.help || positionals[0] === "help") return { kind: "help" };
    if (values.version) return { kind: "version" };
    const { help: _, version: __, json = false, ...setup } = values;
    return readCommand(positionals, json, setup);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "wrong", problem: message.split(". ")[0] ?? message };
  }
}

function readCommand(positionals: readonly string[], json: boolean, setup: SetupTexts): Asked {
  const [word = "run", extra] = positionals;
  const command = COMMANDS.find((name) => name === word);
  if (command === undefined) return { kind: "wrong", problem: `Unknown command '${word}'` };
  if (extra !== undefined) return { kind: "wrong", problem: `Unexpected argument '${extra}'` };
  if (json && command === "run")
    return { kind: "wrong", problem: "'--json' belongs to the commands 'plan', 'check' and 'setup'" };
  const [option] = Object.keys(setup);
  if (option !== undefined && command !== "setup")
    return { kind: "wrong", problem: `'--${option}' belongs to the command 'setup'` };
  return { kind: "command", command, json, setup };
}
