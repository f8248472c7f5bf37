import { describeSkew, dropsPoints } from "../domain/clocks.ts";
import type { Clock, Logger, Sink } from "../ports.ts";
import { rest, waitBefore } from "./back-off.ts";
import type { Reply } from "./call.ts";
import { type ClientOptions, createPost, type Post } from "./client.ts";
import { halve, type Payload, pack } from "./payloads.ts";
import { nameOf } from "./place.ts";
import { judge } from "./verdict.ts";

export interface DatadogOptions extends ClientOptions {
  /** For messages: `datadoghq.eu`. */
  readonly site: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Few, since the intake is quick, and each payload in flight is in memory: a run of 5,000 series is one payload. */
const CONCURRENCY = 4;
const MAX_ATTEMPTS = 5;
/**
 * A payload above this is halved when its connection closes again: it may be refused for its size.
 * https://github.com/vectordotdev/vector/issues/19110
 */
const LARGE_BYTES = 512_000;
const OUT_OF_TIME = "the time for sending ended";

/** Makes the sink that submits to Datadog's metrics intake. */
export function createDatadog(options: DatadogOptions): Sink {
  const { clock, log } = options;
  const post = createPost(options);
  const place = nameOf(options);
  return {
    async submit(series, timestamp, signal) {
      const payloads = pack(series, timestamp);
      const courier = { post, place, clock, log, timestamp, halving: { isOfUse: true } };
      const couriers = Array.from({ length: CONCURRENCY }, () => deliverAll(payloads, courier, signal));
      const { accepted, refusals } = sum(await Promise.all(couriers));
      return { accepted, refused: sentencesOf(refusals) };
    },
  };
}

/** What became of payloads: how many series were accepted, and how many were not, by reason. */
interface Tally {
  readonly accepted: number;
  readonly refusals: ReadonlyMap<string, number>;
}

interface Courier extends Pick<DatadogOptions, "clock" | "log"> {
  readonly post: Post;
  readonly place: string;
  /** Of every point, in seconds since 1970. */
  readonly timestamp: number;
  /** Until a single series was too large: then it is not the size, and halves would only be as many questions again. */
  readonly halving: { isOfUse: boolean };
}

/** Takes one payload after the other until none is left; several do so at once. */
async function deliverAll(
  payloads: Iterable<Payload>,
  courier: Courier,
  signal: AbortSignal,
): Promise<Tally> {
  let tally: Tally = { accepted: 0, refusals: new Map() };
  for (const payload of payloads) tally = sum([tally, await deliver(payload, 1, courier, signal)]);
  return tally;
}

/**
 * Tries a payload until it is accepted, finally refused or out of attempts. Halves of one that is too large share
 * its attempts.
 */
async function deliver(
  payload: Payload,
  attempt: number,
  courier: Courier,
  signal: AbortSignal,
): Promise<Tally> {
  if (signal.aborted) return refuse(payload, OUT_OF_TIME);
  const { series, bytes } = payload;
  const reply = await courier.post(series, signal);
  const verdict = judge(reply, courier.place);
  courier.log.debug({ event: "payload", series: series.length, bytes, attempt, ...verdict }, "payload sent");
  const late = verdict.kind === "accepted" ? outOfTime(reply, courier) : undefined;
  if (late !== undefined) return refuse(payload, late);
  if (verdict.kind === "accepted") return { accepted: series.length, refusals: new Map() };
  if (verdict.kind === "refused") return refuse(payload, verdict.reason);
  if (verdict.kind === "too_large") {
    if (series.length === 1) courier.halving.isOfUse = false;
    return courier.halving.isOfUse
      ? await deliverHalves(payload, attempt, courier, signal)
      : refuse(payload, verdict.reason);
  }
  if (attempt === MAX_ATTEMPTS) return refuse(payload, verdict.reason);
  if (verdict.closed && attempt > 1 && bytes > LARGE_BYTES)
    return await deliverHalves(payload, attempt + 1, courier, signal);
  const rested = await rest(waitBefore(attempt, verdict.resetSeconds), courier.clock, signal);
  if (!rested) return refuse(payload, `${verdict.reason}; ${OUT_OF_TIME}`);
  return await deliver(payload, attempt + 1, courier, signal);
}

/** Why Datadog drops the points of a payload that it accepted; undefined where it keeps them. */
function outOfTime({ outcome }: Reply, { timestamp, place }: Courier): string | undefined {
  if (outcome.kind !== "answered" || outcome.date === undefined) return undefined;
  const ahead = timestamp * 1000 - outcome.date;
  return dropsPoints(ahead)
    ? `${place} drops these points, since they are ${describeSkew(ahead)} of its clock: set the clock of this machine (NTP)`
    : undefined;
}

async function deliverHalves(
  payload: Payload,
  attempt: number,
  courier: Courier,
  signal: AbortSignal,
): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const half of halve(payload)) tallies.push(await deliver(half, attempt, courier, signal));
  return sum(tallies);
}

function refuse({ series }: Payload, reason: string): Tally {
  return { accepted: 0, refusals: new Map([[reason, series.length]]) };
}

function sum(tallies: readonly Tally[]): Tally {
  const refusals = new Map<string, number>();
  for (const [reason, count] of tallies.flatMap((tally) => [...tally.refusals])) {
    refusals.set(reason, (refusals.get(reason) ?? 0) + count);
  }
  return { accepted: tallies.reduce((total, { accepted }) => total + accepted, 0), refusals };
}

function sentencesOf(refusals: Tally["refusals"]): readonly string[] {
  return [...refusals].map(([reason, count]) => `${count} series were not accepted: ${reason}`);
}
