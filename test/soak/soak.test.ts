import { expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { load } from "../../src/config/load.ts";
import { Stop } from "../../src/domain/stop.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { START, virtualClock } from "../support/clock.ts";
import { recordLog } from "../support/log.ts";
import { judge } from "./judge.ts";
import { type Launch, noFigures, playSeason } from "./season.ts";
import { FURTHER_TAGS, openWorld } from "./world.ts";

const HOUR = 3_600_000;

/** Time that stands between two runs, an hour apart, and passes at once where one waits. */
function createTime() {
  let clock = virtualClock(START);
  let began = START;
  return {
    now: () => clock.now(),
    clock: () => clock,
    async pause() {
      began += HOUR;
      clock = virtualClock(began);
    },
  };
}

/** The program in this process; what never answers is not waited for long. */
function launcherBy(time: ReturnType<typeof createTime>): Launch {
  return (env) => {
    const clock = time.clock();
    const patience = env["REQUEST_TIMEOUT"] === "2s" ? { REQUEST_TIMEOUT: "250ms" } : {};
    const loaded = load({ ...env, ...patience }, "run", catalogue);
    if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
    const { settings } = loaded;
    const asked = new AbortController();
    const start = clock.now();
    const after = (ms: number, reason: unknown) => clock.abortAt(start + ms, reason);
    const { readingMs, timeoutMs } = settings.run;
    const over = new Error("the time for sending ended");
    const endings = {
      reading: AbortSignal.any([asked.signal, after(readingMs, new Stop("deadline", "over"))]),
      interruption: asked.signal,
      sending: {
        history: after((readingMs + timeoutMs) / 2, over),
        data: after(timeoutMs - 2_000, over),
        heartbeat: after(timeoutMs, over),
      },
      interrupt: () => {},
      clear: () => {},
    };
    const session = {
      settings,
      log: recordLog(),
      clock,
      fetch,
      endings,
      userAgent: "test",
      conceal: () => {},
    };
    return {
      ended: run(session, env["DD_API_KEY"] ?? "").then((code) => ({ code })),
      kill: (signal) => asked.abort(new Stop("interrupted", `the run was ended by ${signal}`)),
    };
  };
}

async function soak(seed: number, runs: number) {
  const time = createTime();
  const world = await openWorld(seed, time.now);
  const figures = noFigures();
  const { pause } = time;
  await playSeason({ world, launch: launcherBy(time), figures, runs, signals: ["SIGTERM"], pause });
  await world.close();
  return figures;
}

it.each([1, 2, 3, 4])(
  "whatever goes wrong by chance (seed %i), nothing false arrives, and the next clean run is right",
  async (seed) => {
    const { falseNumbers, duplicates, broken, leftovers, ...counts } = await soak(seed, 6);
    expect({ falseNumbers, duplicates, broken, leftovers }).toEqual({
      falseNumbers: [],
      duplicates: [],
      broken: [],
      leftovers: [],
    });
    expect(counts).toMatchObject({ runs: 6, clean: 1 });
    expect(counts.numbers).toBeGreaterThan(0);
  },
  120_000,
);

it("finds a false number out, and whatever is missing behind a heartbeat of 1", async () => {
  const world = await openWorld(1, () => START);
  await world.close();
  const point = { timestamp: START / 1_000, type: 3, payload: 0 };
  const points = [
    {
      ...point,
      metric: "github.pull_requests.open",
      tags: ["repo:acme/service-00001", ...FURTHER_TAGS],
      value: 999,
    },
    {
      ...point,
      metric: "github.pull_requests.open",
      tags: ["repo:acme/service-00002", ...FURTHER_TAGS],
      value: 0,
    },
    { ...point, metric: "github.exporter.run.success", tags: [], value: 1 },
  ];
  const { falseNumbers, broken } = judge(world, points, { code: 0 }, false);
  expect(falseNumbers.join()).toMatch(/open\{[^}]*repo:acme\/service-00001[^}]*\} is 999/);
  expect(falseNumbers.join()).toMatch(/open\{[^}]*repo:acme\/service-00002[^}]*\} is 0, not/);
  expect(broken).toContain("heartbeat 1 with 3 series of undefined");
  expect(broken).toContain("acme/service-00003 has neither numbers nor a failure");
});
