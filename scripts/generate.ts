import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { renderReadmeBlock } from "../src/config/render.ts";
import { renderAction } from "../src/config/render-action.ts";
import { renderChartDefinitions } from "../src/config/render-chart.ts";
import { renderConfigMap, renderEnvrc, renderSecret } from "../src/config/render-files.ts";
import { renderMetrics } from "../src/metrics/render.ts";
import { renderFaults } from "../test/faults/render.ts";

/** A file that the repository's tables say everything about. */
interface GeneratedFile {
  /** From the top of the repository. */
  readonly path: string;
  readonly content: string;
}

const ROOT = join(import.meta.dirname, "..");

/** Every generated file with the content that it must have. Throws where a file has lost its marks. */
export function generated(): readonly GeneratedFile[] {
  return [
    { path: ".envrc.example", content: renderEnvrc() },
    { path: "action.yml", content: renderAction() },
    withDefinitionsIn("deploy/helm/github-datadog-exporter/values.schema.json", renderChartDefinitions()),
    { path: "deploy/kubernetes/base/configmap.yaml", content: renderConfigMap() },
    { path: "deploy/kubernetes/cronjob/secret.example.yaml", content: renderSecret() },
    { path: "docs/metrics.md", content: renderMetrics() },
    withBlockIn("README.md", "settings", renderReadmeBlock()),
    withBlockIn("docs/reliability.md", "faults", renderFaults()),
  ];
}

function withBlockIn(path: string, name: string, block: string): GeneratedFile {
  return { path, content: withBlock(readFileSync(join(ROOT, path), "utf8"), name, block) };
}

/** A JSON schema with those of its definitions replaced; what else it says is written by hand. */
function withDefinitionsIn(path: string, definitions: Readonly<Record<string, unknown>>): GeneratedFile {
  const schema = JSON.parse(readFileSync(join(ROOT, path), "utf8"));
  const text = JSON.stringify(
    { ...schema, definitions: { ...schema.definitions, ...definitions } },
    undefined,
    2,
  );
  // Lists on one line, as the formatter has them.
  const lists = text.replaceAll(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, items) => `[${items.replaceAll(/\s+/g, " ")}]`,
  );
  return { path, content: `${lists}\n` };
}

/** The text with everything between the two marks of that name replaced. Throws where one of them is missing. */
export function withBlock(text: string, name: string, block: string): string {
  const [opening, closing] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const start = text.indexOf(opening);
  const end = text.indexOf(closing);
  if (start < 0 || end < start)
    throw new Error(`the file needs ${opening} and ${closing}, each on a line of its own`);
  return `${text.slice(0, start + opening.length)}\n${block}${text.slice(end)}`;
}

/** The files whose bytes on disk differ from what they must be. */
function outdated(): readonly GeneratedFile[] {
  return generated().filter(({ path, content }) => {
    const file = join(ROOT, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== content;
  });
}

function main(checkOnly: boolean): void {
  for (const { path, content } of outdated()) {
    console.log(checkOnly ? `${path} is not as generated: run npm run generate` : `wrote ${path}`);
    if (checkOnly) process.exitCode = 1;
    else write(join(ROOT, path), content);
  }
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main(process.argv.includes("--check"));
