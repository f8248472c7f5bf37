import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Plugin } from "esbuild";

const require = createRequire(import.meta.url);

/**
 * By the version of Datadog's API, what our calls send and what is answered to them; every model these need is found
 * from here.
 */
const ROOTS = {
  v1: ["MetricsQueryResponse", "MetricMetadata", "AuthenticationValidationResponse", "APIErrorResponse"],
  v2: [
    "MetricPayload",
    "MetricContentEncoding",
    "IntakePayloadAccepted",
    "ValidateAPIKeyResponse",
    "APIErrorResponse",
  ],
} as const;

/**
 * What `setup` reaches besides, in a serialiser of its own, so that a run does not load it. The parts of a union, which all
 * kinds of widgets are, are not followed: the client passes on what it does not know as it is.
 */
const SETUP_ROOTS = [
  "Monitor",
  "MonitorUpdateRequest",
  "DeletedMonitor",
  "Dashboard",
  "DashboardSummary",
  "DashboardDeleteResponse",
  "ServiceLevelObjective",
  "ServiceLevelObjectiveRequest",
  "SLOListResponse",
  "SLODeleteResponse",
  "CheckCanDeleteMonitorResponse",
  "MetricMetadata",
  "APIErrorResponse",
] as const;
const SETUP = "?setup";
const SETUP_IMPORTERS =
  /(?:[/\\]apis[/\\](?:Monitors|Dashboards|ServiceLevelObjectives)Api\.js|official-setup\.ts)$/;

/** The client sends the whole buffer behind what it gets: a copy has one of its own, and no part of a pool. */
const COMPRESSION = `
import { deflateSync, gzipSync } from "node:zlib";
export default {
  gzip: (body) => new Uint8Array(gzipSync(body)),
  deflate: (body) => new Uint8Array(deflateSync(body)),
};`;

interface Model {
  getAttributeTypeMap(): Readonly<Record<string, { readonly type: string }>>;
}

/**
 * Datadog's serialisers name every model of its APIs, 6,000 files that a bundle would carry for ten of them. This
 * keeps the ones that ours can reach; asking for another is the serialiser's own error "unknown type". The client's
 * own fetch goes too: ours is passed in, and that one warns of a deprecated module of Node's when it is loaded. And so does
 * its compression in JavaScript: Node's own takes half of the time and 130 MB less for the payloads of a large run.
 */
export const pruneDatadog: Plugin = {
  name: "prune-datadog",
  setup(build) {
    build.onResolve({ filter: /^cross-fetch$/ }, ({ path }) => ({ path, namespace: "node-fetch" }));
    build.onLoad({ filter: /.*/, namespace: "node-fetch" }, () => ({
      contents: "export const fetch = globalThis.fetch;",
    }));
    build.onResolve({ filter: /^pako$/ }, ({ path }) => ({ path, namespace: "node-zlib" }));
    build.onLoad({ filter: /.*/, namespace: "node-zlib" }, () => ({ contents: COMPRESSION }));
    build.onResolve(
      { filter: /datadog-api-client-v1.*ObjectSerializer|^\.\.\/models\/ObjectSerializer$/ },
      (args) => {
        if (!SETUP_IMPORTERS.test(args.importer)) return undefined;
        return { path: createRequire(args.importer).resolve(args.path), suffix: SETUP };
      },
    );
    for (const version of ["v1", "v2"] as const) {
      const filter = new RegExp(`datadog-api-client-${version}[/\\\\]models[/\\\\]ObjectSerializer\\.js$`);
      build.onLoad({ filter }, async ({ path, suffix }) => {
        const source = await readFile(path, "utf8");
        const roots = suffix === SETUP ? SETUP_ROOTS : ROOTS[version];
        return { contents: prune(source, reachable(dirname(path), roots)), loader: "js" };
      });
    }
  },
};

function reachable(folder: string, roots: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const type of typesOf(folder, name)) visit(type);
  };
  for (const root of roots) visit(root);
  return found;
}

/** The names in the types of a model's attributes: `Array<MetricSeries>` names one. An enumeration has no class. */
function typesOf(folder: string, name: string): string[] {
  const model: Model | undefined = require(`${folder}/${name}.js`)[name];
  const attributes = Object.values(model?.getAttributeTypeMap?.() ?? {});
  return attributes
    .flatMap(({ type }) => type.match(/\b[A-Z]\w+/g) ?? [])
    .filter((word) => word !== "Array" && word !== "Date");
}

function prune(source: string, kept: ReadonlySet<string>): string {
  const keep = (line: string, name: string) => (kept.has(name) ? line : "");
  return source
    .replace(/^const (\w+)_1 = require\("\.\/\w+"\);\n/gm, keep)
    .replace(/^ {4}(\w+): \w+_1\.\w+,\n/gm, keep)
    .replace(/^ {4}(\w+): \[[^\]]*\],\n/gm, keep);
}
