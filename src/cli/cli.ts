import { load, type Settings } from "../config/load.ts";
import { visible } from "../config/redact.ts";
import { renderFault, renderMisspelling } from "../config/render.ts";
import { secretsIn } from "../config/secrets.ts";
import type { Warning } from "../config/unknown.ts";
import { describeBug } from "../domain/internal-error.ts";
import type { ExitCode } from "../ending.ts";
import { catalogue } from "../metrics/catalogue.ts";
import type { Clock, Logger } from "../ports.ts";
import { type Asked, COMMANDS, readArguments } from "./args.ts";
import { type Audience, withoutSecrets } from "./audience.ts";
import { type Endings, startEndings } from "./endings.ts";
import { createFetch } from "./fetch.ts";
import { FIRST_STEPS, isUntouched } from "./first-steps.ts";
import { helpText } from "./help.ts";
import { createHider, type Hider, redacted } from "./hide.ts";
import { createLogger, isPretty, levelOf, tellsProgress } from "./log.ts";
import { hasColours, type Paint, paintFor, type Stream } from "./paint.ts";
import { type Attempt, repeat } from "./repeat.ts";
import { run } from "./run.ts";
import { createStatusLine, type StatusLine } from "./status-line.ts";
import { readTagsFile } from "./yaml-file.ts";

/** The process, as far as the program looks at it. */
export interface Surroundings {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly version: string;
  readonly clock: Clock;
  /** Calls back with the name of a signal that asks the process to end; gives the function that stops it. */
  onSignal(handler: (name: string) => void): () => void;
  readonly audience?: Audience;
}

/** Does what the arguments ask for. Gives the exit code. */
export async function cli(surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, version } = withoutSecretsIn(surroundings);
  const asked = readArguments(surroundings.argv);
  if (asked.kind === "help") return say(stdout, helpText(), 0);
  if (asked.kind === "version") return say(stdout, `${version}\n`, 0);
  if (asked.kind === "wrong") {
    return say(stderr, `${asked.problem}. Commands: ${COMMANDS.join(", ")}. See --help.\n`, 2);
  }
  return await repeat((stop) => attempt(asked, surroundings, stop), surroundings);
}

/** The same process, to which no secret of its environment, nor one that is learned, can be written. */
function withoutSecretsIn(surroundings: Surroundings): Surroundings & { readonly hide: Hider } {
  const { env, stdout, stderr, audience } = surroundings;
  const hide = createHider(secretsIn(env));
  return {
    ...surroundings,
    stdout: redacted(stdout, hide),
    stderr: redacted(stderr, hide),
    ...(audience && { audience: withoutSecrets(audience, hide) }),
    hide,
  };
}

type Command = Extract<Asked, { kind: "command" }>;

/** Does it once, from the reading of the settings on. Gives 0 where `stop` was aborted before it began. */
async function attempt(asked: Command, process: Surroundings, stop: AbortSignal): Promise<Attempt> {
  // For each run anew: what a run learns is not kept beyond it.
  const surroundings = withoutSecretsIn(process);
  const { stdout, stderr, env, audience, hide } = surroundings;
  const tagsFile = await readTagsFile(env);
  if (stop.aborted) return { exitCode: 0 };
  const loaded = load(env, asked.command, catalogue, tagsFile);
  if (loaded.kind === "faults") audience?.refused(loaded.faults.map(renderFault));
  const paint = paintFor(stdout, env);
  if (loaded.kind === "faults" && asked.command === "check") {
    const { checkFaults } = await import("./check.ts");
    return { exitCode: say(stdout, checkFaults(loaded.faults, loaded.warnings, asked.json, paint), 2) };
  }
  if (loaded.kind === "faults") {
    const lines = [...loaded.faults.map(renderFault), ...loaded.warnings.map(renderMisspelling)];
    const list = lines.map((line) => `  ${line}\n`).join("");
    const first = loaded.warnings.length === 0 && isUntouched(env) ? FIRST_STEPS : "";
    const text = `${first}The configuration is wrong, nothing was attempted:\n${list}See --help.\n`;
    return { exitCode: say(stderr, text, 2) };
  }
  const { settings, warnings } = loaded;
  const level = levelOf(settings.log.level, asked.loudness);
  const line = createStatusLine(stderr, isWatched(surroundings, { ...settings.log, level }));
  try {
    const colours = hasColours(stderr, env);
    const log = await createLogger({ ...settings.log, level, stream: line.stream, colours });
    if (stop.aborted) return { exitCode: 0 };
    const endings = startEndings(settings.run.readingMs, settings.run.timeoutMs);
    const execution = { settings, log, hide, warnings, endings, line, paint, surroundings };
    const { output, complaint = "", exitCode } = await execute(asked, execution);
    line.end();
    stderr.write(complaint);
    say(stdout, output, exitCode);
    const { intervalMs } = settings.run;
    const last = asked.command !== "run" || intervalMs === undefined || endings.interruption.aborted;
    return last ? { exitCode } : { exitCode, again: { intervalMs, log } };
  } catch (error) {
    line.end();
    return { exitCode: say(stderr, `${visible(describeBug(error))}\n`, 1) };
  }
}

/** Whether there is a person in front of stderr who wants to be shown how it goes. */
function isWatched({ stderr, env }: Surroundings, { format, level }: Settings["log"]): boolean {
  const byMachine = !["", "false"].includes(env["CI"] ?? "");
  return stderr.isTTY === true && !byMachine && isPretty(format, stderr) && tellsProgress(level);
}

/** What a command leaves: a text for stdout, or one for stderr, and how the process is to exit. */
interface Ended {
  readonly output: string;
  readonly complaint?: string;
  readonly exitCode: ExitCode;
}

interface Execution {
  readonly settings: Settings;
  readonly log: Logger;
  readonly hide: Hider;
  readonly warnings: readonly Warning[];
  readonly endings: Endings;
  readonly line: StatusLine;
  readonly paint: Paint;
  readonly surroundings: Surroundings;
}

async function execute(
  { command, json, html, setup: texts }: Command,
  { settings, log, hide, warnings, endings, line, paint, surroundings }: Execution,
): Promise<Ended> {
  const forget = surroundings.onSignal((name) => {
    // A second signal ends the process where it stands: nothing half written is to be left in the terminal.
    line.end();
    endings.interrupt(name);
  });
  const userAgent = `github-datadog-exporter/${surroundings.version}`;
  try {
    const fetch = await createFetch(settings.proxy);
    const { clock, audience } = surroundings;
    const show = { line, paint };
    const { learn: conceal } = hide;
    const session = { settings, log, clock, fetch, endings, userAgent, audience, show, conceal };
    if (command === "check") {
      // Loaded late: a run starts without it.
      const { check } = await import("./check.ts");
      return await check(session, warnings, json);
    }
    for (const { event, message, ...about } of warnings) log.warn({ event, ...about }, message);
    if (command === "plan") {
      // Loaded late: a run prints no tables.
      const { plan } = await import("./plan.ts");
      const page = html === undefined ? undefined : { file: html, githubHost: texts["github-host"], hide };
      return await plan(session, { json, page });
    }
    if (command === "setup") {
      // Loaded late: with what it knows of Datadog it is larger than all that a run needs.
      const { setup } = await import("./setup.ts");
      return await setup(session, texts, json);
    }
    return { output: "", exitCode: await run(session, settings.datadog.apiKey ?? "") };
  } finally {
    endings.clear();
    forget();
  }
}

function say<Code extends number>(stream: Stream, text: string, exitCode: Code): Code {
  stream.write(text);
  return exitCode;
}
