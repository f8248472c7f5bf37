import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { edgeCases, edgeTokens } from "../../sandbox/edge-cases.ts";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { START } from "../support/clock.ts";
import { ALL_FIELDS, APIS, endings, open, populationOf, repo } from "./harness.ts";

const counts = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`acme/r${i}`, i < 5 ? 100 + i : i]));
const here = populationOf(Object.entries(counts).map(([name, count], i) => repo(i + 1, name, count)));

/** A server that is not GitHub; tells how many asked it something. */
async function startStranger() {
  const seen = { requests: 0 };
  const server = createServer((_, response) => {
    seen.requests += 1;
    response.end("[]");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { seen, url: `http://127.0.0.1:${address.port}` };
}

describe.each(APIS)("by %s", (api) => {
  it.each([1, 4])("no more than CONCURRENCY requests (%i) are in flight", async (concurrency) => {
    const latency = ({ index }: RequestEntry) => (index < concurrency + 2 ? 300 : 0);
    const { github, read } = await open(here, { api, concurrency, sandbox: { latency } });
    expect(endings(await read())).toEqual(counts);
    expect(github.maxInFlight).toBe(concurrency);
  });

  it("without it, more are in flight while GitHub answers quickly, but never too many", async () => {
    const most = api === "rest" ? 1 : 58;
    const many = populationOf(Array.from({ length: 80 }, (_, i) => repo(i + 1, `r${i}`, most)));
    const latency = ({ index }: RequestEntry) => (index < 30 ? 0 : 400);
    const { github, read } = await open(many, { api, sandbox: { latency } });
    expect(Object.keys(endings(await read()))).toHaveLength(80);
    expect(github.maxInFlight).toBeGreaterThan(10);
    expect(github.maxInFlight).toBeLessThanOrEqual(32);
  });

  it.each([301, 302, 307] as const)(
    "a redirect (%i) to another origin is refused: the token does not go there",
    async (status) => {
      const stranger = await startStranger();
      const stage = await open(populationOf([repo(1, "api", 2)]), { api });
      stage.github.fault({ fault: { kind: "redirect", to: `${stranger.url}/repositories/1/pulls`, status } });
      const outcome = await stage.read();
      expect(endings(outcome)).toEqual({ "acme/api": "invalid_answer" });
      expect(stranger.seen.requests).toBe(0);
      expect(stage.github.log).toHaveLength(1);
      expect(outcome.snapshots[0]).toMatchObject({ message: expect.stringContaining(stranger.url) });
    },
  );

  it("redirects without end are given up", async () => {
    const stage = await open(populationOf([repo(1, "api", 2)]), { api });
    stage.github.fault({ fault: { kind: "redirect", to: `${stage.github.url}/loop`, status: 302 } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "invalid_answer" });
    expect(stage.github.log.length).toBeLessThanOrEqual(4);
  });

  it("what it cost is told as GitHub counts it", async () => {
    const { github, read, source } = await open(here, { api });
    await read();
    const { requests, points, quotas } = source.usage();
    expect(requests).toBe(github.log.length);
    expect(points).toBe(github.points);
    const used = api === "rest" ? github.restSpent : github.points;
    expect(quotas).toEqual([
      { resource: api === "rest" ? "core" : "graphql", limit: 5_000, remaining: 5_000 - used, used },
    ]);
  });

  it("what a renamed repository cost is told as GitHub counts it", async () => {
    const renamed = populationOf([repo(1, "new", { formerNames: ["acme/old"] })]);
    const { github, read, source } = await open(renamed, { api, repositories: "acme/old" });
    await read();
    expect(source.usage().requests).toBe(github.log.length);
    expect(source.usage().quotas).toMatchObject([
      { used: api === "rest" ? github.restSpent : github.points },
    ]);
  });

  it("what GitHub said of the limits is kept though a gateway answered last", async () => {
    const stage = await open(populationOf([repo(1, "api", 2)]), { api });
    await stage.read();
    const { remaining } = stage.source.usage().quotas[0] ?? {};
    stage.github.fault({ fault: { kind: "status", status: 502 } });
    await stage.read();
    expect(stage.source.usage().quotas).toMatchObject([{ limit: 5_000, remaining }]);
  });

  it("nothing was spent before it began", async () => {
    const { source } = await open(here, { api });
    expect(source.usage()).toEqual({ requests: 0, points: 0, quotas: [], partialAccess: false });
  });

  it.each([
    ["expiring", START + 10 * 86_400_000],
    ["full", undefined],
  ] as const)("when the token (%s) expires is told where GitHub tells it", async (name, expiry) => {
    const token = edgeTokens(START)[name].token;
    const { read, source } = await open(edgeCases(START), { api, token, repositories: "acme/with-1" });
    await read();
    expect(source.usage().tokenExpiresAt).toBe(expiry);
  });

  it("the token appears in nothing that a run tells", async () => {
    const stage = await open(populationOf([repo(1, "api", 2), repo(2, "web", 2)]), { api });
    stage.github.fault({ skip: 2, fault: { kind: "status", status: 500 } });
    const outcome = await stage.read();
    const told = JSON.stringify([outcome, stage.log.lines, stage.source.usage()]);
    expect(told).toContain("500");
    expect(told).not.toContain("sandbox-full-access");
  });

  it("an error that is nobody's fault but the program's is thrown, not told as a repository's", async () => {
    const { source } = await open(populationOf([repo(1, "api", 2)]), { api });
    // biome-ignore lint/correctness/useYield: it ends before it gives anything
    async function* broken(): AsyncGenerator<never> {
      throw new RangeError("a bug");
    }
    const reading = source.read(broken(), { pullRequests: ALL_FIELDS }, new AbortController().signal);
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toThrow("a bug");
  });

  it("an owner is listed once, however many patterns name it, in any case", async () => {
    const { github, read } = await open(here, { api, repositories: "acme/r1?,ACME/r2?,Acme/r3*" });
    expect(Object.keys(endings(await read()))).toHaveLength(21);
    expect(
      github.log.filter(
        ({ query, path }) => query.includes("repositoryOwner") || /\/repos\?.*page=1$/.test(path),
      ),
    ).toHaveLength(1);
  });
});
