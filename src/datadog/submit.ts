import type { Clock, Delivery, Logger, Sink } from "../ports.ts";
import { rest, waitBefore } from "./back-off.ts";
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
  const courier = { post: createPost(options), place: nameOf(options), clock, log };
  return {
    async submit(series, timestamp, signal) {
      const payloads = pack(series, timestamp);
      const couriers = Array.from({ length: CONCURRENCY }, () => deliverAll(payloads, courier, signal));
      return sum(await Promise.all(couriers));
    },
  };
}

interface Courier extends Pick<DatadogOptions, "clock" | "log"> {
  readonly post: Post;
  readonly place: string;
}

/** Takes one payload after the other until none is left; several do so at once. */
async function deliverAll(
  payloads: Iterable<Payload>,
  courier: Courier,
  signal: AbortSignal,
): Promise<Delivery> {
  let delivery: Delivery = { accepted: 0, refused: [] };
  for (const payload of payloads) delivery = sum([delivery, await deliver(payload, 1, courier, signal)]);
  return delivery;
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
): Promise<Delivery> {
  if (signal.aborted) return refuse(payload, OUT_OF_TIME);
  const { series, bytes } = payload;
  const verdict = judge(await courier.post(series, signal), courier.place);
  courier.log.debug({ event: "payload", series: series.length, bytes, attempt, ...verdict }, "payload sent");
  if (verdict.kind === "accepted") return { accepted: series.length, refused: [] };
  if (verdict.kind === "refused") return refuse(payload, verdict.reason);
  if (verdict.kind === "too_large") {
    return series.length > 1
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

async function deliverHalves(
  payload: Payload,
  attempt: number,
  courier: Courier,
  signal: AbortSignal,
): Promise<Delivery> {
  const deliveries: Delivery[] = [];
  for (const half of halve(payload)) deliveries.push(await deliver(half, attempt, courier, signal));
  return sum(deliveries);
}

function refuse({ series }: Payload, reason: string): Delivery {
  return { accepted: 0, refused: [`${series.length} series were not accepted: ${reason}`] };
}

function sum(deliveries: readonly Delivery[]): Delivery {
  return {
    accepted: deliveries.reduce((total, { accepted }) => total + accepted, 0),
    refused: deliveries.flatMap(({ refused }) => refused),
  };
}
