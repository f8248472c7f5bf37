import type { Fault as DatadogFault } from "../../sandbox/datadog/faults.ts";
import type { Fault as GitHubFault } from "../../sandbox/github/types.ts";
import type { Random } from "../../sandbox/random.ts";
import { newEnums, nullEntry, numbersAsText } from "../faults/alter.ts";
import type { World } from "./world.ts";

const githubFaults: readonly GitHubFault[] = [
  ...[400, 401, 403, 404, 410, 422, 429, 451, 500, 502, 503, 504].map(
    (status): GitHubFault => ({ kind: "status", status }),
  ),
  { kind: "cut-body" },
  { kind: "truncated-chunked" },
  { kind: "reset-before" },
  { kind: "reset-after" },
  { kind: "hang" },
  { kind: "drip" },
  { kind: "slow", ms: 300 },
  { kind: "html-200" },
  { kind: "invalid-json" },
  { kind: "empty-body" },
  { kind: "false-gzip" },
  { kind: "altered", alter: nullEntry },
  { kind: "altered", alter: newEnums },
  { kind: "altered", alter: numbersAsText },
  { kind: "secondary-limit", status: 403, retryAfter: 1 },
  { kind: "secondary-limit", status: 429 },
  { kind: "primary-limit", resetInSeconds: 1 },
  { kind: "primary-limit", resetInSeconds: 3_000 },
  { kind: "redirect", to: "http://stranger.invalid/" },
  { kind: "sso-partial" },
];

const datadogFaults: readonly DatadogFault[] = [
  ...[400, 403, 408, 413, 429, 500, 503].map((status): DatadogFault => ({ kind: "status", status })),
  { kind: "status", status: 429, headers: { "x-ratelimit-reset": "soon" } },
  { kind: "accepted-with-errors", errors: ["quota reached"] },
  { kind: "accepted-empty" },
  { kind: "accepted-html" },
  { kind: "reset-before" },
  { kind: "reset-after-accept" },
  { kind: "spoilt-answer", how: "cut" },
  { kind: "spoilt-answer", how: "false-gzip" },
  { kind: "spoilt-answer", how: "drip" },
  { kind: "hang" },
  { kind: "slow", ms: 300 },
];

/** Arms faults by chance: up to three of GitHub's, up to two of Datadog's. Gives their names. */
export function armFaults({ github, datadog, random }: World): readonly string[] {
  const ours = Array.from({ length: random.below(4) }, () => one(githubFaults, random));
  const theirs = Array.from({ length: random.below(3) }, () => one(datadogFaults, random));
  for (const fault of ours) github.fault({ ...when(random, 10), fault });
  for (const fault of theirs) datadog.fault({ ...when(random, 14), fault });
  return [...ours, ...theirs].map((fault) =>
    "status" in fault ? `${fault.kind} ${fault.status}` : fault.kind,
  );
}

function one<T>(all: readonly T[], random: Random): T {
  const found = all[random.below(all.length)];
  if (found === undefined) throw new RangeError("nothing to choose from");
  return found;
}

/** Somewhere in the run; as often as not for good. */
function when(random: Random, most: number): { readonly skip: number; readonly times?: number } {
  const skip = random.below(most);
  return random.chance(0.5) ? { skip } : { skip, times: 1 + random.below(3) };
}
