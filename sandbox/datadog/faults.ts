import type { Payload } from "./schema.ts";

/** One request, as it arrived and as it was answered. */
export interface Exchange {
  readonly method: string;
  /** With the query, where there is one. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly wireBytes: number;
  /** Decompressed; 0 where that failed. */
  readonly bodyBytes: number;
  /** Undefined where the body is not a payload of series. */
  readonly payload?: Payload;
  /** Undefined until it is answered, and for ever where the connection was cut or left hanging. */
  readonly status?: number;
}

/** What goes wrong instead of a right answer. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** 202, and errors beside it: nothing was stored. */
  | { readonly kind: "accepted-with-errors"; readonly errors: readonly string[] }
  /** 202 without a body, as from a proxy that swallowed the request: nothing was stored. */
  | { readonly kind: "accepted-empty" }
  /** 202 with a page of HTML, as from a captive proxy: nothing was stored. */
  | { readonly kind: "accepted-html" }
  /** The connection ends before anything is taken. */
  | { readonly kind: "reset-before" }
  /** The payload is taken, then the connection ends: the sender cannot know. */
  | { readonly kind: "reset-after-accept" }
  /** The payload is taken, then the answer cannot be read: cut off, said to be compressed, a byte at a time, or inflating to 40 MiB. */
  | { readonly kind: "spoilt-answer"; readonly how: "cut" | "false-gzip" | "drip" | "inflating" }
  /** No answer ever. */
  | { readonly kind: "hang" }
  /** The right answer, late. */
  | { readonly kind: "slow"; readonly ms: number };

export interface FaultRule {
  /** Which requests; all where it is missing. */
  readonly when?: (exchange: Exchange) => boolean;
  /** How many matching requests go well first. */
  readonly skip?: number;
  /** How many go wrong after that; all where it is missing. */
  readonly times?: number;
  readonly fault: Fault;
}

/** Rules in the order given; the first that applies decides. */
export interface Faults {
  add(rule: FaultRule): void;
  /** The fault for this request, which counts as one of the rule's `times`. */
  next(exchange: Exchange): Fault | undefined;
  clear(): void;
}

/** No faults yet. */
export function createFaults(): Faults {
  const rules: { rule: FaultRule; matched: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, matched: 0 }),
    next(exchange) {
      for (const entry of rules) {
        const { when, skip = 0, times = Number.POSITIVE_INFINITY, fault } = entry.rule;
        if (when && !when(exchange)) continue;
        entry.matched += 1;
        if (entry.matched > skip && entry.matched <= skip + times) return fault;
      }
      return undefined;
    },
    clear: () => void rules.splice(0),
  };
}
