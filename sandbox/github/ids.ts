/**
 * A number that GitHub might have given to this text: the same in every process, below 2^31.
 * FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/.
 */
export function idOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text.toLowerCase()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 1;
}

/** The id of a pull request or issue: unique over repositories. */
export function itemIdOf(repositoryId: number, number: number): number {
  return repositoryId * 1_000_000 + number;
}

/** An opaque global id, `prefix_…`, as GraphQL's `id` and REST's `node_id` show it. */
export function nodeIdOf(prefix: string, id: number | string): string {
  return `${prefix}_${Buffer.from(String(id)).toString("base64url")}`;
}
