import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { createPost } from "../../src/datadog/client.ts";
import { createMemoryLog, KEY, NOW, never, seriesOf, sinkFor, useDatadog } from "./harness.ts";

const datadog = useDatadog();

describe("the key", () => {
  it("is not taken along by a redirect", async () => {
    const reached: string[] = [];
    const elsewhere = createServer((request, response) => {
      reached.push(request.url ?? "");
      response.end();
    });
    const url = await listen(elsewhere);
    datadog().fault({
      fault: { kind: "status", status: 307, headers: { location: `${url}/api/v2/series` } },
    });
    const { refused } = await sinkFor(datadog().url).submit(seriesOf(1), NOW, never);
    elsewhere.close();
    expect(refused[0]).toContain(`answered 307, a redirect to ${url}, which is not followed with a key`);
    expect(reached).toEqual([]);
  });

  it.each([
    { fault: { kind: "status", status: 400, body: JSON.stringify({ errors: [`bad key ${KEY}`] }) } },
    { fault: { kind: "status", status: 500, body: JSON.stringify({ errors: [KEY.repeat(20)] }) } },
    { fault: { kind: "accepted-with-errors", errors: [KEY] } },
    { fault: { kind: "status", status: 302, headers: { location: `https://x.example/?api_key=${KEY}` } } },
    { fault: { kind: "status", status: 302, headers: { location: `https://${KEY}.example/` } } },
    { fault: { kind: "status", status: 413, body: JSON.stringify({ errors: [KEY] }) } },
    { fault: { kind: "reset-before" } },
  ] as const)("is in no message and no log line: $fault.kind $fault.status", async ({ fault }) => {
    datadog().fault({ fault });
    const log = createMemoryLog();
    const { refused } = await sinkFor(datadog().url, { log }).submit(seriesOf(2), NOW, never);
    expect(refused.length).toBeGreaterThan(0);
    expect(log.lines.length).toBeGreaterThan(0);
    expect([...refused, ...log.lines].join("\n")).not.toContain(KEY);
  });

  it("is taken out of what the client says where nothing could be sent", async () => {
    const options = { url: `nowhere ${KEY}`, apiKey: KEY, requestTimeoutMs: 1_000, fetch: globalThis.fetch };
    const { outcome, errors } = await createPost(options)([], never);
    expect(outcome).toEqual({ kind: "unsent" });
    expect(errors?.length).toBe(1);
    expect(errors?.join()).not.toContain(KEY);
  });

  it("is in no message where it cannot even be put into a header", async () => {
    const apiKey = `${KEY}\nx`;
    const { refused } = await sinkFor(datadog().url, { apiKey }).submit(seriesOf(1), NOW, never);
    expect(refused.length).toBe(1);
    expect(refused.join()).not.toContain(KEY);
    expect(datadog().log).toEqual([]);
  });
});

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}
