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
  github-datadog-exporter setup [...]    creates or updates a dashboard, monitors, an SLO and the
                                         metrics' descriptions in Datadog; what people changed
                                         there stays

Options:
  -h, --help                this text
  -v, --version             the version
      --quiet               no progress line, and of the log at most errors, whatever LOG_LEVEL
      --verbose             the log from debug on at least, whatever LOG_LEVEL
      --json                plan: every series, as one JSON object
                            check: what was tried, as one JSON object
                            setup: what became of each piece, as one JSON object
      --html FILE           plan: writes a page to look at, which needs nothing but a browser
      --dry-run             setup: shows the differences and writes nothing
      --interval TIME       setup: between two runs; the monitors' windows follow it (15m)
      --notify HANDLE       setup: whom every monitor notifies, @slack-reviews; repeatable
      --tag KEY:VALUE       setup: one more tag for monitors and SLO; repeatable
      --threshold ID=N      setup: of a monitor, backlog-too-high=30,warning=20 or
                            oldest-too-old=14d; repeatable
      --thresholds FILE     setup: the same from a YAML file, by the monitors' ids
      --github-host HOST    setup, plan --html: where the links lead, if not to the host of
                            GITHUB_API_URL
      --force               setup: overwrites what people changed in Datadog
      --remove              setup: removes what it made, and nothing else

Settings are environment variables. Lists are separated by commas, spaces or newlines.

${renderHelp()}
Exit codes:
  0  delivered, also when some repositories failed
  1  nothing could be delivered; setup: Datadog refused a piece
  2  the configuration is wrong, or selects nothing: nothing was sent
  3  some repositories failed, or access shrank, and FAIL_ON_PARTIAL is true
`;
}
