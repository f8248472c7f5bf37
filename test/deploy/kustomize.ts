import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

const KUBERNETES = join(import.meta.dirname, "../../deploy/kubernetes");

/** Whether `kubectl kustomize` can be part of the test; where it cannot, the base's own files are looked at. */
export const HAS_KUBECTL = spawnSync("kubectl", ["version", "--client"]).status === 0;
if (!HAS_KUBECTL)
  console.warn("kubectl is not installed: the manifests are read as they are, kustomize is not tested");

const OBJECTS = { base: read("base"), cronjob: read("cronjob"), sharded: read("sharded") };

/** The objects that a folder of deploy/kubernetes becomes. */
export function objectsOf(folder: keyof typeof OBJECTS): readonly Manifest[] {
  return OBJECTS[folder];
}

function read(folder: string): readonly Manifest[] {
  const text = HAS_KUBECTL ? kustomize(folder) : filesOf("base");
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** What the tests look at; the rest of a manifest is not named. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

function kustomize(folder: string): string {
  const { status, stdout, stderr } = spawnSync("kubectl", ["kustomize", join(KUBERNETES, folder)], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  return stdout;
}

function filesOf(folder: string): string {
  const names = readdirSync(join(KUBERNETES, folder)).filter((name) => name !== "kustomization.yaml");
  return names.map((name) => readFileSync(join(KUBERNETES, folder, name), "utf8")).join("\n---\n");
}
