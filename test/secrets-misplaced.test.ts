import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { act } from "../src/action/act.ts";
import { systemClock } from "../src/cli/clock.ts";
import { SETTING_ROWS } from "../src/config/settings.ts";
import { readLog, stepOf } from "./action/runner.ts";
import { APP_PRIVATE_KEY } from "./support/app.ts";
import { openHouse } from "./support/house.ts";
import { isAbout, smallTown } from "./support/town.ts";

const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
const LETTERS = "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx2";

/**
 * By their kinds. https://docs.datadoghq.com/account_management/api-app-keys/ and
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
const KEYS = {
  "a Datadog API key": HEX.slice(0, 32),
  "a Datadog application key": HEX,
  "a newer Datadog application key": `ddapp_${LETTERS.slice(0, 34)}`,
  "a classic token": `ghp_${LETTERS}`,
  "an OAuth token": `gho_${LETTERS}`,
  "a user token of an App": `ghu_${LETTERS}`,
  "an installation token": `ghs_${LETTERS}`,
  "a refresh token": `ghr_${LETTERS}${LETTERS}`,
  "a fine-grained token": `github_pat_${LETTERS.slice(0, 22)}_${LETTERS}${LETTERS.slice(0, 23)}`,
  "a private key": APP_PRIVATE_KEY,
  "a private key in base64": Buffer.from(APP_PRIVATE_KEY).toString("base64"),
} as const;

const everyKey = Object.entries(KEYS).map(([kind, key]) => ({ kind, key }));
const plainSettings = SETTING_ROWS.filter((row) => !("secret" in row)).map(({ name }) => name);

/** Not even a part of the key may be read in a text, in any case of its letters. */
function expectMasked(text: string, key: string): void {
  const lower = text.toLowerCase();
  const words = key.split(/\s+/).filter((word) => word.length >= 16 && !/^-+(BEGIN|END)|^-+$/.test(word));
  expect(words.length).toBeGreaterThan(0);
  for (const word of words) {
    for (let at = 0; at + 16 <= word.length; at += 8) {
      expect(lower).not.toContain(word.slice(at, at + 16).toLowerCase());
    }
  }
}

describe("a key or token in the wrong place", () => {
  it.each(everyKey)("is shown by no message about a setting ($kind)", async ({ key }) => {
    const house = await openHouse({ population: smallTown() });
    // Nothing is attempted, and every fault is told.
    const wrong = { GITHUB_REPOSITORIES: "acme", DD_API_KEY: undefined };
    for (const name of plainSettings) {
      for (const command of ["run", "check"]) {
        const { exitCode, stdout, stderr } = await house.run({ ...wrong, [name]: key }, command);
        expect({ name, exitCode }).toEqual({ name, exitCode: 2 });
        expectMasked(`${stdout}${stderr}`, key);
      }
    }
    expect(house.github.log).toEqual([]);
  });

  it.each([
    ["DD_SITE", KEYS["a Datadog API key"], "DD_SITE holds a Datadog API key, which belongs in DD_API_KEY"],
    [
      "GITHUB_REPOSITORIES",
      KEYS["a fine-grained token"],
      "GITHUB_REPOSITORIES holds a GitHub token, which belongs in GITHUB_TOKEN",
    ],
    [
      "GITHUB_APP_ID",
      KEYS["a private key"],
      "GITHUB_APP_ID holds a private key, which belongs in GITHUB_APP_PRIVATE_KEY",
    ],
    [
      "DD_TAGS",
      `team-${KEYS["a newer Datadog application key"]}`,
      "DD_TAGS holds a Datadog application key, which belongs in DD_APP_KEY",
    ],
  ])("is named by its kind and by the variable that it is for: %s", async (name, value, message) => {
    const house = await openHouse({ population: smallTown() });
    const { exitCode, stderr } = await house.run({ GITHUB_REPOSITORIES: "acme/*", [name]: value });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  describe("without a known form", () => {
    const secret = "Relay-Secret-Without-A-Form-77";
    const places: Readonly<Record<string, string>> = {
      DD_TAGS: `tier:1,note:x-${secret}`,
      DD_ENV: secret.toLowerCase(),
      DD_SERVICE: secret,
      METRIC_PREFIX: `acme.${secret.replaceAll("-", "_")}`,
      GITHUB_REPOSITORIES: `acme/*,acme/${secret}`,
      REPO_TAGS: `acme/*=team:${secret}`,
      TOPIC_TAGS: `team-*:${secret}`,
    };

    it.each(Object.entries(places))("is refused in %s before anything is sent", async (name, value) => {
      const house = await openHouse({ population: smallTown() });
      const key = name === "METRIC_PREFIX" ? secret.replaceAll("-", "_") : secret;
      const env = { GITHUB_REPOSITORIES: "acme/*", DD_API_KEY: key, [name]: value };
      for (const command of ["run", "plan", "check"]) {
        const { exitCode, stdout, stderr } = await house.run(env, command);
        expect({ command, exitCode }).toEqual({ command, exitCode: 2 });
        expect(`${stdout}${stderr}`).toContain("holds the value of DD_API_KEY");
        expectMasked(`${stdout}${stderr}`, key);
      }
      expect([...house.github.log, ...house.datadog.log]).toEqual([]);
    });

    it("is refused in TAGS_FILE by its line", async () => {
      const folder = await mkdtemp(join(tmpdir(), "tags-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const file = join(folder, "tags.yaml");
      await writeFile(file, `repositories:\n  "acme/*":\n    team: ${secret.toLowerCase()}\n`);
      const house = await openHouse({ population: smallTown() });
      const env = { GITHUB_REPOSITORIES: "acme/*", DD_API_KEY: secret, TAGS_FILE: file };
      const { exitCode, stderr } = await house.run(env);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("TAGS_FILE holds the value of DD_API_KEY in line 3");
      expect([...house.github.log, ...house.datadog.log]).toEqual([]);
    });
  });

  it.each(everyKey)("is shown by no message about an argument ($kind)", async ({ key }) => {
    const house = await openHouse({ population: smallTown() });
    const env = { GITHUB_REPOSITORIES: "acme/*", DD_APP_KEY: "application-key" };
    const commands = [
      [key],
      ["run", key],
      [`--${key}`],
      ["plan", "--html", `/nowhere/${key}/report.html`],
      ["plan", "--html", "x.html", "--github-host", `${key}:`],
      ...["--interval", "--notify", "--tag", "--threshold", "--thresholds", "--github-host"].map((option) => [
        "setup",
        option,
        `${key}:`,
      ]),
      ["setup", "--threshold", `backlog-too-high=${key}`],
      ["setup", "--threshold", `${key}=1`],
    ];
    for (const argv of commands) {
      const { exitCode, stdout, stderr } = await house.run(env, ...argv);
      expect({ argv: argv[0], exitCode }).toEqual({ argv: argv[0], exitCode: 2 });
      expectMasked(`${stdout}${stderr}`, key);
    }
    expect(house.datadog.log).toEqual([]);
  });

  it.each(everyKey)("is masked where a server repeats it ($kind)", async ({ key }) => {
    const house = await openHouse({ population: smallTown() });
    const line = key.split("\n")[1] ?? key;
    const fault = { kind: "status", status: 403, body: { message: `for ${line}` } } as const;
    house.github.fault({ when: isAbout("beta"), fault });
    const env = { GITHUB_REPOSITORIES: "acme/*", GITHUB_API: "rest", LOG_LEVEL: "trace" };
    for (const argv of [["run"], ["check"], ["check", "--json"], ["plan"], ["plan", "--json"]]) {
      const { stdout, stderr } = await house.run(env, ...argv);
      expectMasked(`${stdout}${stderr}`, line);
      for (const text of stderr.split("\n").filter((one) => one.startsWith("{"))) JSON.parse(text);
    }
  });

  it.each(everyKey)("is in neither annotations nor the summary of the Action ($kind)", async ({ key }) => {
    const house = await openHouse({ population: smallTown() });
    const parts: string[] = [];
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        parts.push(String(chunk));
        done();
      },
    });
    const step = stepOf(house, { "github-repositories": key, "dd-site": key, command: "run" });
    const rest = { version: "0.0.0-test", clock: systemClock, onSignal: () => () => {} };
    expect(await act({ env: step.env, stdout, ...rest })).toBe(2);
    const { shown, commands } = readLog(parts.join(""));
    const said = commands.map(({ message }) => message).join("\n");
    expectMasked([shown, said, step.summary().replaceAll("\\", "")].join("\n"), key);
  });
});
