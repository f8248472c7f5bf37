import type { Series } from "../domain/series.ts";
import { GAUGE, type IntakeSeries } from "./client.ts";

/** What one request carries. */
export interface Payload {
  readonly series: readonly IntakeSeries[];
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
/** What a series has beside its texts and numbers: names, brackets, and the comma between two. */
const FRAME = Buffer.byteLength(JSON.stringify(toGauge({ metric: "", tags: [], value: 0, unit: "item" }, 0)));
const FRAME_BYTES = FRAME - "item".length - "0".length - "0".length + ",".length;
/** The quotes around a text in a list and the comma behind it. */
const QUOTES_AND_COMMA = 3;

/**
 * Packs series at one instant (whole seconds since 1970) into as few payloads as the limits allow, in order, and each
 * when it is asked for: it walks the series no further than that.
 */
export function* pack(series: Iterable<Series>, timestamp: number): Generator<Payload, void> {
  let packed: IntakeSeries[] = [];
  let bytes = ENVELOPE;
  for (const one of series) {
    const gauge = toGauge(one, timestamp);
    const size = sizeOf(gauge);
    if (packed.length === MAX_SERIES || (packed.length > 0 && bytes + size > MAX_BYTES)) {
      yield { series: packed, bytes };
      packed = [];
      bytes = ENVELOPE;
    }
    packed.push(gauge);
    bytes += size;
  }
  if (packed.length > 0) yield { series: packed, bytes };
}

/** Cuts a payload of at least two series in halves. */
export function halve({ series }: Payload): readonly [Payload, Payload] {
  const middle = Math.ceil(series.length / 2);
  return [measure(series.slice(0, middle)), measure(series.slice(middle))];
}

/**
 * The bytes of a series in a payload's JSON, with the comma between two, without writing it: there can be hundreds of
 * thousands. Exact, since nothing in a normalised tag or a metric's name has to be escaped.
 */
export function sizeOf({ metric, unit, tags, points }: IntakeSeries): number {
  let bytes = FRAME_BYTES + Buffer.byteLength(metric) + unit.length;
  for (const tag of tags) bytes += Buffer.byteLength(tag) + QUOTES_AND_COMMA;
  if (tags.length > 0) bytes -= ",".length;
  for (const { timestamp, value } of points) bytes += String(timestamp).length + String(value).length;
  return bytes;
}

function measure(series: readonly IntakeSeries[]): Payload {
  return { series, bytes: series.reduce((bytes, one) => bytes + sizeOf(one), ENVELOPE) };
}

/**
 * No host and no other resource: the name of a pod would make every run's series new ones. No interval either:
 * gauges have none.
 */
function toGauge({ metric, tags, value, unit }: Series, timestamp: number): IntakeSeries {
  return { metric, type: GAUGE, unit, tags: [...tags], points: [{ timestamp, value }] };
}
