import { gzipSync } from "node:zlib";
import { afterEach } from "vitest";
import { type DatadogOptions, type DatadogSandbox, startDatadog } from "../../../sandbox/datadog/server.ts";

export const apiKey = "the-right-api-key";
export const appKey = "the-right-application-key";

/** Seconds since 1970 at which the sandboxes of these tests stand still. */
export const now = 1_700_000_000;

const running: DatadogSandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

export async function datadog(options: Partial<DatadogOptions> = {}): Promise<DatadogSandbox> {
  const sandbox = await startDatadog({
    apiKeys: [apiKey],
    appKeys: [appKey],
    now: () => now * 1000,
    ...options,
  });
  running.push(sandbox);
  return sandbox;
}

/** A series that nothing is wrong with, but for what is said. */
export function series(special: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    metric: "github.pull_requests.open",
    type: 3,
    points: [{ timestamp: now, value: 4 }],
    tags: ["repo:acme/api"],
    unit: "item",
    ...special,
  };
}

/** Submits series compressed, as the program does. */
export function submit(sandbox: DatadogSandbox, ...list: readonly unknown[]): Promise<Response> {
  return post(sandbox, gzipSync(JSON.stringify({ series: list })), { "content-encoding": "gzip" });
}

export function post(
  sandbox: DatadogSandbox,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${sandbox.url}/api/v2/series`, {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { "dd-api-key": apiKey, "content-type": "application/json", ...headers },
  });
}
