import type { Fault as DatadogFault } from "../../sandbox/datadog/faults.ts";
import type { FaultRule, Fault as GitHubFault, RequestEntry } from "../../sandbox/github/types.ts";
import { dropQuery, firstPage } from "../../sandbox/proxy.ts";
import type { Random } from "../../sandbox/random.ts";
import {
  emptyPages,
  missingNodes,
  newEnums,
  nullEntry,
  nullRequests,
  numbersAsText,
} from "../faults/alter.ts";
import { oneOf } from "./settings.ts";
import type { World } from "./world.ts";

/** One thing that goes wrong at GitHub: faults that belong together, with a name for the report. */
interface Mishap {
  readonly name: string;
  readonly rules: readonly Pick<FaultRule, "fault" | "when">[];
  /** REST lists less than there is, which only GraphQL's count can show. */
  readonly lies?: true;
}

const statuses = [400, 401, 403, 404, 410, 422, 429, 451, 500, 502, 503, 504];

const simple: readonly GitHubFault[] = [
  ...statuses.map((status): GitHubFault => ({ kind: "status", status })),
  { kind: "cut-body" },
  { kind: "truncated-chunked" },
  { kind: "reset-before" },
  { kind: "reset-after" },
  { kind: "hang" },
  { kind: "drip" },
  { kind: "slow", ms: 100 },
  { kind: "html-200" },
  { kind: "invalid-json" },
  { kind: "empty-body" },
  { kind: "false-gzip" },
  { kind: "secondary-limit", status: 403, retryAfter: 1 },
  { kind: "secondary-limit", status: 429 },
  { kind: "primary-limit", resetInSeconds: 1 },
  { kind: "primary-limit", resetInSeconds: 3_000 },
  { kind: "redirect", to: "http://stranger.invalid/" },
  { kind: "sso-partial" },
  { kind: "graphql-errors" },
  { kind: "graphql-errors", type: "FORBIDDEN" },
];

/** Of bodies: what they are altered to would not be another true answer. */
const altered: Readonly<Record<string, (body: unknown) => unknown>> = {
  "null entry": nullEntry,
  "new enums": newEnums,
  "numbers as text": numbersAsText,
  "requests null": nullRequests,
  "nested lists short": missingNodes,
  "pages empty, and more to come": emptyPages,
  "an object for a list": (body) => (Array.isArray(body) ? { message: "ok" } : body),
};

const implausible: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "reset in the year 57889": { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1764600000000000" },
  "nothing left, and no reset": { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon" },
  "less than nothing left": { "x-ratelimit-remaining": "-3" },
  "a limit that is no number": { "x-ratelimit-limit": "1e309", "x-ratelimit-used": "NaN" },
  "a date that is none": { date: "yesterday" },
};

const isPulls = ({ path }: RequestEntry) => /\/pulls(\?|$)/.test(path);
const readsPulls = ({ query }: RequestEntry) => /pullRequests\(states: ?OPEN, ?(first|last)/.test(query);
const isRest = ({ api }: RequestEntry) => api === "rest";

const byGateway = { when: readsPulls, fault: { kind: "status", status: 502 } } as const;
/** After this answer the exporter falls back to REST. */
const tooHeavy = { when: readsPulls, fault: { kind: "graphql-errors" } } as const;
const listsLess = (keep: (list: readonly unknown[]) => readonly unknown[]): Mishap["rules"] => [
  tooHeavy,
  {
    when: isPulls,
    fault: { kind: "altered", alter: (body) => (Array.isArray(body) ? keep(body) : body) },
  },
];

/** One run is read by REST among others that are not. */
const FALLBACK: Mishap = { name: "no pull requests by GraphQL", rules: [tooHeavy] };

const mishaps: readonly Mishap[] = [
  ...simple.map((fault) => ({
    name: "status" in fault ? `${fault.kind} ${fault.status}` : fault.kind,
    rules: [{ fault }],
  })),
  ...Object.entries(altered).map(([name, alter]) => ({
    name,
    rules: [{ fault: { kind: "altered", alter } as const }],
  })),
  ...Object.entries(implausible).flatMap(([name, headers]) => [
    { name, rules: [{ fault: { kind: "headers", headers } as const }] },
    { name: `403 with ${name}`, rules: [{ fault: { kind: "status", status: 403, headers } as const }] },
  ]),
  ...["1e20", "-5", "Wed, 21 Oct 2099 07:28:00 GMT"].map((after) => ({
    name: `retry-after ${after}`,
    rules: [{ fault: { kind: "status", status: 429, headers: { "retry-after": after } } as const }],
  })),
  ...[3 * 3_600, -3 * 3_600].map((seconds) => ({
    name: `a clock ${seconds} s off`,
    rules: [{ fault: { kind: "clock-skew", seconds } as const }],
  })),
  { name: "no pull requests by GraphQL, and REST lists nothing", lies: true, rules: listsLess(() => []) },
  {
    name: "no pull requests by GraphQL, and REST lists a part",
    lies: true,
    rules: listsLess((list) => list.slice(list.length >> 1)),
  },
  { name: "502 by GraphQL", rules: [byGateway] },
  FALLBACK,
  {
    name: "the query dropped",
    rules: [{ when: isRest, fault: { kind: "other-query", rewrite: dropQuery } }],
  },
  {
    name: "page 1 for every page",
    rules: [{ when: isRest, fault: { kind: "other-query", rewrite: firstPage } }],
  },
  {
    name: "parts too heavy",
    rules: [{ fault: { kind: "graphql-partial", aliases: (_, index) => index % 2 === 0, path: false } }],
  },
  {
    name: "one part gone",
    rules: [{ fault: { kind: "graphql-partial", aliases: (_, index) => index === 1, type: "NOT_FOUND" } }],
  },
  {
    name: "one part refused twice",
    rules: [{ fault: { kind: "graphql-partial", aliases: (_, index) => index === 0, type: "FORBIDDEN" } }],
  },
];

const datadogFaults: readonly DatadogFault[] = [
  ...[400, 403, 408, 413, 422, 429, 500, 503].map((status): DatadogFault => ({ kind: "status", status })),
  { kind: "status", status: 429, headers: { "x-ratelimit-reset": "soon" } },
  { kind: "status", status: 429, headers: { "retry-after": "1e20" } },
  { kind: "accepted-with-errors", errors: ["quota reached"] },
  { kind: "accepted-empty" },
  { kind: "accepted-html" },
  { kind: "reset-before" },
  { kind: "reset-after-accept" },
  { kind: "spoilt-answer", how: "cut" },
  { kind: "spoilt-answer", how: "false-gzip" },
  { kind: "spoilt-answer", how: "drip" },
  { kind: "hang" },
  { kind: "slow", ms: 100 },
];

/** What was armed, by name. */
export interface Armed {
  readonly github: readonly string[];
  readonly datadog: readonly string[];
}

/** Arms faults by chance: up to three of GitHub's, up to two of Datadog's. */
export function armFaults({ github, datadog, random, settings }: World): Armed {
  const possible = settings.api === "rest" ? mishaps.filter(({ lies }) => lies !== true) : mishaps;
  const ours = Array.from({ length: random.below(4) }, () => oneOf(possible, random));
  const theirs = Array.from({ length: Math.max(0, random.below(4) - 1) }, () => oneOf(datadogFaults, random));
  if (settings.api !== "rest" && random.chance(0.12)) ours.push(FALLBACK);
  for (const { rules } of ours) {
    const lasting = rules.length > 1 || rules === FALLBACK.rules ? {} : when(random, 10);
    for (const rule of rules) github.fault({ ...rule, ...lasting });
  }
  for (const fault of theirs) datadog.fault({ ...when(random, 14), fault });
  return {
    github: ours.map(({ name }) => name),
    datadog: theirs.map((fault) => ("status" in fault ? `${fault.kind} ${fault.status}` : fault.kind)),
  };
}

/** Somewhere in the run; as often as not for good. */
function when(random: Random, most: number): { readonly skip: number; readonly times?: number } {
  const skip = random.below(most);
  return random.chance(0.5) ? { skip } : { skip, times: 1 + random.below(3) };
}
