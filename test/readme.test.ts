import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fullToken } from "../sandbox/tokens.ts";
import { SETTING_ROWS } from "../src/config/settings.ts";
import { objectsOf } from "./deploy/kustomize.ts";
import { API_KEY, APP_KEY, openHouse } from "./support/house.ts";
import { type Installed, install } from "./support/program.ts";
import { smallTown } from "./support/town.ts";

const ROOT = join(import.meta.dirname, "..");
const NAMES = SETTING_ROWS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Every command that somebody is to type: a line each, without its comment. */
const COMMANDS = [...textOf("README.md").matchAll(/^```sh\n(.+?)^```$/gms)]
  .flatMap(([, block = ""]) => block.replaceAll("\\\n", "").split("\n"))
  .map((line) =>
    line
      .replace(/\s+#.*$/, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
  )
  .filter((line) => line !== "");

let program: Installed;
beforeAll(() => {
  program = install();
});
afterAll(() => program.remove());

/** Words of a command line, without the quotes around them. */
function words(command: string): readonly string[] {
  return (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

/** Runs the built program with these arguments, as the page has set it up; files are written where they do no harm. */
async function runs(args: readonly string[]): Promise<void> {
  const house = await openHouse({ population: smallTown() });
  const env = {
    ...{ GITHUB_TOKEN: fullToken.token, GITHUB_API_URL: house.github.url, GITHUB_REPOSITORIES: "acme/*" },
    ...{ DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY, DD_URL: house.datadog.url },
  };
  const own = args.map((arg) => (arg.endsWith(".html") ? join(tmpdir(), `readme-${process.pid}.html`) : arg));
  const { code, stdout, stderr } = await program.start(env, ...own).ended;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout + stderr).not.toBe("");
  expect([house.github.problems, house.datadog.problems]).toEqual([[], []]);
}

/** One kind of command: how it begins, and what shows that it works. */
interface Kind {
  readonly of: RegExp;
  readonly prove: (command: string) => void | Promise<void>;
}

const KINDS: readonly Kind[] = [
  {
    of: /^export /,
    prove: (command) => expect(NAMES).toContain(/^export (\w+)=\S+$/.exec(command)?.[1]),
  },
  {
    // That npm ci works is what this suite itself shows; test/demo.test.ts runs the demo.
    of: /^npm ci && npm /,
    prove: (command) => {
      const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
      const name = command.replace(/^npm ci && npm (?:run )?/, "");
      expect(Object.keys(scripts)).toContain(name);
    },
  },
  {
    // That npx finds the program in the package is shown by test/package.test.ts.
    of: /^(?:npx github-datadog-exporter|node dist\/main\.js)\b/,
    prove: (command) => runs(words(command).slice(2)),
  },
  {
    of: /^docker build -t github-datadog-exporter \.$/,
    prove: () => expect(existsSync(join(ROOT, "Dockerfile"))).toBe(true),
  },
  {
    of: /^docker run --rm (?:-e \w+ )+github-datadog-exporter\b/,
    prove: async (command) => {
      const [flags = "", args = ""] = command.split(" github-datadog-exporter");
      for (const [, name] of flags.matchAll(/-e (\w+)/g)) expect(NAMES).toContain(name);
      expect(textOf("Dockerfile")).toMatch(/^ENTRYPOINT \["node", ".*main\.js"\]$/m);
      await runs(words(args));
    },
  },
  {
    of: /^docker compose -f \S+ up /,
    prove: (command) => expect(existsSync(join(ROOT, words(command)[3] ?? ""))).toBe(true),
  },
  {
    of: /^kubectl apply -k /,
    prove: (command) => {
      expect(command).toBe("kubectl apply -k deploy/kubernetes/cronjob");
      expect(objectsOf("cronjob").map(({ kind }) => kind)).toContain("CronJob");
    },
  },
  {
    of: /^kubectl -n \S+ create /,
    prove: (command) => {
      const rendered = JSON.stringify(objectsOf("cronjob"));
      const [, , namespace = "", , kind = "", ...rest] = words(command);
      expect(rendered).toContain(`"namespace":"${namespace}"`);
      if (kind === "secret") expect(rendered).toContain(`"secretRef":{"name":"${rest[1]}"`);
      else expect(rest[1]).toBe(`--from=cronjob/${namespace}`);
    },
  },
  {
    of: /^helm install \S+ deploy\/helm\//,
    prove: (command) => {
      const chart = words(command)[3] ?? "";
      expect(existsSync(join(ROOT, chart, "Chart.yaml"))).toBe(true);
      const keys = words(command).flatMap((word) => /^(?:\w+\.)*(\w+)=/.exec(word)?.[1] ?? []);
      for (const key of keys)
        expect([...NAMES, ...(textOf(join(chart, "values.yaml")).match(/\w+(?=:)/g) ?? [])]).toContain(key);
    },
  },
];

describe("every command of the README", () => {
  it("is of a kind that is tried here, and there are all of these kinds", () => {
    const tried = COMMANDS.map((command) => KINDS.filter(({ of }) => of.test(command)).length);
    expect(COMMANDS.filter((_, i) => tried[i] !== 1)).toEqual([]);
    for (const { of } of KINDS) expect(COMMANDS.filter((command) => of.test(command))).not.toEqual([]);
  });

  it.each([...new Set(COMMANDS)])("%s", async (command) => {
    await KINDS.find(({ of }) => of.test(command))?.prove(command);
  });
});
