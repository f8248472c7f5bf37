import { parseGlobs } from "./glob-list.ts";
import { parseGrainList } from "./grain-list.ts";
import { parseMetricList } from "./metric-list.ts";
import type { Setting } from "./setting.ts";
import { parsePropertyTags, parseRepositoryTags, parseTopicTags } from "./tag-rules.ts";
import { parseTags, valueOfTag } from "./tags.ts";
import { DATADOG_SITES, parseBaseUrl, parseSite } from "./urls.ts";
import {
  durationBetween,
  oneOf,
  parseBoolean,
  parseDays,
  parsePrefix,
  parsePrice,
  parseSecret,
  parseText,
  wholeNumber,
} from "./values.ts";

/** Where the metrics go, which ones, and what they carry. */
export const DATADOG_SETTINGS = {
  apiKey: {
    name: "DD_API_KEY",
    aliases: ["DATADOG_API_KEY"],
    group: "Datadog",
    description: "API key of the Datadog organisation. `plan` does without, `check` says when it is missing.",
    example: "0123456789abcdef…",
    secret: true,
    requiredBy: ["run", "setup"],
    parse: parseSecret,
  },
  appKey: {
    name: "DD_APP_KEY",
    aliases: ["DATADOG_APP_KEY"],
    group: "Datadog",
    description:
      "Application key of the same organisation, with the scope `timeseries_query`. With it, what has vanished since the last run (a label, a reviewer) is set to 0. `setup` needs it, with scopes of its own.",
    unset: "nothing is set to 0",
    example: "0123456789abcdef…",
    secret: true,
    requiredBy: ["setup"],
    parse: parseSecret,
  },
  site: {
    name: "DD_SITE",
    aliases: ["DATADOG_SITE"],
    group: "Datadog",
    description: `Datadog site of the organisation: ${DATADOG_SITES.map((site) => `\`${site}\``).join(", ")}.`,
    default: "datadoghq.com",
    example: "datadoghq.eu",
    parse: parseSite,
  },
  url: {
    name: "DD_URL",
    group: "Datadog",
    description: "Address of the intake instead of the site's, for a relay. Plain http only on this machine.",
    unset: "https://api. and the site",
    example: "https://relay.example.com",
    parse: parseBaseUrl,
  },
  tags: {
    name: "DD_TAGS",
    group: "Datadog",
    description: "Tags for every series, as `key:value`.",
    unset: "none",
    example: "team:platform,tier:1",
    parse: parseTags,
  },
  tagsFile: {
    name: "TAGS_FILE",
    group: "Datadog",
    description:
      "YAML file of further tags, by repository, person and label, and of the handles to notify about a person. Of all further tags these come first; each key has one value on a series, and any of them replaces that of `DD_TAGS`. Where they may give a `team`, series of a repository without one have `team:unowned`.",
    unset: "none",
    example: "/etc/github-datadog-exporter/tags.yaml",
    parse: parseText,
  },
  repositoryTags: {
    name: "REPO_TAGS",
    group: "Datadog",
    description:
      "Further tags for the series of repositories: globs as in `GITHUB_REPOSITORIES`, `=` and tags, with `;` or a line break between entries. The first entry that gives a key wins.",
    unset: "none",
    example: "acme/pay-*=team:payments,tier:1; acme/*=team:platform",
    parse: parseRepositoryTags,
  },
  propertyTags: {
    name: "PROPERTY_TAGS",
    group: "Datadog",
    description:
      "Custom properties of GitHub repositories that become further tags, where `REPO_TAGS` gives none: `team`, or `cost-centre:cost` for the tag `cost`. Needs a token with the organisation permission Custom properties: read.",
    unset: "none",
    example: "team,tier",
    parse: parsePropertyTags,
  },
  topicTags: {
    name: "TOPIC_TAGS",
    group: "Datadog",
    description:
      "Topics that become further tags, where nothing above gives one: with `team-*:team` the topic `team-payments` gives `team:payments`.",
    unset: "none",
    example: "team-*:team",
    parse: parseTopicTags,
  },
  env: {
    name: "DD_ENV",
    group: "Datadog",
    description:
      "Tag `env` of the `exporter.*` metrics; it says nothing of a repository, so no other metric gets it.",
    unset: "none",
    example: "production",
    parse: valueOfTag("env"),
  },
  service: {
    name: "DD_SERVICE",
    group: "Datadog",
    description: "Tag `service` of the `exporter.*` metrics.",
    unset: "none",
    example: "github-datadog-exporter",
    parse: valueOfTag("service"),
  },
  prefix: {
    name: "METRIC_PREFIX",
    group: "Metrics",
    description: "First part of every metric's name.",
    default: "github",
    example: "acme.github",
    parse: parsePrefix,
  },
  metrics: {
    name: "METRICS",
    group: "Metrics",
    description:
      "Globs over metric names without the prefix. Plain ones replace the defaults, `+` adds to them, `!` takes away. `exporter.*` stays unless a `!` names it.",
    unset: "the defaults",
    example: "!pull_requests.open.by_author",
    parse: parseMetricList,
  },
  legacyMetric: {
    name: "LEGACY_METRIC",
    group: "Metrics",
    description:
      "Whether the original tool's `datadog.custom.github.pr.count` is sent besides: one custom metric for each open pull request.",
    default: "false",
    example: "true",
    parse: parseBoolean,
  },
  labels: {
    name: "LABELS",
    group: "Metrics",
    description:
      "Globs over labels as they are in Datadog (`good_first_issue`), `!` excludes, the last match decides. What is excluded counts as `label:other`.",
    default: "*",
    example: "!size/*",
    parse: parseGlobs,
  },
  authors: {
    name: "AUTHORS",
    group: "Metrics",
    description:
      "The same over authors (`renovate_bot`): `author:other`. `ghost`, a deleted account, always stays.",
    default: "*",
    example: "*_bot,platform-*",
    parse: parseGlobs,
  },
  reviewers: {
    name: "REVIEWERS",
    group: "Metrics",
    description: "The same over requested users and bots, not over teams: `reviewer:other`.",
    default: "*",
    example: "!*_bot",
    parse: parseGlobs,
  },
  grain: {
    name: "GRAIN",
    group: "Metrics",
    description:
      "What the metrics with `by_` in their names are broken down for: each `repo`, or each `owner`, all of whose repositories are then one series for each author, label or reviewer. `by_reviewer:owner` is for single ones; the last entry that matches decides.",
    default: "repo",
    example: "repo,by_reviewer:owner",
    parse: parseGrainList,
  },
  staleDays: {
    name: "STALE_DAYS",
    group: "Metrics",
    description: "A pull request or issue without activity for that many days is stale.",
    default: "14",
    example: "30",
    parse: parseDays,
  },
  emptyRepositories: {
    name: "EMPTY_REPOSITORIES",
    group: "Metrics",
    description:
      "Whether a repository without open pull requests, or without open issues, sends the two zeros for them: `send`, `skip`, or `auto`, which skips above 100 selected repositories where zero-fill works.",
    default: "auto",
    example: "send",
    parse: oneOf(["send", "skip", "auto"]),
  },
  zeroFill: {
    name: "ZERO_FILL",
    group: "Metrics",
    description:
      "Whether a label, author or reviewer that vanished is set to 0, and a repository that was archived or renamed: `auto` does it where there is an application key, `off` never.",
    default: "auto",
    example: "off",
    parse: oneOf(["auto", "off"]),
  },
  zeroFillLookback: {
    name: "ZERO_FILL_LOOKBACK",
    group: "Metrics",
    description:
      "How far back vanished series are looked for: two intervals and a little, so that one run may be missed. At most `168h`.",
    default: "50h",
    example: "3h",
    parse: durationBetween("1m", "168h"),
  },
  maxSeries: {
    name: "MAX_SERIES",
    group: "Metrics",
    description:
      "Most series that one run may send, those about itself included. Beyond it whole metrics are left out, the most detailed first; totals and `exporter.*` never are. The warning says the number that would fit.",
    default: "5000",
    example: "20000",
    parse: wholeNumber(1, 10_000_000),
  },
  customMetricPrice: {
    name: "CUSTOM_METRIC_PRICE",
    group: "Metrics",
    description: "US dollars a month for 100 custom metrics, for the estimate of `plan`.",
    default: "5",
    example: "2.50",
    parse: parsePrice,
  },
  bots: {
    name: "BOTS",
    group: "Metrics",
    description:
      "Globs over logins of machine users that GitHub takes for people, such as a self-hosted Renovate: they too get `author_type:bot`. A list that starts with `!` starts from all accounts: `!alice` makes every other account a bot.",
    unset: "only GitHub's own bots",
    example: "acme-renovate,*-ci",
    parse: parseGlobs,
  },
} as const satisfies Record<string, Setting>;
