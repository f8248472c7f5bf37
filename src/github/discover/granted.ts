import * as z from "zod";
import type { Client } from "../client/client.ts";
import { type PagedList, PER_PAGE, readEveryPage, readFirstPage } from "../client/rest-pages.ts";
import { GitHubError } from "../errors.ts";
import { invalid, type ListedRepository, parseRepositories } from "../read/rest-answers.ts";
import { sameName, splitName } from "../target.ts";

const shape = z.object({ total_count: z.int().nonnegative(), repositories: z.unknown() });

/**
 * The repositories of an owner that an App's installation was given, private ones among them: of a user, no other list of REST's has those.
 * Throws GitHubError, or the signal's reason; never gives a part of them.
 * https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation
 */
export async function readGranted(
  client: Client,
  owner: string,
  signal: AbortSignal,
): Promise<readonly ListedRepository[]> {
  let total = 0;
  const list: PagedList<ListedRepository> = {
    path: (page) => `/installation/repositories?per_page=${PER_PAGE}&page=${page}`,
    parse(data) {
      const parsed = shape.safeParse(data);
      if (!parsed.success) throw invalid("a page of an installation's repositories", parsed.error);
      total = parsed.data.total_count;
      return parseRepositories(parsed.data.repositories);
    },
    key: (entry) => entry.id,
  };
  const granted = await readEveryPage(client, list, await readFirstPage(client, list, signal), signal);
  if (granted.length < total) {
    const message = `GitHub listed ${granted.length} of ${total} repositories of the installation at ${owner}`;
    throw new GitHubError("incomplete", "final", message);
  }
  return granted.filter(({ full_name }) => sameName(splitName(full_name).owner, owner));
}
