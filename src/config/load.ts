import type { Selection } from "../domain/selection.ts";
import type { Shard } from "../domain/shard.ts";
import type { Grain } from "../metrics/row.ts";
import { type App, hasCredential, readApp } from "./app.ts";
import { type Further, readFurther } from "./further.ts";
import { chooseGrain } from "./grain-list.ts";
import { chooseMetrics, type KnownMetric, type MetricChoice } from "./metric-list.ts";
import type { Parsed } from "./parsed.ts";
import { createReader, type Environment, type Fault, type Reader } from "./reader.ts";
import { misplacedSecrets, secretHeldIn } from "./secrets.ts";
import type { Command, Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";
import { jobShard } from "./shard.ts";
import { addMissing } from "./tags.ts";
import { type Tree, textsOf } from "./tags-file.ts";
import { type Warning, warnOfMissingToken, warnOfMisspellings } from "./unknown.ts";

/** Everything a run is told from outside. */
export interface Settings {
  readonly github: {
    readonly token?: string;
    /** Instead of a token. */
    readonly app?: App;
    /** Without a slash at its end. */
    readonly apiUrl: string;
    readonly api: "graphql" | "rest";
    /** Upper bound on requests in flight; without it as many as go well. */
    readonly concurrency?: number;
    readonly requestTimeoutMs: number;
  };
  readonly selection: Selection;
  readonly datadog: {
    readonly apiKey?: string;
    /** With it, what earlier runs said can be read back. */
    readonly appKey?: string;
    readonly site: string;
    /** Base address of the intake, without a slash at its end. */
    readonly url: string;
    /** For every series: normalised, sorted, each once. */
    readonly tags: readonly string[];
    /** For `exporter.*`: the same with `env` and `service`. */
    readonly exporterTags: readonly string[];
    /** What is done about series of earlier runs, where they can be read. */
    readonly memory: {
      readonly wanted: boolean;
      readonly lookbackSeconds: number;
      readonly emptyRepositories: "send" | "skip" | "auto";
    };
  };
  readonly further: Further;
  readonly metrics: {
    readonly prefix: string;
    /** Whether a metric is sent; its name is without the prefix. */
    readonly selects: MetricChoice;
    /** Whether a metric that breaks its total down does so for each repository or for each owner. */
    readonly grainOf: (name: string) => Grain;
    readonly staleSeconds: number;
    /** Whether BOTS names a login, spelled as REST spells it. */
    readonly isBot: (login: string) => boolean;
    /** Which values of a tag are not folded into `other`, as they are after normalisation. */
    readonly keeps: Readonly<Record<"label" | "author" | "reviewer", (value: string) => boolean>>;
    /** How many series one run may send. */
    readonly maxSeries: number;
    /** US dollars a month for 100 custom metrics. */
    readonly price: number;
  };
  readonly run: {
    readonly timeoutMs: number;
    /** The part of it in which GitHub may be read; the rest is for sending. */
    readonly readingMs: number;
    /** From start to start; one run only without. */
    readonly intervalMs?: number;
    readonly failOnPartial: boolean;
    /** 0 to 1. */
    readonly failRatio: number;
    readonly minRepositories: number;
    /** Which part of the selection this worker reads; all of it without. */
    readonly shard?: Shard;
  };
  readonly log: {
    readonly level: "trace" | "debug" | "info" | "warn" | "error" | "silent";
    readonly format: "auto" | "json" | "pretty";
  };
  readonly proxy: { readonly https?: string; readonly http?: string; readonly no?: string };
}

/** The settings, or everything that is wrong with them. */
export type Loaded =
  | { readonly kind: "settings"; readonly settings: Settings; readonly warnings: readonly Warning[] }
  | { readonly kind: "faults"; readonly faults: readonly Fault[]; readonly warnings: readonly Warning[] };

/**
 * Reads the settings that `command` needs from the variables of the process. `knownMetrics` is the catalogue that
 * METRICS is held against, `tagsFile` what TAGS_FILE holds. Throws nothing, whatever these hold: all faults come back at
 * once.
 */
export function load(
  env: Environment,
  command: Command,
  knownMetrics: readonly KnownMetric[],
  tagsFile?: Parsed<Tree>,
): Loaded {
  const read = createReader(env, command);
  const github = readGithub(read, command);
  const selection = readSelection(read, command);
  const datadog = readDatadog(read);
  const further = readFurther(read, command, datadog.tags, tagsFile);
  const metrics = readMetrics(read, knownMetrics);
  const run = readRun(read);
  const log = { level: read.withDefault(SETTINGS.logLevel), format: read.withDefault(SETTINGS.logFormat) };
  const proxy = readProxy(read);
  read.optional(SETTINGS.extraCaCerts);
  noteMisplacedSecrets(read, env, tagsFile);
  if (read.faults.length > 0 || selection === undefined || metrics === undefined) {
    return { kind: "faults", faults: read.faults, warnings: warnOfMisspellings(env) };
  }
  const settings = { github, selection, datadog, further, metrics, run, log, proxy };
  return {
    kind: "settings",
    settings,
    warnings: [
      ...(command === "setup" || hasCredential(read) ? [] : [warnOfMissingToken(env)]),
      ...warnOfMisspellings(env),
    ],
  };
}

/** Tags, prefix and names are sent to Datadog, where many people read them. */
function noteMisplacedSecrets(read: Reader, env: Environment, tagsFile: Parsed<Tree> | undefined): void {
  for (const { row, secret } of misplacedSecrets(env)) {
    if (read.faults.some(({ variable }) => variable === row.name)) continue;
    read.fault(row, [{ problem: `holds the value of ${secret}, which belongs nowhere else` }]);
  }
  const texts = tagsFile?.ok ? textsOf(tagsFile.value) : [];
  const problems = texts.flatMap(({ text, line }) => {
    const secret = secretHeldIn(env, text);
    return secret === undefined
      ? []
      : [{ problem: `holds the value of ${secret} in line ${line}, which belongs nowhere else` }];
  });
  if (problems.length > 0) read.fault(SETTINGS.tagsFile, problems);
}

function readGithub(read: Reader, command: Command): Settings["github"] {
  const token = read.optional(SETTINGS.token);
  const app = readApp(read, command);
  const asked = read.withDefault(SETTINGS.api);
  const concurrency = read.optional(SETTINGS.concurrency);
  if (asked === "graphql" && command !== "setup" && !hasCredential(read)) {
    const problem = "is graphql, which GitHub answers only with a token: set GITHUB_TOKEN, or read by REST";
    read.fault(SETTINGS.api, [{ problem }]);
  }
  const anonymous = token === undefined && app === undefined;
  const api = asked === "auto" ? (anonymous ? "rest" : "graphql") : asked;
  return {
    ...(token === undefined ? {} : { token }),
    ...(app === undefined ? {} : { app }),
    apiUrl: read.withDefault(SETTINGS.apiUrl),
    api,
    ...(concurrency === undefined ? {} : { concurrency }),
    requestTimeoutMs: read.withDefault(SETTINGS.requestTimeout),
  };
}

const NO_REPOSITORIES = { named: [], patterns: [], takes: () => false } as const;

/** The selection; `setup`, which reads no repository, can do without one. */
function readSelection(read: Reader, command: Command): Selection | undefined {
  const given = read.optional(SETTINGS.repositories);
  const list = given ?? (command === "setup" ? NO_REPOSITORIES : undefined);
  const filters = {
    includeArchived: read.withDefault(SETTINGS.includeArchived),
    includeForks: read.withDefault(SETTINGS.includeForks),
    topics: read.optional(SETTINGS.topics) ?? [],
  };
  return list && { ...list, ...filters };
}

function readDatadog(read: Reader): Settings["datadog"] {
  const apiKey = read.optional(SETTINGS.apiKey);
  const appKey = read.optional(SETTINGS.appKey);
  const site = read.withDefault(SETTINGS.site);
  const tags = read.optional(SETTINGS.tags) ?? [];
  return {
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(appKey === undefined ? {} : { appKey }),
    site,
    url: read.optional(SETTINGS.url) ?? `https://api.${site}`,
    tags,
    exporterTags: addMissing(tags, [read.optional(SETTINGS.env), read.optional(SETTINGS.service)]),
    memory: {
      wanted: read.withDefault(SETTINGS.zeroFill) === "auto",
      lookbackSeconds: Math.floor(read.withDefault(SETTINGS.zeroFillLookback) / 1000),
      emptyRepositories: read.withDefault(SETTINGS.emptyRepositories),
    },
  };
}

function readMetrics(read: Reader, known: readonly KnownMetric[]): Settings["metrics"] | undefined {
  const legacy = read.withDefault(SETTINGS.legacyMetric);
  const choice = chooseMetrics(read.optional(SETTINGS.metrics) ?? [], known, legacy);
  const grain = chooseGrain(read.withDefault(SETTINGS.grain), known);
  const rest = {
    prefix: read.withDefault(SETTINGS.prefix),
    staleSeconds: read.withDefault(SETTINGS.staleDays),
    isBot: read.optional(SETTINGS.bots) ?? (() => false),
    keeps: {
      label: read.withDefault(SETTINGS.labels),
      author: read.withDefault(SETTINGS.authors),
      reviewer: read.withDefault(SETTINGS.reviewers),
    },
    maxSeries: read.withDefault(SETTINGS.maxSeries),
    price: read.withDefault(SETTINGS.customMetricPrice),
  };
  if (choice.ok && grain.ok) return { ...rest, selects: choice.value, grainOf: grain.value };
  if (!choice.ok) read.fault(SETTINGS.metrics, choice.problems);
  if (!grain.ok) read.fault(SETTINGS.grain, grain.problems);
  return undefined;
}

function readRun(read: Reader): Settings["run"] {
  const timeoutMs = read.withDefault(SETTINGS.runTimeout);
  const intervalMs = read.optional(SETTINGS.interval);
  return {
    timeoutMs,
    readingMs: timeoutMs - Math.max(10_000, timeoutMs / 10),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    failOnPartial: read.withDefault(SETTINGS.failOnPartial),
    failRatio: read.withDefault(SETTINGS.failRatio),
    minRepositories: read.withDefault(SETTINGS.minRepositories),
    ...readShard(read),
  };
}

/** SHARD goes before the variables of an Indexed Job, which are then left alone. */
function readShard(read: Reader): Pick<Settings["run"], "shard"> {
  const named = read.optional(SETTINGS.shard);
  const index = read.optional(SETTINGS.jobCompletionIndex);
  const count = read.optional(SETTINGS.shardCount);
  if (read.isSet(SETTINGS.shard)) return named === undefined ? {} : { shard: named };
  // What is there but wrong has been said already.
  const half = (setting: Setting, value: unknown) => read.isSet(setting) && value === undefined;
  if (half(SETTINGS.jobCompletionIndex, index) || half(SETTINGS.shardCount, count)) return {};
  const job = jobShard(index, count);
  if (job.kind === "shard") return job.shard === undefined ? {} : { shard: job.shard };
  read.fault(job.of === "count" ? SETTINGS.shardCount : SETTINGS.jobCompletionIndex, [job.problem]);
  return {};
}

function readProxy(read: Reader): Settings["proxy"] {
  const https = read.optional(SETTINGS.httpsProxy);
  const http = read.optional(SETTINGS.httpProxy);
  const no = read.optional(SETTINGS.noProxy);
  return {
    ...(https === undefined ? {} : { https }),
    ...(http === undefined ? {} : { http }),
    ...(no === undefined ? {} : { no }),
  };
}
