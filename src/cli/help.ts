import { renderHelp } from "../config/render.ts";

/** The whole of `--help`: commands, every setting from the table, exit codes. */
export function helpText(): string {
  return `github-datadog-exporter: counts the open pull requests of GitHub repositories and
submits them to Datadog as gauges

Usage:
  github-datadog-exporter [run]          one export
  github-datadog-exporter plan [--json]  the same without sending and without a Datadog key:
                                         the custom metrics it would make and their estimated
                                         cost, as tables or as JSON
  github-datadog-exporter check [--json] is this going to work? Tries the tokens, the keys and
                                         every repository, sends nothing, and says of each
                                         failure what to do

Options:
  -h, --help                this text
  -v, --version             the version
      --json                plan: every series, as one JSON object
                            check: what was tried, as one JSON object

Settings are environment variables. Lists are separated by commas, spaces or newlines.

${renderHelp()}
Exit codes:
  0  delivered, also when some repositories failed
  1  nothing could be delivered
  2  the configuration is wrong, or selects nothing: nothing was sent
  3  some repositories failed, or access shrank, and FAIL_ON_PARTIAL is true
`;
}
