import * as z from "zod";
import type { FullName } from "../../domain/selection.ts";
import type { Traits } from "../../domain/traits.ts";
import type { Client } from "../client/client.ts";
import { type PagedList, PER_PAGE, readEveryPage, readFirstPage } from "../client/rest-pages.ts";
import { GitHubError } from "../errors.ts";
import { invalid } from "../read/rest-answers.ts";
import { joinName } from "../target.ts";

type Properties = Traits["properties"];

/** Gives the custom properties of a repository that an organisation owns. Throws GitHubError or the signal's reason. */
export type PropertiesOf = (name: FullName, signal: AbortSignal) => Promise<Properties>;

const values = z.array(
  z.object({
    property_name: z.string(),
    value: z.union([z.string(), z.array(z.string())]).nullable(),
  }),
);

const ofOrganization = z.array(
  z.object({ repository_id: z.int(), repository_full_name: z.string(), properties: values }),
);

type OfRepository = z.infer<typeof ofOrganization>[number];

/**
 * Reads custom properties, which only REST has: of an owner that is listed all at once, a hundred to a request, and of
 * any other repository by itself. What is not in an owner's list is asked for by itself too: it may be new.
 * https://docs.github.com/en/rest/orgs/custom-properties, https://docs.github.com/en/rest/repos/custom-properties
 */
export function createProperties(
  clientFor: (owner: string) => Client,
  listedOwners: readonly string[],
): PropertiesOf {
  const listed = new Set(listedOwners.map((owner) => owner.toLowerCase()));
  const known = new Map<string, Promise<ReadonlyMap<string, Properties>>>();
  return async (name, signal) => {
    const owner = name.owner.toLowerCase();
    const client = clientFor(owner);
    if (!listed.has(owner)) return await readOne(client, name, signal);
    const all = known.get(owner) ?? readAll(client, owner, signal);
    known.set(owner, all);
    return (await all).get(joinName(name).toLowerCase()) ?? (await readOne(client, name, signal));
  };
}

async function readAll(client: Client, owner: string, signal: AbortSignal) {
  const path = `/orgs/${encodeURIComponent(owner)}/properties/values`;
  const list: PagedList<OfRepository> = {
    path: (page) => `${path}?per_page=${PER_PAGE}&page=${page}`,
    parse: (data) => parse(ofOrganization, data, `a page of ${owner}'s custom properties`),
    key: (entry) => entry.repository_id,
  };
  try {
    const first = await readFirstPage(client, list, signal);
    const entries = await readEveryPage(client, list, first, signal);
    return new Map(
      entries.map((one) => [one.repository_full_name.toLowerCase(), toProperties(one.properties)]),
    );
  } catch (error) {
    throw explain(error, "for the organisation, Custom properties: read, or a member's classic token");
  }
}

async function readOne(client: Client, { owner, name }: FullName, signal: AbortSignal): Promise<Properties> {
  const path = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/properties/values`;
  try {
    const { data } = await client.get(path, signal, (body) =>
      parse(values, body, "a repository's custom properties"),
    );
    return toProperties(data);
  } catch (error) {
    throw explain(error, "for the repository, Metadata: read");
  }
}

function parse<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw invalid(what, parsed.error);
  return parsed.data;
}

function toProperties(entries: z.infer<typeof values>): Properties {
  const held = entries.map(
    ({ property_name, value }) => [property_name.toLowerCase(), listOf(value)] as const,
  );
  return new Map(held.filter(([, list]) => list.length > 0));
}

/** A property that is not set is null, or an empty text. */
function listOf(value: string | readonly string[] | null): readonly string[] {
  const list = typeof value === "string" ? [value] : (value ?? []);
  return list.filter((text) => text !== "");
}

/** GitHub says "not found" of what a credential may not know to be there; the repository itself was just seen. */
function explain(error: unknown, right: string): unknown {
  if (!(error instanceof GitHubError)) return error;
  const refused = error.reason === "not_found" || error.reason === "forbidden";
  const advice = refused ? `; the token needs, ${right}` : "";
  const reason = refused ? "forbidden" : error.reason;
  return new GitHubError(reason, error.remedy, `PROPERTY_TAGS: ${error.message}${advice}`, error);
}
