import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { act } from "../src/action/act.ts";
import { systemClock } from "../src/cli/clock.ts";
import { readLog, stepOf } from "./action/runner.ts";
import { openHouse } from "./support/house.ts";
import { openSetup } from "./support/setup.ts";
import { isAbout, smallTown } from "./support/town.ts";

/** A colour, a title of the terminal, a bell, another direction of writing, C1, something invisible, and a line that is none of ours. */
const HOSTILE =
  "no \u001b[31mred\u001b]0;title\u0007 \u202eevil\u2066 \u009b1m \u200bx\u{e0041} \u2028end\r\n::error::fake line";
const UNSEEN = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Colours of our own, and the returns of the status line, are for terminals only. */
const OURS = new RegExp(`${String.fromCharCode(27)}\\[\\d*m|\\r`, "g");
const withoutColours = (text: string) => text.replaceAll(OURS, "");

async function hostileHouse(terminal = false) {
  const house = await openHouse({ population: smallTown(), terminal });
  const body = { message: HOSTILE };
  house.github.fault({ when: isAbout("beta"), fault: { kind: "status", status: 403, body } });
  house.datadog.fault({
    fault: { kind: "status", status: 400, body: JSON.stringify({ errors: [HOSTILE] }) },
  });
  return house;
}

const ENV = { GITHUB_REPOSITORIES: "acme/*", GITHUB_API: "rest", LOG_LEVEL: "trace" };

describe("what a server says", () => {
  it.each([
    [["run"], "json", false],
    [["run"], "pretty", false],
    [["run"], "pretty", true],
    [["plan"], "json", false],
    [["plan"], "auto", true],
    [["plan", "--json"], "json", false],
    [["check"], "json", false],
    [["check"], "auto", true],
    [["check", "--json"], "json", false],
  ] as const)("is shown escaped by %j, LOG_FORMAT=%s, terminal %s", async (argv, format, terminal) => {
    const house = await hostileHouse(terminal);
    const { stdout, stderr } = await house.run({ ...ENV, LOG_FORMAT: format }, ...argv);
    expect(`${stdout}${stderr}`).toContain("\\u202eevil");
    for (const text of [stdout, stderr]) {
      expect(terminal ? withoutColours(text) : text).not.toMatch(UNSEEN);
      expect(text).not.toMatch(/^::error/m);
      expect(text).not.toContain("\u001b[31mred");
    }
  });

  it("is shown escaped by setup", async () => {
    const house = await openSetup();
    house.datadog.fault({
      fault: { kind: "status", status: 400, body: JSON.stringify({ errors: [HOSTILE] }) },
    });
    const { stdout, stderr } = await house.setup();
    expect(stdout).toContain("\\u202eevil");
    expect(`${stdout}${stderr}`).not.toMatch(UNSEEN);
  });

  it("is shown escaped on the page", async () => {
    const house = await hostileHouse();
    const directory = mkdtempSync(join(tmpdir(), "page-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, "report.html");
    await house.run(ENV, "plan", "--html", file);
    const [, main = ""] = /<body>([\s\S]*)<script>/.exec(readFileSync(file, "utf8")) ?? [];
    expect(main).toContain("\\u202eevil");
    expect(main).not.toMatch(UNSEEN);
  });

  it("is shown escaped by the Action, and is no command of its runner", async () => {
    const house = await hostileHouse();
    const parts: string[] = [];
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        parts.push(String(chunk));
        done();
      },
    });
    const step = stepOf(house, {
      "github-repositories": "acme/*",
      "github-api": "rest",
      "dd-api-key": "sandbox-api-key-0123456789abcdef",
    });
    await act({
      env: step.env,
      stdout,
      version: "0.0.0-test",
      clock: systemClock,
      onSignal: () => () => {},
    });
    const { commands } = readLog(parts.join(""));
    expect(commands.filter(({ message }) => message === "fake line")).toEqual([]);
    for (const text of [parts.join(""), step.summary()]) {
      expect(text).toContain("u202eevil");
      expect(text).not.toMatch(UNSEEN);
    }
  });
});
