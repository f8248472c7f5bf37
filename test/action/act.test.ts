import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { act } from "../../src/action/act.ts";
import { systemClock } from "../../src/cli/clock.ts";
import { APP_PRIVATE_KEY, AS_APP, appRecord, installation } from "../support/app.ts";
import { API_KEY, openHouse } from "../support/house.ts";
import { isAbout, smallTown } from "../support/town.ts";
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

  it("shows no secret with characters that are written in another way in the summary", async () => {
    const [token, key] = ["github_pat_canary_0123456789", "canary_key_0123456789"];
    const house = await openHouse({ population: smallTown([tokenRecord(token)]), apiKey: key });
    const echo = `you sent ${key} and ${token}`;
    house.github.fault({
      when: isAbout("beta"),
      fault: { kind: "status", status: 403, body: { message: echo } },
    });
    house.datadog.fault({ fault: { kind: "status", status: 400, body: JSON.stringify({ errors: [echo] }) } });
    const step = stepOf(house, { ...INPUTS, "github-token": token, "dd-api-key": key, "github-api": "rest" });
    expectHidden(await take(step), step, [token, key]);
  });

  it("shows no secret that stands in quotes, nor a proxy's password", async () => {
    const [key, password] = ["canary-key-0123456789", "canary-password-0123456789"];
    const house = await openHouse({ population: smallTown(), apiKey: key });
    const echo = `you sent ${key} through ${password}`;
    house.datadog.fault({ fault: { kind: "status", status: 400, body: JSON.stringify({ errors: [echo] }) } });
    const proxy = { HTTPS_PROXY: `http://me:${password}@127.0.0.1:9` };
    const step = stepOf(house, { ...INPUTS, "dd-api-key": `"${key}"` }, proxy);
    expectHidden(await take(step), step, [key, password]);
  });

  it("shows nothing that a GitHub App was given or made, not even the most of it", async () => {
    const app = appRecord(installation(7, "acme"));
    const house = await openHouse({ population: { ...smallTown([]), apps: [app] } });
    const used = () => house.github.log.map(({ headers }) => headers["authorization"]);
    // So long that what it repeats is cut off, and has no form any more by which it could be told.
    const body = { toJSON: () => ({ message: `${"-".repeat(70)} you sent ${used().join(" ")}` }) };
    house.github.fault({ when: isAbout("beta"), fault: { kind: "status", status: 403, body } });
    const step = stepOf(house, {
      ...INPUTS,
      "github-app-id": AS_APP.GITHUB_APP_ID,
      "github-app-private-key": APP_PRIVATE_KEY,
      "github-api": "rest",
    });
    const { commands } = await take(step);
    const [warning] = commands.filter(({ name }) => name === "warning");
    expect(warning?.message).toMatch(/you sent bearer \*\*\*/);
    for (const text of [warning?.message, step.summary()]) expect(text).not.toMatch(/eyJ|ghs_/);
  });

  it("gives no total where the token may have lost access", async () => {
    const house = await openHouse({ population: smallTown() });
    const step = stepOf(house, { ...INPUTS, "min-repositories": "5" });
    expect((await take(step)).code).toBe(0);
    expect(step.outputs()).toMatchObject({ pull_requests: "", failed: "0" });
  });

  it("says of no metric that it was sent where Datadog did not take all of it", async () => {
    const house = await openHouse({ population: smallTown() });
    house.datadog.fault({ times: 1, fault: { kind: "status", status: 400 } });
    const step = stepOf(house, INPUTS);
    expect((await take(step)).code).toBe(1);
    expect(step.summary()).toContain("Datadog did not take all of it");
    expect(step.summary()).not.toContain("| github.");
  });
});

type Taken = Awaited<ReturnType<typeof take>>;

/** A person sees the summary without the backslashes that it is written with. */
function expectHidden({ commands, shown }: Taken, step: Step, secrets: readonly string[]) {
  const said = commands.flatMap(({ name, message }) => (name === "add-mask" ? [] : [message]));
  const summary = step.summary();
  expect(summary).toContain("you sent \\*\\*\\*");
  expect(said.join()).toContain("you sent ***");
  const texts = [shown, said.join(), summary.replaceAll("\\", "")];
  for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret);
  const masked = commands.flatMap(({ name, message }) => (name === "add-mask" ? [message] : []));
  expect(masked).toEqual(expect.arrayContaining([...secrets]));
}
