import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "../..");
const WORKFLOWS = readdirSync(join(ROOT, ".github/workflows"));
const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");
const workflowOf = (name: string) => parse(textOf(`.github/workflows/${name}`));
const manifest = JSON.parse(textOf("package.json"));
const ci = workflowOf("ci.yml");
const release = workflowOf("release.yml");

interface Job {
  readonly "timeout-minutes": number;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: unknown }[];
}

function commandsOf(job: Job): readonly string[] {
  return job.steps.flatMap(({ run }) => run ?? []);
}

describe.each(WORKFLOWS)("the workflow %s", (name) => {
  const workflow = workflowOf(name);

  it("may only read, but for jobs that say what else they need", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
  });

  it("takes actions only at a commit, with its version beside it", () => {
    const uses = textOf(`.github/workflows/${name}`)
      .split("\n")
      .filter((line) => line.includes("uses:") && !line.endsWith("uses: ./"));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("leaves no credentials behind for what it runs, and ends", () => {
    for (const job of Object.values<Job>(workflow.jobs)) {
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
      const checkout = job.steps.find((step: { uses?: string }) =>
        step.uses?.startsWith("actions/checkout@"),
      );
      expect(checkout?.with).toEqual({ "persist-credentials": false });
    }
  });
});

describe("ci", () => {
  it("runs on the oldest Node.js that the package takes, on the image's, and on what lies beside", () => {
    const [image] = /(?<=FROM node:)\d+/.exec(textOf("Dockerfile")) ?? [];
    const [oldest] = /(?<=>=)\d+/.exec(manifest.engines.node) ?? [];
    const { node } = ci.jobs.check.strategy.matrix;
    expect(node).toEqual([20, 22, 24, 26]);
    expect(node[0]).toBe(Number(oldest));
    expect(node).toContain(Number(image));
  });

  it("runs what people run", () => {
    expect(commandsOf(ci.jobs.check)).toEqual([
      "npm ci",
      "npm test",
      "npm run demo",
      "npm run --silent size",
    ]);
  });

  it("runs the image as the CronJob does, and the demo with the program in it", () => {
    const commands = commandsOf(ci.jobs.image).join("\n");
    expect(commands).toMatch(/--read-only --cap-drop ALL .* --help/);
    expect(commands).toMatch(/docker cp built:\/app\/dist dist\nnpx tsx sandbox\/demo\.ts$/);
    expect(manifest.scripts.demo).toContain("tsx sandbox/demo.ts");
  });

  it("runs the action as it is built, with what action.yml has, and lints the chart", () => {
    const { permissions, steps } = ci.jobs.action;
    expect(permissions).toEqual({ contents: "read", "pull-requests": "read" });
    expect(commandsOf(ci.jobs.action)).toEqual(["npm ci", "npm run build"]);
    expect(steps.at(-1)).toEqual({ uses: "./", with: { command: "plan" } });
    expect(commandsOf(ci.jobs.chart).join()).toMatch(/^helm lint --strict deploy\/helm\/[\w-]+ /);
  });
});

describe("release", () => {
  it("comes only from a tag of the package's version, after all checks", () => {
    expect(release.on).toEqual({ push: { tags: ["v*.*.*"] } });
    expect(commandsOf(release.jobs.check).join("\n")).toMatch(
      /package\.json.*GITHUB_REF_NAME[\s\S]*npm test/,
    );
    const { package: published, image, action, chart } = release.jobs;
    expect([published, image, action, chart].map(({ needs }) => needs)).toEqual([
      "check",
      "check",
      "check",
      "image",
    ]);
  });

  it("may write what a job is for, and nothing else", () => {
    expect(release.jobs.package.permissions).toEqual({ contents: "write", "id-token": "write" });
    const pushes = { contents: "read", "id-token": "write", packages: "write" };
    expect(release.jobs.image.permissions).toEqual(pushes);
    expect(release.jobs.chart.permissions).toEqual(pushes);
    expect(release.jobs.action.permissions).toEqual({ contents: "write" });
  });

  it("names no registry: whoever releases says which", () => {
    const login = release.jobs.image.steps.find(({ uses }: Job["steps"][number]) =>
      uses?.includes("/login-action@"),
    );
    const node = release.jobs.package.steps.find(({ uses }: Job["steps"][number]) =>
      uses?.includes("/setup-node@"),
    );
    expect(login.with.registry).toMatch(/^\$\{\{ vars\.IMAGE_REGISTRY \}\}$/);
    expect(node.with["registry-url"]).toMatch(/^\$\{\{ vars\.NPM_REGISTRY \}\}$/);
    expect(release.jobs.image.env.IMAGE).toMatch(
      /^\$\{\{ vars\.IMAGE_REGISTRY \}\}\/\$\{\{ vars\.IMAGE_NAME \}\}$/,
    );
  });

  it("publishes with provenance, an SBOM and a signature of what was pushed", () => {
    const commands = commandsOf(release.jobs.package).join("\n");
    expect(commands).toContain("npm sbom --sbom-format cyclonedx");
    expect(commands).toContain("npm publish --provenance");
    const { with: built } = release.jobs.image.steps.find(({ id }: { id?: string }) => id === "build");
    expect(built).toMatchObject({ sbom: true, provenance: "mode=max", platforms: "linux/amd64,linux/arm64" });
    expect(commandsOf(release.jobs.image)).toEqual(['cosign sign --yes "$IMAGE@$DIGEST"']);
  });

  it("pushes and signs a chart whose image is the one that was pushed", () => {
    const commands = commandsOf(release.jobs.chart).join("\n");
    const { with: built } = release.jobs.image.steps.find(({ id }: { id?: string }) => id === "build");
    expect(built.tags).toMatch(/^\$\{\{ env\.IMAGE \}\}:\$\{\{ github\.ref_name \}\}$/);
    expect(release.jobs.chart.env.IMAGE).toBe(release.jobs.image.env.IMAGE);
    expect(commands).toContain(".image.repository = strenv(IMAGE) | .image.tag = strenv(GITHUB_REF_NAME)");
    expect(commands).toMatch(/helm package .*\nhelm push .* "oci:\/\/\$CHARTS"/);
    expect(commands).toContain('cosign sign --yes "$CHARTS/github-datadog-exporter@$DIGEST"');
  });

  it("gives the action what it runs, in tags alone", () => {
    const commands = commandsOf(release.jobs.action).join("\n");
    expect(commands).toMatch(/npm run build\ngit add --force dist\n/);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    expect(commands).toContain('git push --force origin "refs/tags/${GITHUB_REF_NAME%%.*}"');
    expect(commands.match(/git push .*/g)).toHaveLength(2);
    expect(textOf(".gitignore").split("\n")).toContain("dist/");
  });

  it("needs nothing that CONTRIBUTING.md does not tell", () => {
    const needed = textOf(".github/workflows/release.yml").matchAll(/\b(?:vars|secrets)\.([A-Z_]+)/g);
    const told = textOf("CONTRIBUTING.md");
    for (const [, name] of needed) expect(told).toContain(`\`${name}\``);
  });
});

describe("issue forms", () => {
  const forms = readdirSync(join(ROOT, ".github/ISSUE_TEMPLATE")).filter((name) => name !== "config.yml");

  it.each(forms)("%s asks what cannot be done without", (name) => {
    const form = parse(textOf(`.github/ISSUE_TEMPLATE/${name}`));
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const fields = form.body.filter(({ type }: { type: string }) => type !== "markdown");
    expect(new Set(fields.map(({ id }: { id: string }) => id)).size).toBe(fields.length);
    expect(
      fields.some((field: { validations?: { required?: boolean } }) => field.validations?.required),
    ).toBe(true);
  });

  it("the pull request's asks about cardinality and quota", () => {
    expect(textOf(".github/pull_request_template.md")).toMatch(/Cardinality[\s\S]*Quota/);
  });
});

const actionlint = spawnSync("actionlint", ["--version"]).status === 0;
if (!actionlint) console.warn("actionlint is not installed: the workflows are not linted by it");

it.skipIf(!actionlint)("actionlint finds nothing", () => {
  const { status, stdout } = spawnSync("actionlint", [], { cwd: ROOT, encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});
