import { parseArgs } from "node:util";

export interface Options {
  /** Parts to run; all where empty. */
  readonly only: readonly string[];
  /** How often each is run; each part's own number where undefined. */
  readonly runs: number | undefined;
  /** One run of what lasts seconds. */
  readonly quick: boolean;
  /** Milliseconds; each scenario's own where empty. */
  readonly latencies: readonly number[];
  /** Milliseconds; each scenario's own where undefined. */
  readonly perPullRequest: number | undefined;
  /** Paths of Node. */
  readonly nodes: readonly string[];
  /** Directory for profiles of CPU and heap. */
  readonly profile: string | undefined;
  /** Whether the tables go into docs/performance.md. */
  readonly write: boolean;
  readonly help: boolean;
}

/** The arguments of the command line. Throws TypeError for those that it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      runs: { type: "string" },
      quick: { type: "boolean", default: false },
      latency: { type: "string", multiple: true, default: [] },
      "per-pull-request": { type: "string" },
      node: { type: "string", multiple: true, default: [process.execPath] },
      profile: { type: "string" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { only, runs, quick, latency, node, profile, write, help } = values;
  return {
    only,
    runs: runs === undefined ? undefined : atLeast(1, "--runs", runs),
    quick,
    latencies: latency.map((text) => atLeast(0, "--latency", text)),
    perPullRequest:
      values["per-pull-request"] === undefined
        ? undefined
        : atLeast(0, "--per-pull-request", values["per-pull-request"]),
    nodes: node,
    profile,
    write,
    help,
  };
}

function atLeast(least: number, option: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isInteger(number) && number >= least) return number;
  throw new TypeError(`${option} takes a whole number, at least ${least}; not ${text}`);
}

/** What `--help` prints. `parts`: the names that `--only` knows. */
export function helpText(parts: readonly string[]): string {
  return `npm run bench -- [options]: measures the built program against a GitHub and a Datadog on loopback

  --only NAME            only this part; may be given again. Parts: ${parts.join(", ")}
  --runs N               how often each is run
  --quick                one run of everything that does not take long
  --latency MS           how long GitHub takes for an answer; may be given again
  --per-pull-request MS  how much longer for each pull request in it
  --node PATH            the Node that runs the program; may be given again
  --profile DIR          leaves profiles of CPU and heap there; the figures are then slower
  --write                puts the tables into docs/performance.md and docs/operating.md
`;
}
