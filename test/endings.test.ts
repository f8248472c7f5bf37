import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seriesKey } from "../sandbox/datadog/tags.ts";
import { APP_KEY, environmentOf, type House, openHouse } from "./support/house.ts";
import { type Ended, type Installed, install, type Running } from "./support/program.ts";
import { smallTown } from "./support/town.ts";

const town = smallTown();
let program: Installed;

beforeAll(() => {
  program = install();
});
afterAll(() => program.remove());

const environment = (house: House, more: Readonly<Record<string, string>> = {}) =>
  environmentOf(house, { DD_APP_KEY: APP_KEY, ...more });

/** Which questions are never answered. */
const SILENCES = {
  "GitHub's": ({ github }: House) => github.fault({ fault: { kind: "hang" } }),
  "Datadog's": ({ datadog }: House) => datadog.fault({ fault: { kind: "hang" } }),
  both: (house: House) => {
    SILENCES["GitHub's"](house);
    SILENCES["Datadog's"](house);
  },
} as const;

/** A process at each of the silences at the same time; `then` does something to each. */
async function inSilence(
  env: Readonly<Record<string, string>>,
  then: (running: Running, house: House) => void = () => {},
): Promise<readonly { readonly silence: string; readonly ended: Ended; readonly ms: number }[]> {
  return await Promise.all(
    Object.entries(SILENCES).map(async ([silence, strike]) => {
      const house = await openHouse({ population: town });
      strike(house);
      const started = Date.now();
      const running = program.start(environment(house, env));
      then(running, house);
      const ended = await running.ended;
      return { silence, ended, ms: ended.endedAt - started };
    }),
  );
}

/** For a machine that has other things to do. */
const SLACK_MS = 4_000;

describe("the built program, where nothing is answered,", () => {
  it("ends by RUN_TIMEOUT and its last time-out, with 1", async () => {
    for (const { silence, ended, ms } of await inSilence({ RUN_TIMEOUT: "12s", REQUEST_TIMEOUT: "3s" })) {
      expect({ silence, code: ended.code }).toEqual({ silence, code: 1 });
      expect(ms).toBeLessThan(15_000 + SLACK_MS);
      expect(ended.log.at(-1)).toMatchObject({ event: "run_finished", success: false });
    }
  }, 60_000);

  it.each(["SIGTERM", "SIGINT"] as const)(
    "ends within ten seconds of %s, with 1",
    async (name) => {
      const asked = new Map<House, number>();
      const interrupt = ({ child }: Running, house: House) => {
        const onAsked = () => {
          if (asked.has(house)) return;
          asked.set(house, Date.now());
          child.kill(name);
        };
        house.github.onRequest(onAsked);
      };
      for (const { silence, ended } of await inSilence({}, interrupt)) {
        expect({ silence, code: ended.code }).toEqual({ silence, code: 1 });
      }
      const latest = Math.max(...asked.values());
      expect(asked.size).toBe(3);
      expect(Date.now() - latest).toBeLessThan(10_000 + SLACK_MS);
    },
    60_000,
  );

  it.each([
    ["SIGTERM", "SIGINT"],
    ["SIGINT", "SIGTERM"],
    ["SIGINT", "SIGINT"],
  ] as const)("ends at once by %s and then %s", async (first, second) => {
    const house = await openHouse({ population: town });
    SILENCES["GitHub's"](house);
    const { child, ended } = program.start(environment(house));
    let asked = 0;
    house.github.onRequest(() => void (asked === 0 && child.kill(first)));
    // What is sent after the first shows that it was taken in.
    house.datadog.fault({
      when: () => {
        if (asked === 0) child.kill(second);
        asked ||= Date.now();
        return true;
      },
      fault: { kind: "hang" },
    });
    const { code, signal, endedAt } = await ended;
    expect({ code, signal }).toEqual({ code: null, signal: second });
    expect(endedAt - asked).toBeLessThan(SLACK_MS);
  });
});

describe("two runs at the same time", () => {
  it.each(["graphql", "rest"] as const)("do no harm, zeros included, by %s", async (api) => {
    const house = await openHouse({ population: town });
    const env = environment(house, { GITHUB_API: api });
    expect(await program.start(env).ended).toMatchObject({ code: 0 });
    const emptied = {
      ...town,
      repositories: town.repositories.map((one) =>
        one.name === "delta" ? { ...one, pullRequests: [] } : one,
      ),
    };
    const vanishing = house.datadog.points.filter(
      ({ metric, tags }) => metric.includes(".open.by_") && tags.includes("repo:acme/delta"),
    );
    house.github.population = emptied;
    const before = house.datadog.points.length;
    const both = await Promise.all([program.start(env).ended, program.start(env).ended]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const latest = house.datadog.latest();
    for (const { metric, tags } of vanishing) expect(latest.get(seriesKey(metric, tags))).toBe(0);
    expect(vanishing.length).toBeGreaterThan(3);
    const values = new Map<string, number>();
    for (const { metric, tags, timestamp, value } of house.datadog.points.slice(before)) {
      if (metric.includes(".exporter.")) continue;
      const key = `${seriesKey(metric, tags)} at ${timestamp}`;
      expect({ key, value }).toEqual({ key, value: values.get(key) ?? value });
      values.set(key, value);
    }
    expect(latest.get("github.exporter.run.success{}")).toBe(1);
  });
});
