import type { FullName, RepositoryPattern, Selection } from "../domain/selection.ts";
import type { TagRule } from "../metrics/further-tags.ts";
import { compileGlob, literalStart, type Matcher } from "./glob.ts";
import { type Entry, readEntry, splitList } from "./list.ts";
import { type Parsed, parseEach, quote, right, wrong } from "./parsed.ts";

/** The part of a selection that GITHUB_REPOSITORIES alone decides. */
export type RepositoryList = Pick<Selection, "named" | "patterns" | "takes">;

/** One entry: what it takes or excludes, of one owner. */
interface RepositoryEntry extends RepositoryPattern {
  readonly takes: boolean;
  /** Set where the entry is a name in full. */
  readonly name?: string;
}

// GitHub's own rules, loosely: they keep a slash, a dot segment or a percent sign out of a request's path.
const OWNER = /^[\w-]{1,100}$/;
const NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;

/** Compiles GITHUB_REPOSITORIES; every entry that is wrong is a problem of its own. */
export function parseRepositories(text: string): Parsed<RepositoryList> {
  const items = splitList(text);
  const [first] = items;
  if (first === undefined) return wrong("lists no repository");
  if (first.startsWith("!"))
    return wrong(`starts with ${quote(first)}, but there is nothing yet to take away from`);
  const entries = parseEach(items, parseEntry);
  if (!entries.ok) return entries;
  const list = selectionOf(entries.value);
  if (list.named.length > 0 || list.patterns.length > 0) return right(list);
  return wrong("takes away every repository that it names; the last matching entry decides");
}

/** Duplicates in any case count once, in the place and the spelling of the first. */
function selectionOf(entries: readonly RepositoryEntry[]): RepositoryList {
  const takes = decide(entries);
  const named = new Map<string, FullName>();
  const patterns = new Map<string, RepositoryPattern>();
  for (const entry of entries) {
    const key = entry.text.toLowerCase();
    if (!entry.takes || named.has(key) || patterns.has(key)) continue;
    const { owner, name } = entry;
    if (name === undefined) patterns.set(key, entry);
    else if (takes({ owner, name })) named.set(key, { owner, name });
  }
  return { named: [...named.values()], patterns: [...patterns.values()], takes };
}

/** The last matching entry decides. Names in full are looked up, so that thousands of them cost no more than one. */
function decide(entries: readonly RepositoryEntry[]): (repository: FullName) => boolean {
  const names = new Map<string, Decision>();
  const globs: (RepositoryEntry & Decision)[] = [];
  for (const [place, entry] of entries.entries()) {
    if (entry.name === undefined) globs.push({ ...entry, place });
    else names.set(keyOf({ owner: entry.owner, name: entry.name }), { place, takes: entry.takes });
  }
  return (repository) => {
    const owner = repository.owner.toLowerCase();
    const name = names.get(keyOf(repository));
    const glob = globs.findLast(
      (entry) => entry.owner.toLowerCase() === owner && entry.matches(repository.name),
    );
    return (name && glob && name.place < glob.place ? glob : (name ?? glob))?.takes ?? false;
  };
}

interface Decision {
  readonly place: number;
  readonly takes: boolean;
}

function keyOf({ owner, name }: FullName): string {
  return `${owner}/${name}`.toLowerCase();
}

/** One pattern by itself, such as what a tag is for: whether it takes `owner/name`, and how all of these begin in lower case. */
export function parsePattern(item: string): Parsed<Pick<TagRule, "matches" | "starts">> {
  const entry = parseEntry(item);
  if (!entry.ok) return entry;
  if (!entry.value.takes) return wrong(`has ${quote(item)}, but nothing can be taken away here`);
  const { owner, matches } = entry.value;
  const start = `${owner}/`.toLowerCase();
  return right({
    starts: [literalStart(item)],
    matches(repository) {
      const lower = repository.toLowerCase();
      return lower.startsWith(start) && matches(lower.slice(start.length));
    },
  });
}

function parseEntry(item: string): Parsed<RepositoryEntry> {
  const entry = readEntry(item, ["!"]);
  const address = readAddress(entry.pattern);
  if (address !== undefined)
    return wrong(
      `has the address ${quote(address.shown)}; write only owner/name`,
      entry.sign + (address.name ?? "owner/name"),
    );
  const slash = entry.pattern.indexOf("/");
  if (slash < 0) return wrong(`has ${quote(item)} without a slash`, `${suggestedOwner(entry.pattern)}/*`);
  const owner = entry.pattern.slice(0, slash);
  const name = entry.pattern.slice(slash + 1);
  if (!OWNER.test(owner))
    return wrong(`has ${quote(item)}; the owner, before the slash, is written in full, without globs`);
  if (name.includes("/")) return wrong(`has ${quote(item)} with more than one slash`);
  return /[*?{}]/.test(name) ? globEntry(entry, owner, name) : namedEntry(entry, owner, name);
}

/** A scheme, or a user, or a host with a dot in it, and what follows it: no owner has a colon or a dot. */
const ADDRESS =
  /^(?:[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?[^/:]*|[^/@:]+@[^/:]+|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[:/]+(.*))?$/is;
/** What stands before the owner in addresses of the API and of pages. */
const BEFORE_OWNER = /^(?:api\/v3\/)?(?:repos|orgs|users)\//i;

/** What people copy instead of a name: an address of a page, of the API or of git, without the password that may be in it. */
function readAddress(
  text: string,
): { readonly shown: string; readonly name: string | undefined } | undefined {
  const found = ADDRESS.exec(text);
  if (found === null) return undefined;
  const path = (found[1] ?? "").replace(/[?#].*$/s, "");
  const listing = /^(?:api\/v3\/)?(?:orgs|users)\//i.test(path);
  const [owner = "", name = ""] = path.replace(BEFORE_OWNER, "").split("/");
  const shown = text.replace(/^([^/]*\/\/)?[^/@]*@/, "$1");
  if (!OWNER.test(owner)) return { shown, name: undefined };
  const repository = name.replace(/\.git$/i, "");
  return { shown, name: `${owner}/${!listing && NAME.test(repository) ? repository : "*"}` };
}

function globEntry(entry: Entry, owner: string, glob: string): Parsed<RepositoryEntry> {
  const compiled = compileGlob(glob, "/");
  return compiled.ok ? right(entryOf(entry, owner, compiled.value)) : compiled;
}

function namedEntry(entry: Entry, owner: string, name: string): Parsed<RepositoryEntry> {
  if (!NAME.test(name)) return wrong(`has ${quote(entry.text)}, which no repository is called`);
  if (/\.git$/i.test(name)) return wrong(`has ${quote(entry.text)}; write it without .git`);
  const lower = name.toLowerCase();
  return right({ ...entryOf(entry, owner, (text) => text.toLowerCase() === lower), name });
}

function entryOf(entry: Entry, owner: string, matches: Matcher): RepositoryEntry {
  return { text: entry.text, owner, matches, takes: entry.sign !== "!" };
}

function suggestedOwner(text: string): string {
  return OWNER.test(text) ? text : "acme";
}
