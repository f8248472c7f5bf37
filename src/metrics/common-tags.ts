import type { Item } from "../domain/item.ts";
import type { ItemTag, TagParts } from "./item-row.ts";
import { ownerOf } from "./tags.ts";

function tag<const F extends Exclude<keyof Item, "number">>(
  parts: TagParts<F, Pick<Item, F | "number">>,
): ItemTag<Item> {
  return parts;
}

/** The tags that pull requests and issues share. */
export const commonTags = {
  repo: tag({
    description:
      "`owner/name` in lower case; for a repository that was renamed, the name in the configuration",
    overlaps: false,
    needs: [],
    values: (_, { repository }) => [repository],
  }),
  owner: tag({
    description:
      "login of the owner in lower case, in place of `repo` where `GRAIN` says `owner`; `owner/` of that `repo`",
    overlaps: false,
    needs: [],
    values: (_, { repository }) => [ownerOf(repository)],
  }),
  author: tag({
    description: "login of who opened it, bots as GitHub's REST API spells them; `ghost`: a deleted account",
    overlaps: false,
    needs: ["author"],
    values: ({ author }) => [author.login],
  }),
  label: tag({
    description: "name of a label; `none`: without any",
    overlaps: true,
    needs: ["labels"],
    values: ({ labels }) => labels,
    lacks: ({ labels }) => labels.length === 0,
  }),
} satisfies Readonly<Record<string, ItemTag<Item>>>;
