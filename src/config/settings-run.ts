import type { Setting } from "./setting.ts";
import { MOST_SHARDS, parseShard } from "./shard.ts";
import { parseProxy } from "./urls.ts";
import {
  durationBetween,
  durationFrom,
  oneOf,
  parseBoolean,
  parseRatio,
  parseText,
  wholeNumber,
} from "./values.ts";

/** How a run proceeds, when it counts as failed, what it says, and through which network it goes. */
export const RUN_SETTINGS = {
  concurrency: {
    name: "CONCURRENCY",
    group: "Run",
    description: "Upper bound on requests to GitHub at the same time.",
    unset: "adaptive",
    example: "8",
    // GitHub allows 100 over both APIs: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    parse: wholeNumber(1, 100),
  },
  requestTimeout: {
    name: "REQUEST_TIMEOUT",
    group: "Run",
    description: "How long one request may take: `250ms`, `15s`, `1m`.",
    default: "15s",
    example: "30s",
    parse: durationBetween("0s", "50m"),
  },
  runTimeout: {
    name: "RUN_TIMEOUT",
    group: "Run",
    description:
      "How long a run may take, at most `50m`. Reading stops a tenth of it, but at least 10 s, before the end; what is complete by then is sent.",
    default: "4m",
    example: "10m",
    // Datadog takes points of the last hour: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
    parse: durationBetween("10s", "50m"),
  },
  interval: {
    name: "INTERVAL",
    group: "Run",
    description:
      "`run` repeats itself that often instead of exiting, for those without a scheduler: from `1m` to `24h`, counted from start to start. Where a run takes longer, what is due meanwhile is left out.",
    unset: "one run",
    example: "15m",
    // Less is more than GitHub's quota pays for; beyond a day ZERO_FILL_LOOKBACK finds no earlier run.
    parse: durationFrom("1m", "24h"),
  },
  failOnPartial: {
    name: "FAIL_ON_PARTIAL",
    group: "Run",
    description: "Whether a run in which a repository failed exits with 3 instead of 0.",
    default: "false",
    example: "true",
    parse: parseBoolean,
  },
  failRatio: {
    name: "FAIL_RATIO",
    group: "Run",
    description: "How many of the selected repositories may fail before `exporter.run.success` is 0.",
    default: "10%",
    example: "25%",
    parse: parseRatio,
  },
  minRepositories: {
    name: "MIN_REPOSITORIES",
    group: "Run",
    description:
      "With fewer repositories selected than that, `exporter.run.success` is 0: a token that lost its access lists less, without an error.",
    default: "1",
    example: "40",
    parse: wholeNumber(1, 1_000_000),
  },
  shard: {
    name: "SHARD",
    group: "Run",
    description:
      "Which part of the selection this worker reads, of how many, counted from 0: `2/8` is the third of eight. Each repository is in exactly one part.",
    unset: "all of it",
    example: "2/8",
    parse: parseShard,
  },
  shardCount: {
    name: "SHARD_COUNT",
    group: "Run",
    description:
      "In a Kubernetes Indexed Job, instead of `SHARD`: how many workers there are, the same as the Job's `completions`.",
    unset: "not sharded",
    example: "8",
    parse: wholeNumber(1, MOST_SHARDS),
  },
  jobCompletionIndex: {
    name: "JOB_COMPLETION_INDEX",
    group: "Run",
    description: "The index of this worker, from 0. Kubernetes sets it in each Pod of an Indexed Job.",
    unset: "not in an Indexed Job",
    example: "0",
    parse: wholeNumber(0, MOST_SHARDS - 1),
  },
  logLevel: {
    name: "LOG_LEVEL",
    group: "Log",
    description:
      "Least severe lines to write: `trace`, `debug`, `info`, `warn`, `error`, or `silent` for none.",
    default: "info",
    example: "debug",
    parse: oneOf(["trace", "debug", "info", "warn", "error", "silent"]),
  },
  logFormat: {
    name: "LOG_FORMAT",
    group: "Log",
    description: "`json`, `pretty`, or `auto`, which is pretty where a person is at a terminal.",
    default: "auto",
    example: "json",
    parse: oneOf(["auto", "json", "pretty"]),
  },
  httpsProxy: {
    name: "HTTPS_PROXY",
    aliases: ["https_proxy"],
    group: "Network",
    description: "Proxy for https addresses, GitHub's and Datadog's alike.",
    unset: "none",
    example: "http://proxy.example.com:3128",
    parse: parseProxy,
  },
  httpProxy: {
    name: "HTTP_PROXY",
    aliases: ["http_proxy"],
    group: "Network",
    description: "Proxy for plain http addresses.",
    unset: "none",
    example: "http://proxy.example.com:3128",
    parse: parseProxy,
  },
  noProxy: {
    name: "NO_PROXY",
    aliases: ["no_proxy"],
    group: "Network",
    description: "Hosts that are reached without a proxy.",
    unset: "none",
    example: "localhost,127.0.0.1,.example.com",
    parse: parseText,
  },
  extraCaCerts: {
    name: "NODE_EXTRA_CA_CERTS",
    group: "Network",
    description: "File of further certificate authorities, as PEM. Node.js itself reads it, when it starts.",
    unset: "none",
    example: "/etc/ssl/certs/acme.pem",
    parse: parseText,
  },
} as const satisfies Record<string, Setting>;
