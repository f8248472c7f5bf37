import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { Writable } from "node:stream";
import { cli, type Surroundings } from "../cli/cli.ts";
import { createHider, redacted } from "../cli/hide.ts";
import { ACTION_COMMANDS } from "../config/action-inputs.ts";
import { secretsIn } from "../config/secrets.ts";
import { own } from "../domain/own.ts";
import { annotations } from "./annotations.ts";
import { command, masks, output } from "./commands.ts";
import { createHearer, type Heard } from "./hearer.ts";
import { hidesToken, inputOf, settingsOf } from "./inputs.ts";
import { renderSummary } from "./summary.ts";

type Step = Pick<Surroundings, "env" | "stdout" | "version" | "clock" | "onSignal">;

/**
 * Does what a step of a workflow asks for, and tells the runner: annotations on its log, the job's summary, the step's
 * outputs. Everything goes to `stdout`, since the order of two streams is not kept. Gives the exit code.
 */
export async function act(step: Step): Promise<number> {
  const env = settingsOf(step.env);
  const secrets = secretsIn(env);
  const hide = createHider(secrets);
  const stdout = redacted(step.stdout, hide);
  step.stdout.write(masks(secrets));
  if (hidesToken(step.env)) stdout.write(command("warning", TOKEN_HIDDEN));
  const asked = inputOf(step.env, "command") || "run";
  const known = ACTION_COMMANDS.find((name) => name === asked);
  if (known === undefined) {
    stdout.write(command("error", `command is not one of ${ACTION_COMMANDS.join(", ")}`));
    return 2;
  }
  const { audience, heard } = createHearer();
  const printed: string[] = [];
  const result = new Writable({
    write(chunk, _encoding, done) {
      printed.push(String(chunk));
      stdout.write(String(chunk));
      done();
    },
  });
  // What the program writes quotes others: no line of it may be taken for a command.
  const token = randomUUID();
  stdout.write(command("stop-commands", token));
  const exitCode = await cli({ ...step, argv: [known], env, stdout: result, stderr: stdout, audience });
  stdout.write(command(token, ""));
  const told = heard();
  stdout.write(annotations(told, exitCode));
  const summary = renderSummary({ ...told, command: known, printed: printed.join("") });
  await append({ env: step.env, stdout }, "GITHUB_STEP_SUMMARY", hide(summary));
  await append({ env: step.env, stdout }, "GITHUB_OUTPUT", outputsOf(told));
  return exitCode;
}

const TOKEN_HIDDEN =
  "GITHUB_TOKEN is in the environment, but the input github-token, which defaults to the job's own token, is used: pass it as the input";

/** A number that might be short is none: also without a failure, where access may have shrunk. */
function outputsOf({ report }: Heard): string {
  const { failures = [], pullRequests } = report?.photograph ?? {};
  const whole = report?.success === true && failures.length === 0;
  const texts = {
    pull_requests: whole ? `${pullRequests ?? ""}` : "",
    series: `${report?.accepted ?? ""}`,
    failed: report === undefined ? "" : `${failures.length}`,
  };
  return Object.entries(texts)
    .map(([name, text]) => output(name, text, randomUUID()))
    .join("");
}

/** Adds to one of the runner's files. What was sent is sent: that it cannot be told fails no step. */
async function append(
  { env, stdout }: Pick<Step, "env" | "stdout">,
  variable: string,
  text: string,
): Promise<void> {
  const path = own(env, variable);
  if (path === undefined || path === "") return;
  try {
    await appendFile(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    stdout.write(command("warning", `${variable} could not be written: ${why}`));
  }
}
