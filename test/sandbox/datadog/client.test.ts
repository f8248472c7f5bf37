import { client, v2 } from "@datadog/datadog-api-client";
import { expect, test } from "vitest";
import { apiKey, datadog, now } from "./support.ts";

test("what the official client sends is understood, compressed as it compresses", async () => {
  const sandbox = await datadog();
  const configuration = client.createConfiguration({
    authMethods: { apiKeyAuth: apiKey },
    baseServer: new client.ServerConfiguration(sandbox.url, {}),
  });
  const body = {
    series: [
      {
        metric: "github.pull_requests.open",
        type: 3 as const,
        points: [{ timestamp: now, value: 2 }],
        tags: ["repo:a/b"],
      },
    ],
  };
  for (const contentEncoding of [undefined, "gzip", "deflate"] as const) {
    sandbox.reset();
    const answer = await new v2.MetricsApi(configuration).submitMetrics({
      body,
      ...(contentEncoding && { contentEncoding }),
    });
    expect(answer.errors).toEqual([]);
    expect(sandbox.log[0]?.headers["content-encoding"]).toBe(contentEncoding);
    expect(sandbox.points.map(({ value }) => value)).toEqual([2]);
    expect(sandbox.problems).toEqual([]);
  }
});
