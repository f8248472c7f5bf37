import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { type DatadogOptions, type DatadogSandbox, startDatadog } from "../../sandbox/datadog/server.ts";
import { startGitHub } from "../../sandbox/github/server.ts";
import type { GitHubOptions, GitHubSandbox } from "../../sandbox/github/types.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { cli } from "../../src/cli/cli.ts";
import { systemClock } from "../../src/cli/clock.ts";
import type { Clock } from "../../src/ports.ts";

export const API_KEY = "sandbox-api-key-0123456789abcdef";

/** A key that may query; no run has it unless its variables say so. */
export const APP_KEY = "sandbox-app-key-0123456789abcdef0123456789";

/** What a run of the program left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The log's lines, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

/** Variables; one that is undefined is taken away from those that a run has anyway. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A GitHub, a Datadog, and the program between them; both end with the test. */
export interface House {
  readonly github: GitHubSandbox;
  readonly datadog: DatadogSandbox;
  /** Runs the program as `main.ts` would, with nothing in its environment but the two servers, the keys and `env`. */
  run(env?: Variables, ...argv: readonly string[]): Promise<Outcome>;
  /** Asks the program to end, as SIGTERM does. */
  interrupt(): void;
}

/** The whole environment of a process that finds the two servers: not even PATH. */
export function environmentOf({ github, datadog }: House, more: Readonly<Record<string, string>> = {}) {
  return {
    GITHUB_TOKEN: fullToken.token,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORIES: "acme/*",
    DD_API_KEY: API_KEY,
    DD_URL: datadog.url,
    ...more,
  };
}

export interface HouseOptions extends GitHubOptions {
  /** The API key that Datadog takes and the program has. */
  readonly apiKey?: string;
  /** What is special about Datadog. */
  readonly datadog?: Partial<DatadogOptions>;
  /** Whether stdout and stderr are a terminal. */
  readonly terminal?: boolean;
  /** The program's; the machine's, if not another one. */
  readonly clock?: Clock;
  /** Of the test itself, where tests run at the same time. */
  readonly onTestFinished?: (close: () => Promise<void>) => void;
}

export async function openHouse(options: HouseOptions): Promise<House> {
  const { apiKey = API_KEY, terminal = false, clock = systemClock } = options;
  const github = await startGitHub(options);
  const datadog = await startDatadog({ apiKeys: [apiKey], appKeys: [APP_KEY], ...options.datadog });
  (options.onTestFinished ?? onTestFinished)(async () => {
    await Promise.all([github.close(), datadog.close()]);
  });
  const handlers = new Set<(name: string) => void>();
  return {
    github,
    datadog,
    interrupt() {
      for (const handler of handlers) handler("SIGTERM");
    },
    async run(env = {}, ...argv) {
      const stdout = collectText();
      const stderr = collectText();
      const exitCode = await cli({
        argv,
        env: {
          GITHUB_TOKEN: fullToken.token,
          GITHUB_API_URL: github.url,
          DD_API_KEY: apiKey,
          DD_URL: datadog.url,
          ...env,
        },
        stdout: Object.assign(stdout.stream, { isTTY: terminal }),
        stderr: Object.assign(stderr.stream, { isTTY: terminal }),
        version: "0.0.0-test",
        clock,
        onSignal(handler) {
          handlers.add(handler);
          return () => void handlers.delete(handler);
        },
      });
      return { exitCode, stdout: stdout.text(), stderr: stderr.text(), log: parseLines(stderr.text()) };
    },
  };
}

function collectText() {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join("") };
}

/** The JSON lines of a log. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The log's lines about an event. */
export function events(
  outcome: Pick<Outcome, "log">,
  event: string,
): readonly Readonly<Record<string, unknown>>[] {
  return outcome.log.filter((line) => line["event"] === event);
}
