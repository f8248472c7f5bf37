import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseAllDocuments, stringify } from "yaml";

export const CHART = join(import.meta.dirname, "../../deploy/helm/github-datadog-exporter");
/** A helm that was built from source takes the cluster for a very old one. */
const CLUSTER = ["--kube-version", "1.31.0"];

/** Whether charts can be rendered; where they cannot, only their files are looked at. */
export const HAS_HELM = spawnSync("helm", ["version"]).status === 0;
if (!HAS_HELM) console.warn("helm is not installed: the chart is not rendered");

/** Values of the chart, as somebody writes them. */
export type Values = Readonly<Record<string, unknown>>;

export const ENOUGH: Values = { settings: { GITHUB_REPOSITORIES: "acme/*,!acme/legacy-*" } };

// biome-ignore lint/suspicious/noExplicitAny: a manifest is whatever the chart makes of it
type Manifest = any;

/** What helm says of the chart with these values. */
export function helm(command: "lint" | "template", values: Values, release = "github-datadog-exporter") {
  const names = command === "template" ? [release] : [];
  return spawnSync("helm", [command, ...names, CHART, ...CLUSTER, "--values", "-"], {
    encoding: "utf8",
    input: stringify(values),
  });
}

/** The objects that the chart makes, by kind and name. Throws where it makes none. */
export function rendered(values: Values, release?: string): ReadonlyMap<string, Manifest> {
  const { status, stdout, stderr } = helm("template", values, release);
  if (status !== 0) throw new Error(stderr);
  const objects = parseAllDocuments(stdout, { uniqueKeys: true })
    .map((document) => {
      for (const error of document.errors) throw error;
      return document.toJS();
    })
    .filter((object) => object !== null);
  return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}
