import type { Series } from "../domain/series.ts";
import { GAUGE, type IntakeSeries } from "./client.ts";

/** What one request carries, as it is until its turn comes. */
export interface Payload {
  readonly series: readonly Series[];
  /** Whole seconds since 1970. */
  readonly timestamp: number;
  /** Of JSON, before compression. */
  readonly bytes: number;
}

/**
 * The intake takes 5,242,880 bytes decompressed (https://docs.datadoghq.com/api/latest/metrics/#submit-metrics) and the Agent keeps
 * to 10,000 points a payload: both with room to spare.
 */
const MAX_SERIES = 5_000;
const MAX_BYTES = 4_000_000;
const ENVELOPE = Buffer.byteLength('{"series":[]}');

/** Packs series at one instant (whole seconds since 1970) into as few payloads as the limits allow, in order. */
export function pack(series: readonly Series[], timestamp: number): readonly Payload[] {
  const payloads: Payload[] = [];
  let start = 0;
  let bytes = ENVELOPE;
  for (const [index, one] of series.entries()) {
    const size = sizeOf(one, timestamp);
    if (index - start === MAX_SERIES || (index > start && bytes + size > MAX_BYTES)) {
      payloads.push({ series: series.slice(start, index), timestamp, bytes });
      start = index;
      bytes = ENVELOPE;
    }
    bytes += size;
  }
  return start < series.length ? [...payloads, { series: series.slice(start), timestamp, bytes }] : payloads;
}

/** Cuts a payload of at least two series in halves. */
export function halve({ series, timestamp }: Payload): readonly [Payload, Payload] {
  const middle = Math.ceil(series.length / 2);
  return [measure(series.slice(0, middle), timestamp), measure(series.slice(middle), timestamp)];
}

/** Gives a payload's series as the intake takes them. */
export function toGauges({ series, timestamp }: Payload): readonly IntakeSeries[] {
  return series.map((one) => toGauge(one, timestamp));
}

function measure(series: readonly Series[], timestamp: number): Payload {
  return {
    series,
    timestamp,
    bytes: series.reduce((bytes, one) => bytes + sizeOf(one, timestamp), ENVELOPE),
  };
}

/**
 * No host and no other resource: the name of a pod would make every run's series new ones. No interval either:
 * gauges have none.
 */
function toGauge({ metric, tags, value, unit }: Series, timestamp: number): IntakeSeries {
  return { metric, type: GAUGE, unit, tags: [...tags], points: [{ timestamp, value }] };
}

/** With the comma between two. */
function sizeOf(series: Series, timestamp: number): number {
  return Buffer.byteLength(JSON.stringify(toGauge(series, timestamp))) + 1;
}
