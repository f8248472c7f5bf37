import { startDatadog } from "../sandbox/datadog/server.ts";
import { generate } from "../sandbox/generate.ts";
import { startGitHub } from "../sandbox/github/server.ts";
import { replayAt } from "../sandbox/history/replay.ts";
import type { Population } from "../sandbox/population.ts";
import { tokenRecord } from "../sandbox/tokens.ts";
import {
  API_KEY,
  type Order,
  type Pace,
  type PopulationSpec,
  type Reply,
  specSchema,
  TOKENS,
} from "./messages.ts";
import { sightingOf } from "./sighting.ts";

// A process of its own: a GitHub and a Datadog for the program to be measured against, so that what they take is not
// taken for the program's. It does what the bench that forked it orders, and ends with it.

const SEED = 1;
/** Seconds that GitHub wants to be left alone after a refusal. */
const RETRY_AFTER = 1;

const spec = specSchema.parse(JSON.parse(process.argv[2] ?? ""));
let pace: Pace = { latency: 0, perPullRequest: 0 };
let firstRequestAt: number | undefined;
/** When each request arrived, by its number in the log; milliseconds. */
const arrivals = new Map<number, number>();
let cpuBefore = process.cpuUsage();

const github = await startGitHub({
  population: populationOf(spec.population),
  latency: ({ index }, body) => timeFor(body) - (performance.now() - (arrivals.get(index) ?? 0)),
  ...(spec.mostInFlight === undefined
    ? {}
    : { limits: { secondaryMaxInFlight: spec.mostInFlight, secondaryRetryAfter: RETRY_AFTER } }),
});
const datadog = await startDatadog({ apiKeys: [API_KEY] });

process.on("message", (order: Order) => {
  process.send?.(order.kind === "prepare" ? prepare(order.pace) : report());
});
process.on("disconnect", () => process.exit());

function populationOf(wanted: PopulationSpec): Population {
  return { ...repositoriesOf(wanted), tokens: TOKENS.map((token) => tokenRecord(token)) };
}

function repositoriesOf(wanted: PopulationSpec): Population {
  if (wanted.kind === "recorded") return replayAt(wanted.instant);
  const { kind: _, ...size } = wanted;
  return generate({ ...size, seed: SEED, now: Date.now() });
}

/** Milliseconds from the arrival of a request to its answer: what the stand-in itself takes is not to be added. */
function timeFor(body: string): number {
  return pace.latency + (pace.perPullRequest === 0 ? 0 : pace.perPullRequest * pullRequestsIn(body));
}

/** Both APIs give each pull request one number, and nothing else has one. */
function pullRequestsIn(body: string): number {
  return body.split('"number":').length - 1;
}

function prepare(wanted: Pace): Reply {
  pace = wanted;
  github.reset();
  datadog.reset();
  firstRequestAt = undefined;
  arrivals.clear();
  github.onRequest(({ index }) => {
    arrivals.set(index, performance.now());
    firstRequestAt ??= performance.timeOrigin + performance.now();
  });
  cpuBefore = process.cpuUsage();
  const owners = github.population.owners.map(({ login }) => login);
  return { kind: "ready", github: github.url, datadog: datadog.url, owners };
}

function report(): Reply {
  const standInsCpu = process.cpuUsage(cpuBefore).user / 1e6;
  return { kind: "report", sighting: { firstRequestAt, standInsCpu, ...sightingOf(github, datadog) } };
}
