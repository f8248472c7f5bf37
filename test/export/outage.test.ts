import { describe, expect, test } from "vitest";
import { events, type House, type Outcome, openHouse, type Variables } from "../support/house.ts";
import { smallTown } from "../support/town.ts";
import { type Case, expectFailure } from "./one-failure.ts";

const town = smallTown();

/** Runs the program, and tells how many milliseconds it took. */
async function endure(house: House, env: Variables): Promise<{ outcome: Outcome; took: number }> {
  const since = Date.now();
  const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env });
  return { outcome, took: Date.now() - since };
}

function reasonsOf(outcome: Outcome): readonly unknown[] {
  return events(outcome, "payload_refused").map(({ reason }) => reason);
}

/** What is wrong at each attempt is asked again a few times, a little later each time. */
const lasting: readonly Case[] = [
  {
    api: "graphql",
    what: "is a gateway's 502 each time",
    reason: "server_error",
    record: 58,
    fault: { kind: "status", status: 502 },
  },
  {
    api: "rest",
    what: "never answers",
    reason: "network",
    record: 3,
    fault: { kind: "hang" },
    env: { REQUEST_TIMEOUT: "400ms" },
  },
  {
    api: "rest",
    what: "has a second page that fails",
    reason: "server_error",
    record: 150,
    fault: { kind: "status", status: 503 },
    when: ({ path }) => path.includes("&page=2"),
  },
  {
    api: "rest",
    what: "is half of its JSON each time",
    reason: "invalid_answer",
    record: 3,
    fault: { kind: "invalid-json" },
  },
];

/** These take the time that they are about, and all at once: nothing else ends a wait for an answer that never comes. */
describe.concurrent("an outage", () => {
  test("of Datadog, which is not there, ends the run within RUN_TIMEOUT, naming what was not delivered", async ({
    onTestFinished,
  }) => {
    const house = await openHouse({ population: town, onTestFinished });
    const { outcome, took } = await endure(house, { DD_URL: "http://127.0.0.1:9", RUN_TIMEOUT: "15s" });
    expect(took).toBeLessThan(16_000);
    const refused = expect.stringMatching(/^\d+ series were not accepted: no answer from 127\.0\.0\.1:9 /);
    expect(reasonsOf(outcome)).toHaveLength(3);
    expect(reasonsOf(outcome)[0]).toEqual(refused);
    expect(events(outcome, "run_finished")).toMatchObject([{ success: false, series: 0, refused: 3 }]);
    expect(outcome.exitCode).toBe(1);
  });

  test("of Datadog, which never answers, ends the run within RUN_TIMEOUT, the heartbeat tried at the last", async ({
    onTestFinished,
  }) => {
    const house = await openHouse({ population: town, onTestFinished });
    house.datadog.fault({ fault: { kind: "hang" } });
    const { outcome, took } = await endure(house, { RUN_TIMEOUT: "10500ms" });
    expect(took).toBeLessThan(11_500);
    expect(house.datadog.log.at(-1)?.payload?.series).toMatchObject([
      { metric: "github.exporter.run.success", points: [{ value: 0 }] },
    ]);
    expect(outcome.exitCode).toBe(1);
  });

  test("of Datadog, which never answers, ends an interrupted run within 10 s of the signal", async ({
    onTestFinished,
  }) => {
    const house = await openHouse({ population: town, onTestFinished });
    let since = 0;
    house.datadog.fault({
      when: () => {
        since ||= Date.now();
        house.interrupt();
        return true;
      },
      fault: { kind: "hang" },
    });
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*" });
    expect(Date.now() - since).toBeLessThan(11_000);
    expect(reasonsOf(outcome)).toHaveLength(3);
    expect(outcome.exitCode).toBe(1);
  });

  test.for(lasting)(
    "of one repository, which $what (by $api), leaves the others' numbers right",
    expectFailure,
  );
});
