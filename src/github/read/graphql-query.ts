import * as z from "zod";
import { own } from "../../domain/own.ts";
import type { ItemField, ListName } from "../../domain/wanted.ts";
import type { Dialect } from "./dialect.ts";
import { itemText, nodeSchema } from "./graphql-fields.ts";
import { keepNested, keepPage, type PageContent } from "./graphql-keep.ts";
import { type NestedList, nestedText, parseNestedPage } from "./graphql-nested.ts";
import type { Ask, End, PageAsk } from "./graphql-work.ts";

/** What GitHub calls one entry of a list. */
const ONE = { pullRequests: "pullRequest", issues: "issue" } as const satisfies Record<ListName, string>;

const PAGE_INFO = "pageInfo{hasNextPage hasPreviousPage startCursor endCursor}";

/** An ask with the fields that it was, or will be, sent with, in the dialect of the server. */
export interface Question {
  readonly ask: Ask;
  readonly dialect: Dialect;
  readonly fields: ReadonlySet<ItemField>;
}

/** One query for all these questions: alias `r0`, `r1`, … in their order. */
export function buildQuery(questions: readonly Question[]) {
  const aliases = questions.map(buildAlias);
  const declared = aliases.map((alias) => alias.declared).join(",");
  const text = aliases.map((alias) => alias.text).join(" ");
  return {
    query: `query(${declared}){rateLimit{cost} ${text}}`,
    variables: Object.fromEntries(aliases.flatMap((alias) => Object.entries(alias.variables))),
  };
}

/** Opinions are asked of up to a hundred pull requests at a time, few of which have more than a handful. */
const NESTED_PAGE = {
  labels: 100,
  reviewRequests: 100,
  assignees: 100,
  latestOpinionatedReviews: 20,
} as const satisfies Record<NestedList, number>;

function buildAlias({ ask, dialect, fields }: Question, i: number) {
  const { owner, name } = ask.work.name;
  const repository = `r${i}:repository(owner:$o${i},name:$n${i})`;
  const names = { [`o${i}`]: owner, [`n${i}`]: name };
  const declared = `$o${i}:String!,$n${i}:String!,$c${i}:String`;
  if (ask.kind === "nested") {
    const first = NESTED_PAGE[ask.inner];
    const list = nestedText(ask.inner, `first:${first},after:$c${i}`, fields.has("teams"), dialect);
    return {
      declared: `${declared},$p${i}:Int!`,
      text: `${repository}{${ONE[ask.list.name]}(number:$p${i}){${list}}}`,
      variables: { ...names, [`c${i}`]: ask.position.after, [`p${i}`]: ask.number },
    };
  }
  const page = ask.end === "first" ? `first:$f${i},after:$c${i}` : `last:$f${i},before:$c${i}`;
  const order = "orderBy:{field:CREATED_AT,direction:ASC}";
  return {
    declared: `${declared},$f${i}:Int!`,
    text: `${repository}{${ask.list.name}(states:OPEN,${page},${order}){totalCount ${PAGE_INFO} nodes{${itemText(fields, dialect)}}}}`,
    variables: { ...names, [`c${i}`]: ask.cursor, [`f${i}`]: ask.slots },
  };
}

const pageInfo = z.object({
  hasNextPage: z.boolean(),
  hasPreviousPage: z.boolean(),
  startCursor: z.string().nullable(),
  endCursor: z.string().nullable(),
});

function pageSchema(fields: ReadonlySet<ItemField>, dialect: Dialect) {
  return z.object({
    totalCount: z.int().nonnegative(),
    pageInfo,
    nodes: z.array(nodeSchema(fields, dialect).nullable()),
  });
}

const record = z.record(z.string(), z.unknown());

/** A part of an answer by its name; undefined where there is none. */
function partOf(data: unknown, name: string): unknown {
  const { data: parts } = record.safeParse(data);
  return parts && own(parts, name);
}

/** What takes an answer to a question into its repository's work. */
export type AnswerTaker = (question: Question, data: unknown) => Ask[] | undefined;

/**
 * A taker that makes the schema of each set of fields once; the dialect of all its questions is the same. It gives what must be asked next for the question,
 * or undefined when the answer is not whole: then nothing of it was kept.
 */
export function createAnswerTaker(): AnswerTaker {
  const schemas = new Map<string, ReturnType<typeof pageSchema>>();
  const schemaFor = (fields: ReadonlySet<ItemField>, dialect: Dialect) => {
    const key = [...fields].sort().join(" ");
    const schema = schemas.get(key) ?? pageSchema(fields, dialect);
    schemas.set(key, schema);
    return schema;
  };
  return ({ ask, dialect, fields }, data) => {
    const { name } = ask.list;
    if (ask.kind === "nested") {
      const page = parseNestedPage(ask.inner, partOf(partOf(data, ONE[name]), ask.inner), ask.position);
      return page && keepNested(ask, page);
    }
    const parsed = schemaFor(fields, dialect).safeParse(partOf(data, name));
    if (!parsed.success || leadsNowhere(ask.end, parsed.data)) return undefined;
    if (parsed.data.nodes.includes(null) && !isAlone(ask)) return undefined;
    return keepPage(ask, parsed.data);
  };
}

/** Whether a page has been shrunk to one entry, and asked for a second time: what is null then, GitHub cannot return. */
export function isAlone({ list, slots, lastTry }: PageAsk): boolean {
  return list.name === "pullRequests" && slots === 1 && lastTry === true;
}

/** An empty page with more behind it would be asked for again for ever. */
function leadsNowhere(end: End, { nodes, pageInfo }: PageContent): boolean {
  const more = end === "first" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
  return nodes.length === 0 && more;
}
