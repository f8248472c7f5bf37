import { describe, expect, it } from "vitest";
import { Stop } from "../../src/domain/stop.ts";
import { APIS, endings, open, populationOf, repo } from "./harness.ts";

const sizes = [150, 90, 61, 59, 58, 57, 12, 3, 0];
const counts = Object.fromEntries(sizes.map((count, i) => [`acme/r${i}`, count]));
const here = populationOf(sizes.map((count, i) => repo(i + 1, `r${i}`, count)));

/** Every repository has one end: its right number, or this reason. */
function expectOnly(ends: Record<string, unknown>, reason: string): void {
  expect(Object.keys(ends).sort()).toEqual(Object.keys(counts));
  for (const [name, end] of Object.entries(ends)) expect([counts[name], reason]).toContain(end);
  expect(Object.values(ends)).toContain(reason);
}

describe.each(APIS)("by %s", (api) => {
  it("a token that is refused from the start ends everything as unauthorized", async () => {
    const stage = await open(here, { api, token: "wrong", repositories: "acme/r1,acme/*,other/*" });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/r1": "unauthorized" });
    expect(outcome.found.filter(({ kind }) => kind === "listing_failed")).toMatchObject([
      { reason: "unauthorized" },
      { reason: "unauthorized" },
    ]);
    expect(stage.github.log.length).toBeLessThanOrEqual(3);
    expect(JSON.stringify(outcome)).toContain("GITHUB_TOKEN");
  });

  it("a token that is revoked midway ends the rest, and what is complete stays", async () => {
    const stage = await open(here, { api, concurrency: 1 });
    stage.github.fault({ skip: api === "rest" ? 9 : 7, fault: { kind: "status", status: 401 } });
    const ends = endings(await stage.read());
    expectOnly(ends, "unauthorized");
    expect(Object.values(ends).some((end) => typeof end === "number" && end > 0)).toBe(true);
    expect(stage.github.log.filter(({ status }) => status === 401)).toHaveLength(1);
  });

  it.each(["deadline", "interrupted"] as const)("is ended from outside: %s", async (reason) => {
    const stage = await open(here, { api });
    const controller = new AbortController();
    stage.github.fault({ skip: 4, fault: { kind: "hang" } });
    stage.github.onRequest(({ index }) => {
      if (index === 5) controller.abort(new Stop(reason, "stop now"));
    });
    const outcome = await stage.read({ signal: controller.signal });
    expectOnly(endings(outcome), reason);
    for (const one of outcome.snapshots) if (one.kind === "failed") expect(one.message).toBe("stop now");
    expect(stage.github.log.length).toBeLessThanOrEqual(20);
  });

  it("tells what it was trying when its time ended", async () => {
    const one = populationOf([repo(1, "r0", 1)]);
    const stage = await open(one, { api });
    stage.github.fault({ fault: { kind: "status", status: 500 } });
    const signal = stage.clock.abortAt(stage.clock.now() + 700, new Stop("deadline", "time is up"));
    const { snapshots } = await stage.read({ signal });
    expect(snapshots).toMatchObject([{ kind: "failed", reason: "deadline" }]);
    expect(JSON.stringify(snapshots)).toMatch(/time is up; before that: GitHub answered 500 to /);
  });

  it("is ended while owners are listed: what was listed and not read has the reason too", async () => {
    const many = populationOf(Array.from({ length: 250 }, (_, i) => repo(i + 1, `r${i}`, 1)));
    const stage = await open(many, { api, repositories: "acme/*" });
    const controller = new AbortController();
    stage.github.onRequest(({ index }) => {
      if (index === 2) controller.abort(new Stop("interrupted", "stop now"));
    });
    const outcome = await stage.read({ signal: controller.signal });
    expect(outcome.found).toContainEqual(
      expect.objectContaining({ kind: "listing_failed", owner: "acme", reason: "interrupted" }),
    );
    const found = outcome.found.filter(({ kind }) => kind === "repository").length;
    expect(Object.values(endings(outcome))).toHaveLength(found);
    for (const end of Object.values(endings(outcome))) expect([1, "interrupted"]).toContain(end);
  });

  it("is ended before it begins: nothing is sent", async () => {
    const stage = await open(here, { api });
    const signal = AbortSignal.abort(new Stop("interrupted", "stop now"));
    const ends = endings(await stage.read({ signal }));
    expect(new Set(Object.values(ends))).toEqual(new Set(["interrupted"]));
    expect(Object.keys(ends)).toHaveLength(sizes.length);
    expect(stage.github.log).toEqual([]);
  });

  it("is ended while it waits for a limit", async () => {
    const stage = await open(here, { api });
    stage.github.fault({
      skip: 2,
      times: 1,
      fault: { kind: "secondary-limit", status: 403, retryAfter: 100 },
    });
    const signal = stage.clock.abortAt(stage.clock.now() + 50_000, new Stop("deadline", "stop now"));
    expectOnly(endings(await stage.read({ signal })), "deadline");
    expect(stage.clock.waits).toEqual([100_000]);
  });
});
