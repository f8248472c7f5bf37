import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readArguments } from "../src/cli/args.ts";
import { helpText } from "../src/cli/help.ts";
import { SETTING_ROWS } from "../src/config/settings.ts";

const ROOT = join(import.meta.dirname, "..");

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

const page = textOf("docs/production-readiness.md");
const commands = [...page.matchAll(/`(?:[A-Z_]+=\S+ )*github-datadog-exporter ([^`]+)`/g)].map(
  ([, args = ""]) => args,
);
/** Lines of the tables whose second column is a command. */
const lines = page
  .split("## When something")[0]
  ?.split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (?:what \||---)/.test(line));

describe("docs/production-readiness.md", () => {
  it("has a command in each line of its checklist", () => {
    expect(lines?.length).toBeGreaterThan(10);
    for (const line of lines ?? []) expect(line.split(" | ")[1]).toMatch(/`[^`]*github-datadog-exporter /);
  });

  it.each([...new Set(commands)])(
    "names a command that the program takes and the help has: %s",
    (command) => {
      const args = command.split(" ");
      expect(readArguments(args).kind).not.toBe("wrong");
      const words = args.filter((word) => !/^(?:15m|@handle)$/.test(word));
      for (const word of words) expect(helpText()).toContain(word);
    },
  );

  it("names no monitor that is not shipped", () => {
    const named = [...page.matchAll(/`((?:exporter|fewer|quota|token|series)-[a-z-]+)`/g)].map(
      ([, id]) => id,
    );
    expect(named.length).toBeGreaterThan(5);
    for (const id of named) expect(textOf(`deploy/datadog/monitors/${id}.json`)).toContain("query");
  });
});

describe("SECURITY.md", () => {
  const security = textOf("SECURITY.md");

  it("says of every secret what a thief could do with it", () => {
    const rows = security.split("\n").filter((line) => line.startsWith("| `"));
    for (const { name } of SETTING_ROWS.filter((row) => row.secret))
      expect(rows.some((row) => row.startsWith(`| \`${name}\``))).toBe(true);
  });

  it("names tests that are there", () => {
    const named = [...security.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path = ""]) => path);
    expect(named).toHaveLength(4);
    for (const path of named) expect(textOf(path)).toContain("expect(");
  });
});
