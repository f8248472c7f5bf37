import { describe, expect, it } from "vitest";
import type { Fault, RequestEntry } from "../../sandbox/github/types.ts";
import { Stop } from "../../src/domain/stop.ts";
import { createClient } from "../../src/github/client/client.ts";
import { numbersAsText } from "../faults/alter.ts";
import { START, virtualClock } from "../support/clock.ts";
import { APIS, endings, open, populationOf, repo } from "./harness.ts";

const counts = { "acme/api": 120, "acme/web": 3, "acme/empty": 0 };
const here = populationOf(Object.entries(counts).map(([name, count], i) => repo(i + 1, name, count)));

/** Faults that pass. */
const passing = {
  "500": { kind: "status", status: 500 },
  "502": { kind: "status", status: 502 },
  "503": { kind: "status", status: 503 },
  "504": { kind: "status", status: 504 },
  "408": { kind: "status", status: 408 },
  "a reset before the answer": { kind: "reset-before" },
  "a reset instead of the answer": { kind: "reset-after" },
  "half of the JSON": { kind: "invalid-json" },
  "a proxy's web page": { kind: "html-200" },
  "no body": { kind: "empty-body" },
  "an object of another kind": { kind: "altered", alter: () => ({ message: "Hello" }) },
  "a list of another kind": { kind: "altered", alter: () => [{ message: "Hello" }] },
  "numbers as text": { kind: "altered", alter: numbersAsText },
  "a cut body": { kind: "cut-body" },
  "a chunked body that never ends": { kind: "truncated-chunked" },
  "a body that inflates to 40 MiB": { kind: "inflating", mebibytes: 40 },
  "no answer in time": { kind: "hang" },
} satisfies Record<string, Fault>;

describe.each(APIS)("by %s, what passes", (api) => {
  it.each(Object.entries(passing))("is tried again and costs no number: %s", async (_, fault) => {
    const stage = await open(here, { api, requestTimeoutMs: fault.kind === "hang" ? 150 : 10_000 });
    stage.github.fault({ times: 2, fault });
    stage.github.fault({ skip: 4, times: 1, fault });
    expect(endings(await stage.read())).toEqual(counts);
    expect(stage.github.problems).toEqual([]);
  });

  it("is tried again after waits that grow and differ", async () => {
    const one = populationOf([repo(1, "api", 1)]);
    const waits = [];
    for (let i = 0; i < 5; i += 1) {
      const stage = await open(one, { api });
      stage.github.fault({ times: 3, fault: { kind: "status", status: 503 } });
      expect(endings(await stage.read())).toEqual({ "acme/api": 1 });
      waits.push(stage.clock.waits);
    }
    for (const [first = 0, second = 0, third = 0, ...more] of waits) {
      expect(more).toEqual([]);
      expect([first, second, third].map((ms) => ms >= 500 && ms <= 4_000)).toEqual([true, true, true]);
      expect(third).toBeGreaterThan(first);
      expect(first).toBeLessThanOrEqual(1_000);
      expect(third).toBeGreaterThanOrEqual(2_000);
    }
    expect(new Set(waits.map(([first]) => first)).size).toBeGreaterThan(1);
  });
});

describe.each(APIS)("by %s, what does not pass", (api) => {
  it.each([
    ["500", { kind: "status", status: 500 }, "server_error"],
    ["503", { kind: "status", status: 503 }, "server_error"],
    ["502", { kind: "status", status: 502 }, "server_error"],
    ["a reset", { kind: "reset-before" }, "network"],
    ["a cut body", { kind: "cut-body" }, "network"],
    ["a web page", { kind: "html-200" }, "invalid_answer"],
    ["half of the JSON", { kind: "invalid-json" }, "invalid_answer"],
    ["no body", { kind: "empty-body" }, "invalid_answer"],
    ["another shape", { kind: "altered", alter: () => ({ message: "Hello" }) }, "invalid_answer"],
  ] satisfies [string, Fault, string][])(
    "ends with its reason for every repository: %s",
    async (_, fault, reason) => {
      const stage = await open(here, { api });
      stage.github.fault({ fault });
      const outcome = await stage.read();
      expect(endings(outcome)).toEqual({ "acme/api": reason, "acme/web": reason, "acme/empty": reason });
      for (const one of outcome.snapshots)
        expect(one).toMatchObject({ message: expect.stringMatching(/\w{4}/) });
    },
  );

  it("for one of several names in a query leaves the others their numbers", async () => {
    const alter = (body: unknown) =>
      JSON.parse(JSON.stringify(body).replaceAll('"nameWithOwner":"acme/web"', '"nameWithOwner":7'));
    const stage = await open(here, { api: "graphql" });
    stage.github.fault({ fault: { kind: "altered", alter } });
    expect(endings(await stage.read())).toEqual({ ...counts, "acme/web": "invalid_answer" });
  });

  it.each([
    [20, 1],
    [1_500, "invalid_answer"],
  ])("ends, for an answer that inflates to %i MiB, with %s, in little memory", async (mebibytes, end) => {
    const stage = await open(populationOf([repo(1, "api", 1)]), { api });
    stage.github.fault({ times: 4, fault: { kind: "inflating", mebibytes } });
    const before = process.memoryUsage().rss;
    expect(endings(await stage.read())).toEqual({ "acme/api": end });
    expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 * 1024);
  });

  it("is given up after four attempts", async () => {
    const stage = await open(populationOf([repo(1, "api", 1)]), { api });
    stage.github.fault({ fault: { kind: "status", status: 500 } });
    expect(endings(await stage.read())).toEqual({ "acme/api": "server_error" });
    expect(stage.github.log).toHaveLength(4);
  });

  it("like a server that is not there ends with its reason", async () => {
    const stage = await open(here, { api, repositories: "acme/api,acme/*" });
    await stage.github.close();
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/api": "network" });
    expect(outcome.found).toContainEqual(
      expect.objectContaining({ kind: "listing_failed", reason: "network" }),
    );
    expect(JSON.stringify(outcome.snapshots)).toContain("ECONNREFUSED");
  });

  it("for hundreds of repositories does not become a storm", async () => {
    const clock = virtualClock();
    const many = populationOf(Array.from({ length: 300 }, (_, i) => repo(i + 1, `r${i}`, 2)));
    const stage = await open(many, { api, clock, deadline: START + 240_000 });
    const when = ({ query }: RequestEntry) => !query.includes("{totalCount}}");
    stage.github.fault({ when, fault: { kind: "status", status: 502 } });
    const signal = clock.abortAt(START + 240_000, new Stop("deadline", "the time for reading is over"));
    const ends = Object.values(endings(await stage.read({ signal })));
    expect(ends).toHaveLength(300);
    expect(ends.every((end) => end === "deadline" || end === "server_error")).toBe(true);
    expect(stage.github.log.length).toBeLessThanOrEqual(100);
  });
});

it("is not asked again where the exporter itself cannot read a good answer", async () => {
  let requests = 0;
  const fetch = async () => {
    requests += 1;
    return Response.json({ data: { viewer: { login: "alice" } } });
  };
  const clock = virtualClock();
  const limits = { requestTimeoutMs: 1_000, deadline: clock.now() + 60_000 };
  const client = createClient({
    apiUrl: "https://api.github.com",
    userAgent: "test",
    ...limits,
    fetch,
    clock,
  });
  const defect = () => {
    throw new TypeError("e.toLowerCase is not a function");
  };
  const { signal } = new AbortController();
  const failure = { reason: "internal_error", message: expect.stringContaining("toLowerCase") };
  await expect(client.get("/user", signal, defect)).rejects.toMatchObject(failure);
  await expect(client.graphql("{viewer{login}}", {}, signal, false, defect)).rejects.toMatchObject(failure);
  expect(requests).toBe(2);
});
