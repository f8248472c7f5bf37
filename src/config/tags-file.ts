import type { TagRule, TagSources } from "../metrics/further-tags.ts";
import { tagOf } from "../metrics/tags.ts";
import { compileGlob, literalStart } from "./glob.ts";
import { type Parsed, parseEach, right, wrong } from "./parsed.ts";
import { parsePattern } from "./repositories.ts";
import { parseKey, parseTag, RESERVED_KEYS } from "./tags.ts";

/** What a YAML file holds, as far as it can be right here, each part with the line where it stands. */
export type Tree =
  | { readonly kind: "map"; readonly line: number; readonly entries: readonly TreeEntry[] }
  | { readonly kind: "text"; readonly line: number; readonly text: string }
  | { readonly kind: "nothing"; readonly line: number }
  /** A list, or something else that has no place here. */
  | { readonly kind: "other"; readonly line: number };

export interface TreeEntry {
  readonly key: string;
  readonly line: number;
  readonly value: Tree;
}

/** Every text in the file, with its line. */
export function textsOf(tree: Tree): readonly { readonly text: string; readonly line: number }[] {
  if (tree.kind === "text") return [tree];
  if (tree.kind !== "map") return [];
  return tree.entries.flatMap(({ key, line, value }) => [{ text: key, line }, ...textsOf(value)]);
}

/** TAGS_FILE, checked. */
export interface TagsFile {
  readonly sources: TagSources["file"];
  /** Handles by the value of a person's tag. */
  readonly notify: ReadonlyMap<string, string>;
}

const SECTIONS = ["repositories", "people", "labels"] as const;
type Section = (typeof SECTIONS)[number];
/** Keys of ours whose values are people. */
const PEOPLE = ["author", "reviewer", "assignee"] as const;
const NOTIFY = "notify";
/** As Datadog writes them: https://docs.datadoghq.com/monitors/notify/#notifications */
const HANDLES = /^@[^\s{}]+( @[^\s{}]+)*$/;
const NO_PATTERN: Readonly<Record<Section, string>> = {
  repositories: "has no pattern for repositories, such as acme/pay-*",
  people: "has no glob for people: each { needs its }, and something in between",
  labels: "has no glob for labels: each { needs its }, and something in between",
};
const NO_KEY = `has no key for a tag: one starts with a letter, holds no colon, and is none of ${RESERVED_KEYS.join(", ")}`;

interface Rule extends TagRule {
  readonly name: string;
  readonly notify?: string;
}

/**
 * Checks the content of TAGS_FILE; every problem tells its line, and nothing of what stands there: the path may lead to
 * another file.
 */
export function checkTagsFile(tree: Tree): Parsed<TagsFile> {
  const known = `${SECTIONS.slice(0, -1).join(", ")} and ${SECTIONS.at(-1)}`;
  if (tree.kind !== "map") return problemAt(tree, `should hold ${known}, each with its entries`);
  const sections = parseEach(tree.entries, (entry) => {
    const section = SECTIONS.find((name) => name === entry.key);
    if (section === undefined)
      return problemAt(entry, `has another section than ${known}, which alone are read`);
    const rules = checkSection(section, entry);
    return rules.ok ? right([section, rules.value] as const) : rules;
  });
  if (!sections.ok) return sections;
  const rulesOf = (section: Section): readonly Rule[] =>
    sections.value.filter(([name]) => name === section).flatMap(([, rules]) => rules);
  const handles = rulesOf("people").flatMap(({ name, notify }) =>
    notify === undefined ? [] : [[personValue(name), notify] as const],
  );
  const sources = {
    repositories: rulesOf("repositories"),
    people: rulesOf("people"),
    labels: rulesOf("labels"),
  };
  return right({ sources, notify: new Map(handles) });
}

function checkSection(section: Section, { value }: TreeEntry): Parsed<readonly Rule[]> {
  if (value.kind === "nothing") return right([]);
  if (value.kind !== "map")
    return problemAt(value, `should hold the entries of ${section}, each with its tags`);
  return parseEach(value.entries, (entry) => checkEntry(section, entry));
}

function checkEntry(section: Section, { key: name, line, value }: TreeEntry): Parsed<Rule> {
  if (value.kind !== "map" || value.entries.length === 0)
    return problemAt(value, "should have tags, such as { team: payments }");
  const isNotify = ({ key }: TreeEntry): boolean => section === "people" && key === NOTIFY;
  const matcher = section === "repositories" ? parsePattern(name) : parseValues(section, name);
  const tags = parseEach(
    value.entries.filter((entry) => !isNotify(entry)),
    checkTag,
  );
  const notify = parseEach(value.entries.filter(isNotify), (entry) => checkNotify(name, entry));
  if (!matcher.ok) return problemAt({ line }, NO_PATTERN[section]);
  if (!tags.ok) return tags;
  if (!notify.ok) return notify;
  const [handle] = notify.value;
  const rule = { name, ...matcher.value, tags: tags.value };
  return right(handle === undefined ? rule : { ...rule, notify: handle });
}

function checkTag({ key, line, value }: TreeEntry): Parsed<string> {
  if (!parseKey(key).ok) return problemAt({ line }, NO_KEY);
  if (value.kind !== "text") return problemAt(value, "should have one value for the key of a tag");
  const tag = parseTag(`${key}:${value.text}`);
  return tag.ok ? tag : problemAt({ line }, "has a value of which Datadog would keep nothing");
}

function checkNotify(name: string, { value }: TreeEntry): Parsed<string> {
  if (value.kind !== "text" || !HANDLES.test(value.text))
    return problemAt(value, `should have a handle to notify, such as "@slack-payments"`);
  if (isGlob(name)) return problemAt(value, "has a handle to notify for a glob: it is for one person");
  return right(value.text);
}

/** Whether a tag of ours is meant: by its value as Datadog has it, as it is on GitHub, or by a glob over the former. */
function parseValues(section: Exclude<Section, "repositories">, name: string) {
  const keys = section === "people" ? PEOPLE : (["label"] as const);
  const meant = new Set(keys.flatMap((key) => [tagOf(key, name), `${key}:${name.toLowerCase()}`]));
  const glob = compileGlob(asStored(name));
  if (!glob.ok) return glob;
  const matches = (tag: string): boolean =>
    meant.has(tag) || (isGlob(name) && glob.value(tag.slice(tag.indexOf(":") + 1)));
  const starts = isGlob(name) ? keys.map((key) => `${key}:${literalStart(asStored(name))}`) : [];
  return right({ matches, starts: [...meant, ...starts] });
}

/** A glob over values as Datadog has them: `*[bot]` is `*_bot`. */
function asStored(glob: string): string {
  return glob
    .replace(/[^\p{L}\p{Nd}_\-:./*?{},]+/gu, "_")
    .replace(/_{2,}/g, "_")
    .replace(/(?<=.)[_:]+(?=[,}]|$)/g, "");
}

function isGlob(name: string): boolean {
  return /[*?{}]/.test(name);
}

/** The value of a person's tag. */
function personValue(name: string): string {
  return tagOf("reviewer", name).slice("reviewer:".length);
}

function problemAt({ line }: { readonly line: number }, problem: string): Parsed<never> {
  return wrong(`line ${line} ${problem}`);
}
