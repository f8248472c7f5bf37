import { expect } from "vitest";
import type { RepositoryRecord } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import type { Api } from "../support/town.ts";
import { boundsOf, falseNumbers } from "../support/truth.ts";
import type { Ending } from "./rows.ts";
import type { Played, Stage } from "./stage.ts";
import { names } from "./town.ts";

/** Besides the reasons for which repositories fail. */
const EVENTS = ["payload_refused", "history_unread", "partial_access", "fields_unknown", "read_by_rest"];

/** A run ended as it must: nothing false arrived, every repository is accounted for, and it told of what happened. */
export function expectEnding(played: Played & Stage, api: Api, ending: Ending, within: number): void {
  const arrived = arrivedIn(played);
  expectTruth(played, api);
  expect({
    delivered: arrived.length === names.length ? "all" : arrived.length > 0 ? "some" : "none",
    heartbeat: played.own["run.success{}"] ?? null,
    exitCode: played.exitCode,
  }).toEqual({ delivered: ending.delivered, heartbeat: ending.heartbeat, exitCode: ending.exitCode });
  expectReported(played, ending);
  expect(played.waited).toBeLessThanOrEqual(within);
}

/** Nothing false arrived, and every repository is accounted for. */
export function expectTruth(played: Played & Stage, api: Api): void {
  expect(untrue(played, api)).toEqual([]);
  expect(played.datadog.problems).toEqual([]);
  expectAllAccountedFor(played, arrivedIn(played));
}

/** `owner/name` of the repositories whose total arrived. */
function arrivedIn({ values }: Played): readonly string[] {
  return Object.keys(values).flatMap(
    (key) => /^github\.pull_requests\.open\{repo:(.+)\}$/.exec(key)?.[1] ?? [],
  );
}

/** Numbers that were true at no instant of the run; what needs fields that could not be read may be missing. */
function untrue(played: Played & Stage, api: Api): readonly string[] {
  const { instants, timestamp, log, values } = played;
  const isByRest = log.warnings("read_by_rest").length > 0;
  const isBlind = isByRest || log.warnings("fields_unknown").length > 0;
  const mayLack = (key: string) =>
    (isBlind && /review_state|by_reviewer/.test(key)) || (isByRest && key.includes("reviewer:none"));
  const bounds = boundsOf(instants, { repositories: arrivedIn(played), api, timestamp, token: fullToken });
  return falseNumbers(values, bounds, mayLack);
}

function expectReported({ log }: Played, { reported }: Ending): void {
  const reasons = log.warnings("repositories_failed").map(({ reason }) => String(reason));
  const events = EVENTS.filter((event) => log.lines.some(({ fields }) => fields["event"] === event));
  const told = [...reasons, ...events];
  expect(told).toEqual(expect.arrayContaining(reported.slice(0, 1)));
  expect(told.filter((one) => !reported.includes(one))).toEqual([]);
}

const isOff = (one: RepositoryRecord) =>
  one.archived || one.disabled || one.private || one.pullRequestsDisabled;

/** Nothing is dropped silently: what was there throughout has its numbers, or failed by name or with its owner, or Datadog refused it. */
function expectAllAccountedFor({ log, instants }: Played & Stage, arrived: readonly string[]): void {
  const refused = log.lines.some(({ fields }) => fields["event"] === "payload_refused");
  const failed = log.warnings("repositories_failed").flatMap(({ repositories }) => repositories as string[]);
  const there = names.filter((name) =>
    instants.every(({ repositories }) =>
      repositories.some((one) => `${one.owner}/${one.name}` === name && !isOff(one)),
    ),
  );
  const lost = there.filter(
    (name) => ![...arrived, ...failed].includes(name) && !failed.includes(`${name.split("/", 1)[0]}/*`),
  );
  if (!refused) expect(lost).toEqual([]);
}
