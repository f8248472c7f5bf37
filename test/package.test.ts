import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const MEGABYTES = 1024 * 1024;

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let directory: string;
let packed: Packed;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "package-"));
  const [first] = JSON.parse(npm(ROOT, "pack", "--json", "--pack-destination", directory)) as Packed[];
  if (!first) throw new Error("npm packed nothing");
  packed = first;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

describe("the package", () => {
  it("holds the built program, what setup reads and what people need, and nothing else", () => {
    const others = packed.files
      .map(({ path }) => path)
      .filter((path) => !/^dist\/[\w-]+\.(?:js|css|json|js\.LEGAL\.txt)$/.test(path))
      .filter((path) => !/^deploy\/datadog\/(?:[\w-]+\/)*[\w.-]+\.(?:json|md|tf)$/.test(path));
    expect(others.sort()).toEqual([
      ".envrc.example",
      "LICENSE",
      "README.md",
      "docs/metrics.md",
      "package.json",
    ]);
    const paths = packed.files.map(({ path }) => path);
    for (const path of ["main.js", "report.js", "report-style.css"]) expect(paths).toContain(`dist/${path}`);
  });

  it("takes at most 5 MB", () => {
    expect(packed.unpackedSize).toBeLessThan(5 * MEGABYTES);
  });
});

it("bundles the packages that the decision about it lists, and no other", () => {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts")).map((file) => textOf(join("src", file)));
  const imported = sources
    .flatMap((text) =>
      [...text.matchAll(/(?:^(?:import|export|\}).* from |import\()"([@a-z][^": ]*)"/gm)].map(
        ([, name = ""]) => name,
      ),
    )
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]);
  const listed = textOf("docs/decisions/0004-bundle.md")
    .match(/^\| `.*?` \|/gm)
    ?.join();
  const names = [...(listed ?? "").matchAll(/`(.*?)`/g)].map(([, name]) => name);
  expect(names.sort()).toEqual([...new Set(imported)].sort());
  const { dependencies } = JSON.parse(textOf("package.json"));
  expect(dependencies).toBeUndefined();
});

describe("installed from its tarball in an empty directory, it", () => {
  let program: string;

  beforeAll(() => {
    npm(directory, "init", "--yes");
    npm(
      directory,
      "install",
      "--offline",
      "--ignore-scripts",
      "--no-audit",
      join(directory, packed.filename),
    );
    program = join(directory, "node_modules/.bin/github-datadog-exporter");
  });

  /** With nothing in its environment but the way to Node.js. */
  function start(...args: readonly string[]) {
    const env = { PATH: join(process.execPath, "..") };
    return spawnSync(program, args, { cwd: directory, env, encoding: "utf8" });
  }

  it("brings no other package with it", () => {
    const { dependencies } = JSON.parse(npm(directory, "ls", "--all", "--json"));
    expect(Object.keys(dependencies)).toEqual(["github-datadog-exporter"]);
    expect(dependencies["github-datadog-exporter"].dependencies).toBeUndefined();
  });

  it("explains itself", () => {
    const { status, stdout, stderr } = start("--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("github-datadog-exporter plan");
  });

  it("says what plan lacks", () => {
    const { status, stdout, stderr } = start("plan");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("GITHUB_REPOSITORIES is not set");
  });
});
