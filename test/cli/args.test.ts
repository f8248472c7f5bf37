import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArguments } from "../../src/cli/args.ts";

describe("arguments", () => {
  it.each([
    { argv: [], asked: { kind: "command", command: "run", json: false, setup: {} } },
    { argv: ["run"], asked: { kind: "command", command: "run", json: false, setup: {} } },
    { argv: ["plan"], asked: { kind: "command", command: "plan", json: false, setup: {} } },
    { argv: ["plan", "--json"], asked: { kind: "command", command: "plan", json: true, setup: {} } },
    { argv: ["--json", "plan"], asked: { kind: "command", command: "plan", json: true, setup: {} } },
    {
      argv: ["plan", "--quiet"],
      asked: { kind: "command", command: "plan", json: false, loudness: "quiet", setup: {} },
    },
    {
      argv: ["--verbose"],
      asked: { kind: "command", command: "run", json: false, loudness: "verbose", setup: {} },
    },
    { argv: ["setup"], asked: { kind: "command", command: "setup", json: false, setup: {} } },
    {
      argv: ["setup", "--dry-run", "--notify", "@a", "--notify=@b", "--interval", "5m", "--json"],
      asked: {
        kind: "command",
        command: "setup",
        json: true,
        setup: { "dry-run": true, notify: ["@a", "@b"], interval: "5m" },
      },
    },
    { argv: ["--help"], asked: { kind: "help" } },
    { argv: ["-h"], asked: { kind: "help" } },
    { argv: ["help"], asked: { kind: "help" } },
    { argv: ["plan", "--help"], asked: { kind: "help" } },
    { argv: ["--version"], asked: { kind: "version" } },
    { argv: ["-v"], asked: { kind: "version" } },
    { argv: ["--help", "--version"], asked: { kind: "help" } },
  ])("$argv ask for $asked", ({ argv, asked }) => {
    expect(readArguments(argv)).toEqual(asked);
  });

  it.each([
    { argv: ["export"], problem: "Unknown command 'export'" },
    { argv: ["RUN"], problem: "Unknown command 'RUN' (did you mean 'run'?)" },
    { argv: ["chekc"], problem: "Unknown command 'chekc' (did you mean 'check'?)" },
    { argv: ["plans"], problem: "Unknown command 'plans' (did you mean 'plan'?)" },
    { argv: ["hepl"], problem: "Unknown command 'hepl' (did you mean 'help'?)" },
    { argv: ["plan", "--jsno"], problem: "Unknown option '--jsno' (did you mean '--json'?)" },
    { argv: ["setup", "--treshold=a"], problem: "Unknown option '--treshold' (did you mean '--threshold'?)" },
    { argv: ["--quiet", "--verbose"], problem: "'--quiet' and '--verbose' exclude each other" },
    { argv: ["plan", "acme/api"], problem: "Unexpected argument 'acme/api'" },
    { argv: ["--dry"], problem: "Unknown option '--dry'" },
    { argv: ["--dry-run"], problem: "'--dry-run' belongs to the command 'setup'" },
    { argv: ["plan", "--interval", "5m"], problem: "'--interval' belongs to the command 'setup'" },
    { argv: ["setup", "--interval"], problem: "Option '--interval <value>' argument missing" },
    { argv: ["-x"], problem: "Unknown option '-x'" },
    { argv: ["plan", "--json=yes"], problem: "Option '--json' does not take an argument" },
    { argv: ["run", "--json"], problem: "'--json' belongs to the commands 'plan', 'check' and 'setup'" },
    { argv: ["--json"], problem: "'--json' belongs to the commands 'plan', 'check' and 'setup'" },
  ])("$argv are wrong: $problem", ({ argv, problem }) => {
    expect(readArguments(argv)).toEqual({ kind: "wrong", problem });
  });

  it("of any kind are understood or called wrong, never a crash", () => {
    const kinds = new Set(["command", "help", "version", "wrong"]);
    fc.assert(
      fc.property(fc.array(fc.string()), (argv) => {
        expect(kinds).toContain(readArguments(argv).kind);
      }),
    );
  });
});
