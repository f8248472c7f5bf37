import { createHash } from "node:crypto";
import { canonical, type Json } from "./json.ts";

/**
 * What was last written of each field, as a short hash under the field's code: enough to see whether somebody changed it
 * since, without keeping anything but in Datadog itself.
 */
export type Memory = ReadonlyMap<string, string>;

const ENTRY = /([a-z]+)-([0-9a-f]{8})/g;

/** `renotify_interval` is `renint`: a tag has 200 characters for all fields. */
export function codeOf(field: string): string {
  return field
    .split("_")
    .map((word) => word.slice(0, 3))
    .join("");
}

export function hashOf(value: Json | undefined): string {
  return shortHash(canonical(value));
}

/** Eight hexadecimal digits. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** Writes a memory down in letters, digits, `-` and `.`, which a tag keeps. */
export function writeMemory(memory: Memory): string {
  return [...memory].map(([code, hash]) => `${code}-${hash}`).join(".");
}

/** Reads a memory out of a text; whatever is none is left out. */
export function readMemory(text: string): Memory {
  return new Map([...text.matchAll(ENTRY)].map(([, code = "", hash = ""]) => [code, hash]));
}
