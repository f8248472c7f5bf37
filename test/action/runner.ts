import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { fullToken } from "../../sandbox/tokens.ts";
import type { House } from "../support/house.ts";

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const METADATA: Metadata = parse(readFileSync(join(import.meta.dirname, "../../action.yml"), "utf8"));

/** A step of a job, as the runner sets it up. */
export interface Step {
  /** All that the runner puts into the environment, the inputs with their defaults included. */
  readonly env: Readonly<Record<string, string>>;
  summary(): string;
  outputs(): Readonly<Record<string, string>>;
}

/** A step in a workflow of acme/alpha with inputs as in its `with`, and variables as in its `env`. */
export function stepOf(
  { github, datadog }: House,
  inputs: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
): Step {
  const directory = mkdtempSync(join(tmpdir(), "runner-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const files = { GITHUB_STEP_SUMMARY: join(directory, "summary"), GITHUB_OUTPUT: join(directory, "output") };
  for (const file of Object.values(files)) writeFileSync(file, "");
  return {
    env: {
      ...runnerVariables(github.url),
      ...files,
      DD_URL: datadog.url,
      ...variables,
      ...inputVariables(inputs),
    },
    summary: () => readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
    outputs: () => readOutputs(readFileSync(files.GITHUB_OUTPUT, "utf8")),
  };
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function runnerVariables(apiUrl: string) {
  return {
    CI: "true",
    GITHUB_ACTION: "__self",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION_REF: "v1",
    GITHUB_ACTION_REPOSITORY: "acme/github-datadog-exporter",
    GITHUB_ACTOR: "alice",
    GITHUB_ACTOR_ID: "1",
    GITHUB_API_URL: apiUrl,
    GITHUB_BASE_REF: "",
    GITHUB_ENV: "/dev/null",
    GITHUB_EVENT_NAME: "schedule",
    GITHUB_EVENT_PATH: "/dev/null",
    GITHUB_GRAPHQL_URL: `${apiUrl}/graphql`,
    GITHUB_HEAD_REF: "",
    GITHUB_JOB: "backlog",
    GITHUB_PATH: "/dev/null",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REF_PROTECTED: "true",
    GITHUB_REF_TYPE: "branch",
    GITHUB_REPOSITORY: "acme/alpha",
    GITHUB_REPOSITORY_ID: "1",
    GITHUB_REPOSITORY_OWNER: "acme",
    GITHUB_REPOSITORY_OWNER_ID: "2",
    GITHUB_RETENTION_DAYS: "90",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "3",
    GITHUB_RUN_NUMBER: "4",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: "0123456789012345678901234567890123456789",
    GITHUB_STATE: "/dev/null",
    GITHUB_TRIGGERING_ACTOR: "alice",
    GITHUB_WORKFLOW: "backlog",
    GITHUB_WORKSPACE: "/tmp",
    RUNNER_ARCH: "X64",
    RUNNER_DEBUG: "1",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_NAME: "runner",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: "/tmp",
    RUNNER_TOOL_CACHE: "/tmp",
  };
}

/** Every input that the action has is there: with the text of the step, else its default, else empty. */
function inputVariables(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const name of Object.keys(inputs))
    if (!(name in METADATA.inputs)) throw new Error(`Unexpected input '${name}'`);
  const entries = Object.entries(METADATA.inputs).map(([name, { default: text = "" }]) => [
    `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the runner's expression
    inputs[name] ?? text.replace("${{ github.token }}", fullToken.token),
  ]);
  return Object.fromEntries(entries);
}

/** Reads the file of outputs as strictly as the runner does. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  while (lines.length > 1) {
    const [name = "", delimiter = ""] = (lines.shift() ?? "").split("<<");
    const end = lines.indexOf(delimiter);
    if (name === "" || delimiter === "" || end < 0) throw new Error(`Invalid format '${name}'`);
    outputs[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join("\n");
  }
  return outputs;
}

export interface WorkflowCommand {
  readonly name: string;
  readonly properties: string;
  readonly message: string;
}

/** What the runner takes for commands in a log, and what it shows. */
export function readLog(log: string): {
  readonly commands: readonly WorkflowCommand[];
  readonly shown: string;
} {
  const commands: WorkflowCommand[] = [];
  const shown: string[] = [];
  let stopped: string | undefined;
  for (const line of log.split("\n")) {
    const [, name = "", properties = "", message = ""] = /^\s*::([^ :]+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
    if (stopped !== undefined && name === stopped) stopped = undefined;
    else if (stopped !== undefined || name === "") shown.push(line);
    else if (name === "stop-commands") stopped = message;
    else commands.push({ name, properties, message });
  }
  return { commands, shown: shown.join("\n") };
}
