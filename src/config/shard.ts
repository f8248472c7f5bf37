import type { Shard } from "../domain/shard.ts";
import { type Parsed, type Problem, quote, right, wrong } from "./parsed.ts";

/** Each worker lists the owners for itself: more of them than that would only ask the same questions. */
export const MOST_SHARDS = 1_000;

/** `2/8`: the index, from 0, and how many there are. */
export function parseShard(text: string): Parsed<Shard> {
  const [, index, count] = /^(\d{1,6})\s*\/\s*(\d{1,6})$/.exec(text) ?? [];
  if (index === undefined || count === undefined)
    return wrong(`is ${quote(text)}, not an index, a slash and how many there are`);
  const shard = { index: Number(index), count: Number(count) };
  if (shard.count < 1 || shard.count > MOST_SHARDS)
    return wrong(`is ${quote(text)}; there can be 1 to ${MOST_SHARDS} shards`, "0/1");
  if (shard.index < shard.count) return right(shard);
  return wrong(
    `is ${quote(text)}, but shards are counted from 0: the last of ${shard.count} is ${shard.count - 1}/${shard.count}`,
    `${shard.count - 1}/${shard.count}`,
  );
}

/** What the variables of an Indexed Job come to, or what is wrong with them and which of the two it is. */
export type JobShard =
  | { readonly kind: "shard"; readonly shard: Shard | undefined }
  | { readonly kind: "fault"; readonly of: "count" | "index"; readonly problem: Problem };

/**
 * Puts an Indexed Job's two variables together. One without the other is a fault: workers that take themselves for the
 * only one would each send everything.
 */
export function jobShard(index: number | undefined, count: number | undefined): JobShard {
  if (index === undefined && count === undefined) return { kind: "shard", shard: undefined };
  if (count === undefined) {
    const problem = "is not set, but JOB_COMPLETION_INDEX is: say how many workers the Indexed Job has";
    return { kind: "fault", of: "count", problem: { problem } };
  }
  if (index === undefined) {
    const problem = "is not set, but SHARD_COUNT is: run as an Indexed Job, or set SHARD instead";
    return { kind: "fault", of: "index", problem: { problem } };
  }
  if (index < count) return { kind: "shard", shard: { index, count } };
  const problem = `is ${index}, but SHARD_COUNT is ${count} and indexes are counted from 0: set SHARD_COUNT to the Job's completions`;
  return { kind: "fault", of: "index", problem: { problem, example: String(count - 1) } };
}
