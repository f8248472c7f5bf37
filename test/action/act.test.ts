import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { act } from "../../src/action/act.ts";
import { systemClock } from "../../src/cli/clock.ts";
import { API_KEY, openHouse } from "../support/house.ts";
import { smallTown } from "../support/town.ts";
import { readLog, type Step, stepOf } from "./runner.ts";

const INPUTS = { "dd-api-key": API_KEY, "github-repositories": "acme/*" };

/** The same as the built entry does, in this process. */
async function take({ env }: Pick<Step, "env">) {
  const parts: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  const rest = { version: "0.0.0-test", clock: systemClock, onSignal: () => () => {} };
  return { code: await act({ env, stdout, ...rest }), ...readLog(parts.join("")) };
}

describe("a step", () => {
  it("tells the runner what a run did", async () => {
    const house = await openHouse({ population: smallTown() });
    const step = stepOf(house, INPUTS);
    expect((await take(step)).code).toBe(0);
    expect(step.outputs()).toMatchObject({ pull_requests: "10", failed: "0" });
    expect(step.summary()).toContain("| acme/delta | 5 |");
  });

  it.each(["plan", "check"])("tells it what %s prints", async (command) => {
    const house = await openHouse({ population: smallTown() });
    const step = stepOf(house, { ...INPUTS, command });
    expect((await take(step)).code).toBe(0);
    expect(step.summary()).toMatch(/^```\n[\s\S]+^```$/m);
  });

  it("does not fail where only the telling fails", async () => {
    const house = await openHouse({ population: smallTown() });
    const { env } = stepOf(house, INPUTS);
    const { code, commands } = await take({ env: { ...env, GITHUB_STEP_SUMMARY: "/no/such/file" } });
    expect(code).toBe(0);
    expect(commands.filter(({ name }) => name === "warning")).toMatchObject([
      { message: expect.stringMatching(/^GITHUB_STEP_SUMMARY could not be written: ENOENT/) },
    ]);
    expect(house.datadog.find("github.exporter.run.success")).toMatchObject([{ value: 1 }]);
  });

  it("does without a file for the summary, which an older runner has not", async () => {
    const house = await openHouse({ population: smallTown() });
    const { env } = stepOf(house, INPUTS);
    const { code, commands } = await take({ env: { ...env, GITHUB_STEP_SUMMARY: "" } });
    expect({ code, others: commands.filter(({ name }) => name !== "add-mask") }).toEqual({
      code: 0,
      others: [],
    });
  });

  it("refuses a command that is none for it", async () => {
    const house = await openHouse({ population: smallTown() });
    const { code, commands } = await take(stepOf(house, { ...INPUTS, command: "setup" }));
    expect(code).toBe(2);
    expect(commands.at(-1)).toMatchObject({ name: "error" });
  });
});
