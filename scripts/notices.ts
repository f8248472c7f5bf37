import { readdir, readFile } from "node:fs/promises";
import type { Metafile } from "esbuild";

/** A package of which a part is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json names it. */
  readonly license: string;
  /** Its licence files, whole. */
  readonly text: string;
}

/** The folder of a package in an input's path, also of one that lies inside another. */
const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)/i;

/** The packages of which a part is in the outputs of these bundles, by name. Throws where one has no licence file. */
export async function packagesIn(metafiles: readonly Metafile[]): Promise<readonly BundledPackage[]> {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
  );
  const folders = new Set(inputs.flatMap((input) => FOLDER.exec(input) ?? []));
  const packages = await Promise.all([...folders].map(readPackage));
  return packages.sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

async function readPackage(folder: string): Promise<BundledPackage> {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  if (files.length === 0) throw new Error(`${name} ${version} is bundled and has no licence file`);
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, "utf8")));
  return { name, version, license, text: texts.map(normalised).join("\n\n") };
}

/** The notices as one text. The same packages make the same text. */
export function renderNotices(packages: readonly BundledPackage[]): string {
  const sections = packages.map(
    ({ name, version, license, text }) => `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`,
  );
  return `This program contains parts of the following packages.\n\n${sections.join("\n")}`;
}

function normalised(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/[ \t]+$/gm, "")
    .trim();
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
