import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { APP_KEY, openHouse } from "./support/house.ts";
import { smallTown } from "./support/town.ts";

const MINUTE_MS = 60_000;

describe("a run on a machine whose clock is off", () => {
  it.each([
    { minutes: 180, dropped: true },
    { minutes: 11, dropped: true },
    { minutes: 8, dropped: false },
    { minutes: -30, dropped: false },
    { minutes: -62, dropped: true },
    { minutes: -180, dropped: true },
  ])(
    "by $minutes minutes: warns, and fails where Datadog drops the points: $dropped",
    async ({ minutes, dropped }) => {
      const now = () => Date.now() - minutes * MINUTE_MS;
      const house = await openHouse({ population: smallTown(), now, datadog: { now } });
      const { exitCode, log } = await house.run({ GITHUB_REPOSITORIES: "acme/*", DD_APP_KEY: APP_KEY });
      expect(house.datadog.find("github.exporter.run.success").map(({ value }) => value)).toEqual(
        dropped ? [] : [1],
      );
      const events = (name: string) => log.filter(({ event }) => event === name);
      expect(exitCode).toBe(dropped ? 1 : 0);
      expect(events("run_finished")).toMatchObject([{ success: !dropped }]);
      const [warning, ...more] = events("clock_off");
      expect(Math.round(Number(warning?.["ahead_s"]) / 60)).toBe(minutes);
      expect(more).toEqual([]);
      const refused = events("payload_refused").map(({ reason }) => String(reason));
      expect(refused.length > 0).toBe(dropped);
      const planned = await house.run({ GITHUB_REPOSITORIES: "acme/*" }, "plan");
      expect(planned.exitCode).toBe(exitCode);
      expect(planned.stderr).toContain("clock_off");
      for (const reason of refused) expect(reason).toContain("set the clock of this machine");
    },
  );

  it("fails by GitHub's clock too, where Datadog's answers have no date", async () => {
    const relay = createServer((request, response) => {
      request.resume();
      response.sendDate = false;
      response.writeHead(202, { "content-type": "application/json" }).end('{"errors":[]}');
    });
    await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void relay.close());
    const address = relay.address();
    const DD_URL = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const run = async (minutes: number) => {
      const house = await openHouse({ population: smallTown(), now: () => Date.now() - minutes * MINUTE_MS });
      return await house.run({ GITHUB_REPOSITORIES: "acme/*", DD_URL });
    };
    expect((await run(30)).exitCode).toBe(1);
    expect((await run(5)).exitCode).toBe(0);
  });

  it("by less than a minute says nothing", async () => {
    const now = () => Date.now() - MINUTE_MS / 2;
    const house = await openHouse({ population: smallTown(), now, datadog: { now } });
    const { exitCode, log } = await house.run({ GITHUB_REPOSITORIES: "acme/*" });
    expect(exitCode).toBe(0);
    expect(log.filter(({ event }) => event === "clock_off")).toEqual([]);
  });
});
