import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createHider, redacted } from "../../src/cli/hide.ts";
import { createLogger, type LogOptions, levelOf } from "../../src/cli/log.ts";
import type { Logger } from "../../src/ports.ts";

const ESCAPE = "\u001b[";

/** What is written by `speak` to a log with these options. */
async function written(
  options: Partial<Omit<LogOptions, "stream">> & { terminal?: boolean; secrets?: readonly string[] },
  speak: (log: Logger) => void,
): Promise<string> {
  const { terminal = false, secrets = [], ...rest } = options;
  const parts: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  const stream = redacted(Object.assign(sink, { isTTY: terminal }), createHider(secrets));
  const log = await createLogger({
    level: "info",
    format: "auto",
    colours: true,
    ...rest,
    stream,
  });
  speak(log);
  return parts.join("");
}

const LEVELS = ["trace", "debug", "info", "warn", "error"] as const;

function speakAll(log: Logger): void {
  for (const level of LEVELS) log[level]({ event: "spoken", level_said: level }, `said ${level}`);
}

describe("a log", () => {
  it("is JSON lines with an event, fields, a level by name, a time, and nothing of the machine", async () => {
    const text = await written({}, (log) => log.warn({ event: "spoken", names: ["a"] }, "said so"));
    const line = JSON.parse(text);
    expect(line).toEqual({
      level: "warn",
      time: expect.any(String),
      event: "spoken",
      names: ["a"],
      msg: "said so",
    });
    expect(Math.abs(Date.parse(line.time) - Date.now())).toBeLessThan(60_000);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it.each([...LEVELS, "silent"] as const)(
    "at LOG_LEVEL=%s has what is as severe, and nothing less",
    async (level) => {
      const text = await written({ level }, speakAll);
      const said = text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).level_said]));
      expect(said).toEqual(level === "silent" ? [] : LEVELS.slice(LEVELS.indexOf(level)));
    },
  );

  it.each([
    { format: "auto", terminal: false, json: true },
    { format: "auto", terminal: true, json: false },
    { format: "json", terminal: true, json: true },
    { format: "pretty", terminal: false, json: false },
  ] as const)("in format $format, terminal $terminal, is JSON: $json", async ({ json, ...options }) => {
    const speak = (log: Logger) => log.info({ event: "spoken", count: 3 }, "said so");
    const text = await written({ colours: false, ...options }, speak);
    expect(text.startsWith("{")).toBe(json);
    expect(text).toContain("said so");
    expect(text).toMatch(/count"?: ?.*3/);
  });

  it.each([
    { terminal: true, colours: true, coloured: true },
    { terminal: true, colours: false, coloured: false },
    { terminal: false, colours: true, coloured: false },
  ])(
    "for people, terminal $terminal, colours $colours, is coloured: $coloured",
    async ({ coloured, ...options }) => {
      const text = await written({ format: "pretty", ...options }, (log) => log.error({}, "said so"));
      expect(text.includes(ESCAPE)).toBe(coloured);
    },
  );

  it.each(["json", "pretty"] as const)("in format %s hides in every part of a line", async (format) => {
    const fields = { event: "spoken", key: "canary", list: ["a canary"], error: new Error("canary") };
    const options = { format, secrets: ["canary"], level: "trace" } as const;
    const text = await written(options, (log) => log.trace(fields, "the canary"));
    expect(text).toContain("the ***");
    expect(text).not.toContain("canary");
  });

  it.each([
    { format: "json", terminal: false },
    { format: "pretty", terminal: false },
    { format: "pretty", terminal: true },
  ] as const)("in format $format, terminal $terminal, shows what cannot be seen escaped", async (options) => {
    const hostile = "a\u001b[31mb\u0007c\u202ed\u009be\r\nfake line";
    const fields = { event: "spoken", key: hostile, list: [{ deep: hostile }] };
    const text = await written({ ...options, colours: false }, (log) => log.info(fields, hostile));
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/^fake line/m);
    expect(text.match(/\\u202e/g)?.length).toBe(3);
  });
});

describe("the least severe level", () => {
  it.each([
    { level: "info", loudness: undefined, least: "info" },
    { level: "info", loudness: "quiet", least: "error" },
    { level: "silent", loudness: "quiet", least: "silent" },
    { level: "error", loudness: "verbose", least: "debug" },
    { level: "trace", loudness: "verbose", least: "trace" },
  ] as const)("of LOG_LEVEL=$level with $loudness is $least", ({ level, loudness, least }) => {
    expect(levelOf(level, loudness)).toBe(least);
  });
});
