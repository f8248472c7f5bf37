import { Writable } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cli } from "../../src/cli/cli.ts";
import { given } from "../../src/config/reader.ts";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import { parseProxy } from "../../src/config/urls.ts";
import { virtualClock } from "../support/clock.ts";

const TOKEN = "canary-token-0123456789";
const API_KEY = "canary-api-key-0123456789";
const APP_KEY = "canary-app-key-0123456789";
const ENOUGH = {
  GITHUB_TOKEN: TOKEN,
  GITHUB_REPOSITORIES: "acme/*",
  GITHUB_API_URL: "http://127.0.0.1:9",
  DD_API_KEY: API_KEY,
  DD_APP_KEY: APP_KEY,
  DD_URL: "http://127.0.0.1:9",
};
const NAMES = SETTING_ROWS.flatMap((row) => [row.name, ...("aliases" in row ? row.aliases : [])]);
const SECRETS = SETTING_ROWS.filter((row) => "secret" in row).flatMap((row) => [
  row.name,
  ...("aliases" in row ? row.aliases : []),
]);
/** A random one could be a host of somebody. */
const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

const odd = [
  ..."__proto__ constructor toString hasOwnProperty null undefined NaN Infinity -0 1e999 0x10 1_000 ∞ ٣ true! {} [] ~".split(
    " ",
  ),
  ..."! !! !x + +x - -x * ** !* , ,, ; = =: : :x a: a:b: / // a/ /a a/b a/* */a a/{b a/}b a/{} {a,b}/c @ @x # ? %00 %zz".split(
    " ",
  ),
  ..."0 1 -1 0.0 00 1. .5 0% 100% 101% 999999999999 9999999999999 99999999999999999999 0s 1ms 10s 10.0001s 51m 50m 25h 1d 1S".split(
    " ",
  ),
  ..."0/0 0/1 1/1 3/2 -1/2 1/1e9 0/100000 1.5/3 repo owner repo,owner by_label:owner :owner x:owner:owner json JSON silent".split(
    " ",
  ),
  ..."http://x https://x https:// https://x?y https://u:p@x ftp://x //x x:y x:99999 [::1] https://[::1 http://127.1 http://localhost".split(
    " ",
  ),
  ..."datadoghq.com DATADOGHQ.EU https://app.datadoghq.eu/x eu datadog.x system a..b a. .a é ŉ ﬀ 🔥 İ".split(
    " ",
  ),
  ..."/dev/null /dev/zero /proc/self/environ /etc/passwd . .. / ~/x ../../x -----BEGIN git@github.com:a/b.git".split(
    " ",
  ),
  "\u0000",
  "a\u0000b",
  "\ud800",
  "x\udc00y\ud800",
  "\u202eevil",
  "\u001b[31mred\u0007",
  " \t\r\n ",
  "''",
  '"',
  "'a\"b'",
  "a b\nc\r\nd",
  "{".repeat(20_000),
  "{a,".repeat(5_000),
  "{a,b}".repeat(3_000),
  "*".repeat(20_000),
  "a".repeat(200_000),
  "a/b,".repeat(20_000),
  "!a/b,".repeat(5_000),
  "x:y,".repeat(20_000),
  "acme/{a,b}=team:x;".repeat(2_000),
  "🔥".repeat(20_000),
];
const examples = SETTING_ROWS.flatMap((row) => [row.example, ...("default" in row ? [row.default] : [])]);
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...odd) },
  { weight: 3, arbitrary: fc.constantFrom(...examples) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 60 }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...examples), fc.constantFrom(...odd), fc.nat())
      .map(([example, more, at]) => {
        const place = at % (example.length + 1);
        return example.slice(0, place) + more + example.slice(place);
      }),
  },
);
const variable = fc.constantFrom(...NAMES).chain((name) => fc.tuple(fc.constant(name), value));
const environment = fc
  .array(variable, { minLength: 1, maxLength: 4 })
  .map((variables) => variables.filter(([name, text]) => !PROXIES.includes(name) || !isProxy(text)))
  .map((variables): Readonly<Record<string, string>> => Object.fromEntries(variables));
const command = fc.constantFrom(
  ["run"],
  ["plan"],
  ["plan", "--json"],
  ["check"],
  ["check", "--json"],
  ["setup", "--dry-run"],
  ["setup", "--json"],
);

/** Whether something would be asked for through it. */
function isProxy(text: string): boolean {
  const found = given({ proxy: text }, { name: "proxy" });
  return found !== undefined && parseProxy(found.text).ok;
}

function collected() {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join("") };
}

async function run(env: Readonly<Record<string, string | undefined>>, argv: readonly string[]) {
  const [stdout, stderr] = [collected(), collected()];
  const clock = virtualClock();
  const exitCode = await cli({
    argv,
    env,
    stdout: stdout.stream,
    stderr: stderr.stream,
    version: "0.0.0-test",
    clock,
    // A run that would be repeated is asked to end after the first.
    onSignal(handler) {
      if (env["INTERVAL"] !== undefined) handler("SIGTERM");
      return () => {};
    },
  });
  return { exitCode, output: stdout.text() + stderr.text() };
}

const RUNS = Number(process.env["HOSTILE_RUNS"] ?? 200);

describe("any configuration", () => {
  beforeEach(() => {
    // Nobody is there, and says so at once.
    const answer = JSON.stringify({ message: "Bad credentials", errors: ["Forbidden"] });
    const headers = { "content-type": "application/json" };
    vi.stubGlobal("fetch", async () => new Response(answer, { status: 401, headers }));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("works or is refused with a message that names the variable, and shows no secret", {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(environment, command, async (more, argv) => {
        const env = { ...ENOUGH, ...more };
        const { exitCode, output } = await run(env, argv);
        expect(output).not.toContain("This is a bug");
        expect([0, 1, 2, 3]).toContain(exitCode);
        for (const name of SECRETS) {
          const secret = env[name as keyof typeof env]?.trim() ?? "";
          if (secret.length >= 8 && !examples.includes(secret)) expect(output).not.toContain(secret);
        }
        for (const secret of [TOKEN, API_KEY, APP_KEY]) expect(output).not.toContain(secret);
        expect(output).not.toMatch(/(?!\n|\t)[\p{Cc}\p{Cs}\u202e]/u);
        expect(output.length).toBeLessThan(100_000);
        if (exitCode === 2) {
          const named = NAMES.filter((name) => output.includes(name) && name in env);
          expect(named.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
