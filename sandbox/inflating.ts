import { gzipSync } from "node:zlib";

/** JSON ignores the spaces after it: a client without a bound takes the answer, and the memory for it. */
const padding = gzipSync(Buffer.alloc(1024 * 1024, " "));

/** A body as gzip, which inflates to so many MiB more: some kilobytes for each of them. */
export function inflating(body: string, mebibytes: number): Buffer {
  return Buffer.concat([gzipSync(body), ...Array.from({ length: mebibytes }, () => padding)]);
}
