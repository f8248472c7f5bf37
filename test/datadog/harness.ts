import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { type DatadogSandbox, startDatadog } from "../../sandbox/datadog/server.ts";
import { createDatadog, type DatadogOptions } from "../../src/datadog/submit.ts";
import type { Series } from "../../src/domain/series.ts";
import type { Clock, Logger, Sink } from "../../src/ports.ts";

/** In place of a real key: nothing that the program writes may contain it. */
export const KEY = "canary0123456789abcdef0123456789";
/** Whole seconds since 1970: points of now, which the intake takes. */
export const NOW = Math.floor(Date.now() / 1000);

/** Time that passes at once, and what was waited. */
export interface VirtualClock extends Clock {
  readonly waits: readonly number[];
}

export function createVirtualClock(): VirtualClock {
  const waits: number[] = [];
  return {
    waits,
    now: () => NOW * 1000 + waits.reduce((sum, ms) => sum + ms, 0),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      waits.push(ms);
    },
  };
}

/** A logger that keeps everything as text. */
export function createMemoryLog(): Logger & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
  return { lines, trace: write, debug: write, info: write, warn: write, error: write };
}

export function sinkFor(url: string, options: Partial<DatadogOptions> = {}): Sink {
  return createDatadog({
    url,
    site: "datadoghq.eu",
    apiKey: KEY,
    requestTimeoutMs: 5_000,
    fetch: globalThis.fetch,
    clock: createVirtualClock(),
    log: createMemoryLog(),
    ...options,
  });
}

/** So many different series; `padding` bytes of tags make them larger. */
export function seriesOf(count: number, padding = ""): readonly Series[] {
  return Array.from({ length: count }, (_, index) => ({
    metric: "github.pull_requests.open",
    tags: [`repo:acme/repo-${index}`, ...(padding ? [`zone:${padding}${index}`] : [])],
    value: index,
    unit: "item",
  }));
}

export const never = new AbortController().signal;

/** A Datadog for the tests of a file, empty before each; and nothing may write to the console meanwhile. */
export function useDatadog(): () => DatadogSandbox {
  let datadog: DatadogSandbox;
  const written: string[] = [];
  beforeAll(async () => {
    datadog = await startDatadog({ apiKeys: [KEY] });
  });
  beforeEach(() => {
    datadog.reset();
    written.length = 0;
    for (const method of ["log", "info", "warn", "error", "debug"] as const) {
      vi.spyOn(console, method).mockImplementation((...args) => void written.push(String(args)));
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(written).toEqual([]);
  });
  afterAll(() => datadog.close());
  return () => datadog;
}
