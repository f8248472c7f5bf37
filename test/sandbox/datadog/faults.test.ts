import { expect, test } from "vitest";
import type { Fault } from "../../../sandbox/datadog/faults.ts";
import { datadog, series, submit } from "./support.ts";

test.each([400, 403, 408, 413, 429, 500, 503])(
  "status %i is answered instead, and nothing is kept",
  async (status) => {
    const sandbox = await datadog();
    sandbox.fault({ fault: { kind: "status", status } });
    const response = await submit(sandbox, series());
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [expect.any(String)] });
    expect(sandbox.points).toEqual([]);
    expect(sandbox.log[0]?.status).toBe(status);
  },
);

test("a status comes with the headers and the body asked for", async () => {
  const sandbox = await datadog();
  sandbox.fault({
    fault: { kind: "status", status: 429, headers: { "x-ratelimit-reset": "7" }, body: "later" },
  });
  const response = await submit(sandbox, series());
  expect(response.headers.get("x-ratelimit-reset")).toBe("7");
  expect(await response.text()).toBe("later");
});

test.each<[Fault, string]>([
  [{ kind: "accepted-with-errors", errors: ["no room"] }, '{"errors":["no room"]}'],
  [{ kind: "accepted-empty" }, ""],
  [{ kind: "accepted-html" }, "<!doctype html><title>Sign in</title>"],
])("$kind is a 202 behind which nothing was kept", async (fault, body) => {
  const sandbox = await datadog();
  sandbox.fault({ fault });
  const response = await submit(sandbox, series());
  expect(response.status).toBe(202);
  expect(await response.text()).toBe(body);
  expect(sandbox.points).toEqual([]);
});

test("a reset before acceptance ends the connection and keeps nothing", async () => {
  const sandbox = await datadog();
  sandbox.fault({ fault: { kind: "reset-before" } });
  await expect(submit(sandbox, series())).rejects.toThrow("fetch failed");
  expect(sandbox.points).toEqual([]);
  expect(sandbox.log[0]).not.toHaveProperty("status");
});

test("a reset after acceptance ends the connection and keeps everything", async () => {
  const sandbox = await datadog();
  sandbox.fault({ fault: { kind: "reset-after-accept" } });
  await expect(submit(sandbox, series())).rejects.toThrow("fetch failed");
  expect(sandbox.points).toHaveLength(1);
});

test("sending again what was accepted without an answer is no problem, with another value it is", async () => {
  const sandbox = await datadog();
  sandbox.fault({ times: 1, fault: { kind: "reset-after-accept" } });
  await expect(submit(sandbox, series())).rejects.toThrow("fetch failed");
  await submit(sandbox, series());
  expect(sandbox.problems).toEqual([]);
  await submit(sandbox, series());
  expect(sandbox.problems).toEqual([expect.stringContaining("sent twice")]);
});

test("a hanging request is never answered, and closing ends it", async () => {
  const sandbox = await datadog();
  const arrived = new Promise<void>((resolve) => {
    sandbox.fault({
      when() {
        resolve();
        return true;
      },
      fault: { kind: "hang" },
    });
  });
  const answer = submit(sandbox, series()).then(
    () => "answered",
    () => "cut",
  );
  await arrived;
  await sandbox.close();
  expect(await answer).toBe("cut");
  expect(sandbox.points).toEqual([]);
});

test("a slow answer is the right one", async () => {
  const sandbox = await datadog();
  sandbox.fault({ fault: { kind: "slow", ms: 1 } });
  expect((await submit(sandbox, series())).status).toBe(202);
  expect(sandbox.points).toHaveLength(1);
});

test("a rule skips as many as it says, then applies as often as it says", async () => {
  const sandbox = await datadog();
  sandbox.fault({ skip: 1, times: 2, fault: { kind: "status", status: 503 } });
  const statuses: number[] = [];
  for (const metric of ["a", "b", "c", "d"])
    statuses.push((await submit(sandbox, series({ metric }))).status);
  expect(statuses).toEqual([202, 503, 503, 202]);
});

test("a rule applies to the requests that it is about, and only they count", async () => {
  const sandbox = await datadog();
  sandbox.fault({
    when: ({ payload }) => payload?.series.some(({ metric }) => metric === "heartbeat") ?? false,
    times: 1,
    fault: { kind: "status", status: 500 },
  });
  expect((await submit(sandbox, series({ metric: "other" }))).status).toBe(202);
  expect((await submit(sandbox, series({ metric: "heartbeat" }))).status).toBe(500);
  expect((await submit(sandbox, series({ metric: "heartbeat" }))).status).toBe(202);
});

test("the first rule that applies decides, and reset forgets all", async () => {
  const sandbox = await datadog();
  sandbox.fault({ times: 1, fault: { kind: "status", status: 500 } });
  sandbox.fault({ fault: { kind: "status", status: 503 } });
  expect((await submit(sandbox, series())).status).toBe(500);
  expect((await submit(sandbox, series())).status).toBe(503);
  sandbox.reset();
  expect((await submit(sandbox, series())).status).toBe(202);
});

test.each(["cut", "false-gzip"] as const)(
  "an answer that is spoilt (%s) keeps everything and cannot be read",
  async (how) => {
    const sandbox = await datadog();
    sandbox.fault({ times: 1, fault: { kind: "spoilt-answer", how } });
    await expect(submit(sandbox, series()).then((response) => response.text())).rejects.toThrow();
    expect(sandbox.points).toHaveLength(1);
    await submit(sandbox, series());
    expect(sandbox.problems).toEqual([]);
  },
);

test("an answer that drips keeps everything and comes a byte at a time", async () => {
  const sandbox = await datadog();
  sandbox.fault({ fault: { kind: "spoilt-answer", how: "drip" } });
  const reader = (await submit(sandbox, series())).body?.getReader();
  expect((await reader?.read())?.value).toHaveLength(1);
  await reader?.cancel();
  expect(sandbox.points).toHaveLength(1);
});
