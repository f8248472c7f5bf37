import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundle, bundlePage, bundleProgram } from "../scripts/bundle.ts";
import { packagesIn, renderNotices } from "../scripts/notices.ts";

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
      .filter((path) => path !== "dist/THIRD-PARTY-NOTICES.txt")
      .filter((path) => !/^deploy\/datadog\/(?:[\w-]+\/)*[\w.-]+\.(?:json|md|tf)$/.test(path));
    expect(others.sort()).toEqual([
      ".envrc.example",
      "LICENSE",
      "README.md",
      "docs/metrics.md",
      "package.json",
    ]);
    const paths = packed.files.map(({ path }) => path);
    for (const path of ["main.js", "report.js", "report-style.css", "THIRD-PARTY-NOTICES.txt"])
      expect(paths).toContain(`dist/${path}`);
  });

  it("takes at most 5 MB", () => {
    expect(packed.unpackedSize).toBeLessThan(5 * MEGABYTES);
  });
});

describe("the third-party notices", () => {
  /** `name version` of each package that an input of these bundles belongs to, by the package.json nearest to it. */
  function bundled(bundles: readonly Bundle[]): readonly string[] {
    const inputs = bundles.flatMap(({ metafile }) =>
      Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs)),
    );
    const homes = inputs
      .filter((input) => input.includes("node_modules/"))
      .map((input) => {
        let folder = dirname(input);
        while (!namesPackage(folder)) folder = dirname(folder);
        const { name, version } = JSON.parse(textOf(`${folder}/package.json`));
        return `${name} ${version}`;
      });
    return [...new Set(homes)].sort();
  }

  /** A package.json inside a package, which says no more than how its files are read, has no version. */
  function namesPackage(folder: string): boolean {
    const file = join(ROOT, folder, "package.json");
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version !== undefined;
  }

  function headings(text: string): readonly string[] {
    return [...text.matchAll(/^={80}\n(\S+ \S+) \(/gm)].map(([, heading = ""]) => heading).sort();
  }

  const built = () => Promise.all([bundleProgram(), bundlePage()]);

  it("name each package of which a part is bundled, for the Action too, and no other", async () => {
    const bundles = await built();
    expect(headings(textOf("dist/THIRD-PARTY-NOTICES.txt"))).toEqual(bundled(bundles));
    const outputs = bundles.flatMap(({ outputFiles }) => outputFiles.map(({ path }) => basename(path)));
    expect(outputs).toEqual(expect.arrayContaining(["main.js", "action.js"]));
    const others = ["THIRD-PARTY-NOTICES.txt", "package.json"];
    expect(readdirSync(join(ROOT, "dist")).sort()).toEqual([...outputs, ...others].sort());
  });

  it("hold the licence of each, whole", () => {
    const notices = textOf("dist/THIRD-PARTY-NOTICES.txt");
    const sections = notices.split(`${"=".repeat(80)}\n`).slice(1);
    for (const section of sections) expect(section).toMatch(/copyright|\(c\)/i);
    const words = (text: string) => text.replaceAll(/\s+/g, " ").trim();
    for (const licence of ["yaml/LICENSE", "@datadog/datadog-api-client/LICENSE", "pino/LICENSE"])
      expect(words(notices)).toContain(words(textOf(`node_modules/${licence}`)));
  });

  it("are the same whenever they are made", async () => {
    const made = async () => {
      const [program, page] = await built();
      return renderNotices(await packagesIn([program.metafile, page.metafile]));
    };
    expect(await made()).toBe(await made());
    expect(textOf("dist/THIRD-PARTY-NOTICES.txt")).toBe(await made());
  });

  it("stand in front of the script that each page carries", async () => {
    const [, page] = await built();
    const script = textOf("dist/report.js");
    expect(headings(script)).toEqual(bundled([page]));
    expect(script).toContain("Copyright (c) 2014-2024 Chart.js Contributors");
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
