import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { annotations } from "../../src/action/annotations.ts";
import { command, masks, output } from "../../src/action/commands.ts";
import { createHearer } from "../../src/action/hearer.ts";
import { settingsOf } from "../../src/action/inputs.ts";
import { renderSummary } from "../../src/action/summary.ts";
import { INPUT_ROWS, inputNameOf } from "../../src/config/action-inputs.ts";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import type { Failed } from "../../src/domain/snapshot.ts";
import { METADATA, readLog } from "./runner.ts";

const MEBIBYTE = 1024 * 1024;

describe("the inputs", () => {
  it("are the settings that a step can have, and the command", () => {
    const names = ["command", ...INPUT_ROWS.map(inputNameOf)];
    expect(Object.keys(METADATA.inputs)).toEqual(names);
    const beside = SETTING_ROWS.filter((row) => !INPUT_ROWS.includes(row)).map(({ name }) => name);
    expect(beside).toEqual([
      "INTERVAL",
      "SHARD_COUNT",
      "JOB_COMPLETION_INDEX",
      "HTTPS_PROXY",
      "HTTP_PROXY",
      "NO_PROXY",
      "NODE_EXTRA_CA_CERTS",
    ]);
  });

  it("come before variables, and those before what the runner knows", () => {
    const known = { GITHUB_REPOSITORY: "acme/alpha" };
    expect(settingsOf(known)).toMatchObject({ GITHUB_REPOSITORIES: "acme/alpha", LOG_FORMAT: "pretty" });
    const variables = { ...known, GITHUB_REPOSITORIES: "acme/beta", LOG_FORMAT: "json" };
    expect(settingsOf(variables)).toMatchObject({ GITHUB_REPOSITORIES: "acme/beta", LOG_FORMAT: "json" });
    const inputs = { ...variables, "INPUT_GITHUB-REPOSITORIES": " acme/* " };
    expect(settingsOf(inputs)).toMatchObject({ GITHUB_REPOSITORIES: "acme/*" });
  });

  it("that are empty leave the variable, in either of its spellings", () => {
    expect(settingsOf({ DATADOG_SITE: "datadoghq.eu", "INPUT_DD-SITE": "" })).toMatchObject({
      DATADOG_SITE: "datadoghq.eu",
    });
  });

  it("leave the token aside where there is an App, but not a token that somebody set beside it", () => {
    const step = { GITHUB_APP_ID: "1", "INPUT_GITHUB-TOKEN": "of-the-job" };
    expect(settingsOf(step)["GITHUB_TOKEN"]).toBeUndefined();
    expect(settingsOf({ ...step, GITHUB_TOKEN: "t" })).toMatchObject({ GITHUB_TOKEN: "t" });
    expect(settingsOf({ ...step, GITHUB_APP_ID: "" })).toMatchObject({ GITHUB_TOKEN: "of-the-job" });
  });

  it("never make a step repeat itself", () => {
    expect(settingsOf({ INTERVAL: "5m" })["INTERVAL"]).toBeUndefined();
  });
});

describe("a workflow command", () => {
  it("is one line, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (message, title) => {
        const line = command("error", message, { title });
        expect(line.slice(0, -1)).not.toMatch(/[\r\n]/);
        const [, properties = "", data = ""] = /^::error title=([^:]*)::(.*)\n$/su.exec(line) ?? [];
        const undo = (text: string) =>
          text
            .replaceAll("%2C", ",")
            .replaceAll("%3A", ":")
            .replaceAll("%0A", "\n")
            .replaceAll("%0D", "\r")
            .replaceAll("%25", "%");
        expect(undo(properties)).toBe(title);
        expect(undo(data)).toBe(message);
      }),
    );
  });

  it("hides each line of a key, and none that is a word of every log", () => {
    const { commands } = readLog(masks(["-----BEGIN KEY-----\nabcdefgh\r\nend\n", "", "token-1"]));
    const messages = commands.map(({ message }) => message);
    expect(messages).toContain("abcdefgh");
    expect(messages).toContain("token-1");
    expect(messages).not.toContain("end");
  });
});

it("an output holds any text between its delimiters", () => {
  expect(output("failed", "3\nx=y", "d-1")).toBe("failed<<d-1\n3\nx=y\nd-1\n");
});

function report(failures: readonly Failed[] = []) {
  return {
    photograph: { selected: 1, read: 1, failures, pullRequests: undefined, issues: undefined },
    success: true,
    accepted: 1,
    refused: [],
  };
}

const NOTHING = { faults: [], backlog: new Map(), metrics: new Map(), command: "run", printed: "" };

describe("the summary", () => {
  it.each([
    { refused: 20_000, tables: 2 },
    { refused: 0, tables: 3 },
  ])(
    "stays below what GitHub takes, of any organisation, and says what it leaves out ($refused refused)",
    ({ refused, tables }) => {
      const many = Array.from({ length: 20_000 }, (_, index) => `acme/${"repository-".repeat(5)}${index}`);
      const message = "ä".repeat(1_000);
      const failures = many.map(
        (repository) => ({ kind: "failed", repository, reason: "network", message }) as const,
      );
      const text = renderSummary({
        command: "plan",
        printed: "x\n".repeat(MEBIBYTE),
        faults: many,
        backlog: new Map(many.map((repository) => [repository, { open: 1 }])),
        metrics: new Map(many.map((repository) => [repository, 1])),
        report: { ...report(failures), refused: many.slice(0, refused) },
      });
      expect(Buffer.byteLength(text)).toBeLessThan(MEBIBYTE);
      expect(text.match(/[\d,]+ more are not shown\./g)).toHaveLength(tables);
    },
  );

  it("is a table whatever the names in it are", () => {
    const repository = "acme/a|b_<b>`x`";
    const text = renderSummary({
      ...NOTHING,
      report: report(),
      backlog: new Map([[repository, { open: 1 }]]),
    });
    expect(text).toContain("| acme/a\\|b\\_\\<b\\>\\`x\\` | 1 | – |");
  });

  it("keeps what a command printed in a fence that it cannot close", () => {
    expect(renderSummary({ ...NOTHING, printed: "a\n````\nb\n" })).toContain("`````\na\n````\nb\n`````");
  });

  it("shows no zeros: they are of what is empty, or gone", () => {
    const { audience, heard } = createHearer();
    const series = { tags: ["repo:acme/gone"], value: 0, unit: "item" } as const;
    audience.submitted({ ...series, metric: "github.pull_requests.open" });
    expect(heard().backlog.size).toBe(0);
  });
});

describe("annotations", () => {
  it("are as many as GitHub shows, the ending among them", () => {
    const faults = Array.from({ length: 50 }, (_, index) => `fault ${index}`);
    const { commands } = readLog(annotations({ ...NOTHING, faults }, 2));
    expect(commands).toHaveLength(10);
    expect(commands.at(-1)?.message).toContain("exit code 2");
  });

  it("name a few of many repositories that failed", () => {
    const failures = Array.from({ length: 7 }, (_, index) => {
      return { kind: "failed", repository: `acme/${index}`, reason: "network", message: "no way" } as const;
    });
    const { commands } = readLog(annotations({ ...NOTHING, report: report(failures) }, 0));
    expect(commands.map(({ message }) => message)).toEqual([
      "network: acme/0, acme/1, acme/2, acme/3, acme/4 and 2 more have no numbers in this run. no way",
    ]);
  });
});
