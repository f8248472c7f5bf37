import { describe, expect, test } from "vitest";
import type { Fault as DatadogFault } from "../sandbox/datadog/faults.ts";
import { startDatadog } from "../sandbox/datadog/server.ts";
import { startGitHub } from "../sandbox/github/server.ts";
import type { Fault as GitHubFault } from "../sandbox/github/types.ts";
import { fullToken } from "../sandbox/tokens.ts";
import { createPost } from "../src/datadog/client.ts";
import { createAsk } from "../src/datadog/query.ts";
import { createClient } from "../src/github/client/client.ts";
import { GitHubError } from "../src/github/errors.ts";
import { START, virtualClock } from "./support/clock.ts";
import { API_KEY, APP_KEY } from "./support/house.ts";
import { everythingOf, expectAtHome, expectNoneIn } from "./support/secrets.ts";
import { smallTown } from "./support/town.ts";

const REQUEST_TIMEOUT_MS = 300;
const never = new AbortController().signal;

const githubFaults: readonly GitHubFault[] = [
  ...[400, 401, 403, 404, 451, 500, 502].map((status) => ({ kind: "status", status }) as const),
  { kind: "secondary-limit", status: 403, retryAfter: 99_999 },
  { kind: "primary-limit", resetInSeconds: 99_999 },
  { kind: "html-200" },
  { kind: "invalid-json" },
  { kind: "empty-body" },
  { kind: "cut-body" },
  { kind: "truncated-chunked" },
  { kind: "false-gzip" },
  { kind: "hang" },
  { kind: "drip" },
  { kind: "reset-before" },
  { kind: "reset-after" },
  { kind: "redirect", to: "http://stranger.invalid/" },
  { kind: "redirect", to: "/user", status: 307 },
];

const nowhere =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (_, init) =>
    await fetch("http://127.0.0.1:9/", init);

describe.concurrent("what GitHub's client throws holds no secret in any part of it", () => {
  async function thrown(
    fault: GitHubFault | undefined,
    closing: (close: () => Promise<void>) => void,
    fetch = globalThis.fetch,
  ) {
    const clock = virtualClock();
    const github = await startGitHub({ population: smallTown(), now: clock.now });
    closing(() => github.close());
    if (fault !== undefined) github.fault({ fault });
    const client = createClient({
      apiUrl: github.url,
      token: fullToken.token,
      userAgent: "test",
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      deadline: START + 60_000,
      fetch,
      clock,
    });
    const asked = [
      client.get("/repos/acme/alpha", never, (body) => body),
      client.graphql("query{viewer{login}}", {}, never, false, (answer) => answer),
    ];
    const errors = (await Promise.allSettled(asked)).flatMap((one) =>
      one.status === "rejected" ? [one.reason] : [],
    );
    expectAtHome(github.log, []);
    return errors;
  }

  test.for(githubFaults)("%j", async (fault, { onTestFinished }) => {
    const errors = await thrown(fault, onTestFinished);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expectNoneIn("an error", everythingOf(error));
  });

  test("where nobody is there", async ({ onTestFinished }) => {
    const errors = await thrown(undefined, onTestFinished, nowhere(globalThis.fetch));
    expect(errors).toEqual([expect.any(GitHubError), expect.any(GitHubError)]);
    for (const error of errors) expectNoneIn("an error", everythingOf(error));
  });
});

const datadogFaults: readonly DatadogFault[] = [
  ...[302, 400, 403, 413, 429, 500].map((status) => ({ kind: "status", status }) as const),
  { kind: "accepted-empty" },
  { kind: "accepted-html" },
  { kind: "accepted-with-errors", errors: ["no"] },
  { kind: "hang" },
  { kind: "reset-before" },
  { kind: "reset-after-accept" },
  { kind: "spoilt-answer", how: "cut" },
  { kind: "spoilt-answer", how: "false-gzip" },
  { kind: "spoilt-answer", how: "drip" },
];

describe.concurrent("what Datadog's client gives holds no secret in any part of it", () => {
  test.for(datadogFaults)("%j", async (fault, { onTestFinished }) => {
    const datadog = await startDatadog({ apiKeys: [API_KEY], appKeys: [APP_KEY] });
    onTestFinished(() => datadog.close());
    datadog.fault({ fault });
    const options = {
      url: datadog.url,
      apiKey: API_KEY,
      appKey: APP_KEY,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      fetch: globalThis.fetch,
    };
    const given = await Promise.all([
      createPost(options)([], never),
      createAsk(options)("max:github.pull_requests.open{*}", { from: 0, to: 1 }, never),
    ]);
    for (const one of given) expectNoneIn("a reply", everythingOf(one));
    expect(datadog.log).toHaveLength(2);
    expectAtHome([], datadog.log);
  });
});
