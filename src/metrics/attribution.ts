import { NO_TRAITS, type Traits } from "../domain/traits.ts";
import type { FurtherTags, RepositoryTags } from "./further-tags.ts";
import type { ItemRow } from "./item-row.ts";
import { repositoryTag } from "./tags.ts";

/** Which further tags the series of a run have. */
export interface Attribution {
  /** Takes in what a repository gives. Each once, in any order. */
  note(repository: string, traits?: Traits): void;
  /**
   * Gives those of the series under these tags, the repository's or owner's first; to be asked for when every repository is
   * noted. The original tool's metric stays as it was.
   */
  tagsOf(row: Pick<ItemRow<never>, "together" | "legacy">, own: readonly string[]): readonly string[];
}

/** Starts to note repositories. Of two whose names are one tag, the name that comes first in order of letters decides. */
export function createAttribution(further: FurtherTags): Attribution {
  const noted = new Map<string, { readonly repository: string; readonly tags: RepositoryTags }>();
  return {
    note(repository, traits = NO_TRAITS) {
      if (further.keys.length === 0) return;
      const tag = repositoryTag(repository);
      const known = noted.get(tag);
      if (known !== undefined && known.repository < repository) return;
      noted.set(tag, { repository, tags: further.ofRepository(repository, traits) });
    },
    tagsOf({ together, legacy = false }, own) {
      if (legacy) return further.defaults;
      const tags = noted.get(own[0] ?? "")?.tags;
      return tags === undefined ? further.defaults : further.ofSeries(tags, own, together);
    },
  };
}
