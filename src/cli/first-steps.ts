import { type Environment, given } from "../config/reader.ts";
import { SETTING_ROWS } from "../config/settings.ts";

/** People have these for other programs. */
const COMMON: ReadonlySet<string> = new Set(["GITHUB_TOKEN"]);

/** Whether nobody has told this program anything yet. */
export function isUntouched(env: Environment): boolean {
  return SETTING_ROWS.filter(({ name, group }) => group !== "Network" && !COMMON.has(name)).every(
    (row) => given(env, row) === undefined,
  );
}

/** The ways to start, for whoever calls the program for the first time. */
export const FIRST_STEPS = `Nothing is configured yet. There are three ways to start:

  With a GitHub token, on this machine. It reads GitHub, shows the backlog's custom metrics and
  what they would cost, and sends nothing:
    export GITHUB_TOKEN=github_pat_…      # or "$(gh auth token)"
    export GITHUB_REPOSITORIES='acme/*'   # yours: an owner's, owner/name, or globs
    github-datadog-exporter plan

  With nothing at all: the demo, on recorded backlogs, in a clone of the repository:
    npm ci && npm run demo

  For good, with a Datadog key too (DD_API_KEY): as a CronJob on Kubernetes, in a container with
  INTERVAL=15m, or on a schedule in GitHub Actions. README.md shows each of them;
  "github-datadog-exporter check" tells whether it is going to work.

`;
