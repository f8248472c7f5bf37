import { own } from "../../domain/own.ts";
import { canonical, type Json } from "./json.ts";
import { codeOf, hashOf, type Memory } from "./memory.ts";

/** What `setup` looks at of a piece, by name; null where the piece has none. */
export type Fields = Readonly<Record<string, Json>>;

export interface Change {
  readonly field: string;
  readonly from: Json;
  readonly to: Json;
}

/** What becomes of a piece that is there. */
export interface Merged {
  /** As they shall be: those that somebody changed in Datadog are as they are. */
  readonly fields: Fields;
  /** What is to be written; empty where all is well. */
  readonly changes: readonly Change[];
  /** Fields that somebody changed in Datadog, and that stay so. */
  readonly kept: readonly Kept[];
  readonly memory: Memory;
}

export interface Kept {
  readonly field: string;
  /** Whether what is wished for has changed too since it was last written. */
  readonly wishChanged: boolean;
}

/** The memory of a piece of which every field was just written. */
export function rememberAll(fields: Fields): Memory {
  return new Map(Object.entries(fields).map(([field, value]) => [codeOf(field), hashOf(value)]));
}

/**
 * Puts a wish, what is there, and what was last written together. A field that is as it was last written follows the
 * wish; one that somebody changed stays, unless `force` says otherwise.
 */
export function merge(
  wanted: Fields,
  current: Fields,
  { memory, force }: { readonly memory: Memory; readonly force: boolean },
): Merged {
  const fields = new Map<string, Json>();
  const changes: Change[] = [];
  const kept: Kept[] = [];
  const remembered = new Map(memory);
  for (const [field, to] of Object.entries(wanted)) {
    const from = own(current, field) ?? null;
    const written = memory.get(codeOf(field));
    fields.set(field, to);
    if (canonical(from) === canonical(to)) continue;
    if (force || written === hashOf(from)) {
      changes.push({ field, from, to });
      remembered.set(codeOf(field), hashOf(to));
    } else {
      fields.set(field, from);
      kept.push({ field, wishChanged: written !== hashOf(to) });
    }
  }
  return { fields: Object.fromEntries(fields), changes, kept, memory: remembered };
}
