import * as z from "zod";
import type { Field } from "../../domain/pull-request.ts";
import { nestedText, nodeSchema, parseNestedPage, pullRequestText } from "./graphql-fields.ts";
import { type Ask, type End, keepNested, keepPage, type PageContent } from "./graphql-work.ts";

const PAGE_INFO = "pageInfo{hasNextPage hasPreviousPage startCursor endCursor}";

/** An ask with the fields that it was, or will be, sent with. */
export interface Question {
  readonly ask: Ask;
  readonly fields: ReadonlySet<Field>;
}

/** One query for all these questions: alias `r0`, `r1`, … in their order. */
export function buildQuery(questions: readonly Question[]) {
  const aliases = questions.map(buildAlias);
  const declared = aliases.map((alias) => alias.declared).join(",");
  const text = aliases.map((alias) => alias.text).join(" ");
  return {
    query: `query(${declared}){rateLimit{cost} ${text}}`,
    variables: Object.assign({}, ...aliases.map((alias) => alias.variables)),
  };
}

function buildAlias({ ask, fields }: Question, i: number) {
  const { owner, name } = ask.work.name;
  const repository = `r${i}:repository(owner:$o${i},name:$n${i})`;
  const names = { [`o${i}`]: owner, [`n${i}`]: name };
  const declared = `$o${i}:String!,$n${i}:String!,$c${i}:String`;
  if (ask.kind === "nested") {
    const list = nestedText(ask.list, `first:100,after:$c${i}`, fields.has("teams"));
    return {
      declared: `${declared},$p${i}:Int!`,
      text: `${repository}{pullRequest(number:$p${i}){${list}}}`,
      variables: { ...names, [`c${i}`]: ask.after, [`p${i}`]: ask.number },
    };
  }
  const page = ask.end === "first" ? `first:$f${i},after:$c${i}` : `last:$f${i},before:$c${i}`;
  const order = "orderBy:{field:CREATED_AT,direction:ASC}";
  return {
    declared: `${declared},$f${i}:Int!`,
    text: `${repository}{pullRequests(states:OPEN,${page},${order}){totalCount ${PAGE_INFO} nodes{${pullRequestText(fields)}}}}`,
    variables: { ...names, [`c${i}`]: ask.cursor, [`f${i}`]: ask.slots },
  };
}

const pageInfo = z.object({
  hasNextPage: z.boolean(),
  hasPreviousPage: z.boolean(),
  startCursor: z.string().nullable(),
  endCursor: z.string().nullable(),
});

function pageSchema(fields: ReadonlySet<Field>) {
  const nodes = z.array(nodeSchema(fields));
  return z.object({ pullRequests: z.object({ totalCount: z.int().nonnegative(), pageInfo, nodes }) });
}

/** What takes an answer to a question into its repository's work. */
export type AnswerTaker = (question: Question, data: unknown) => Ask[] | undefined;

/**
 * A taker that makes the schema of each set of fields once. It gives what must be asked next for the question,
 * or undefined when the answer is not whole: then nothing of it was kept.
 */
export function createAnswerTaker(): AnswerTaker {
  const schemas = new Map<string, ReturnType<typeof pageSchema>>();
  const schemaFor = (fields: ReadonlySet<Field>) => {
    const key = [...fields].sort().join(" ");
    const schema = schemas.get(key) ?? pageSchema(fields);
    schemas.set(key, schema);
    return schema;
  };
  return ({ ask, fields }, data) => {
    if (ask.kind === "nested") {
      const found = z.object({ pullRequest: z.record(z.string(), z.unknown()) }).safeParse(data);
      const page = found.success ? parseNestedPage(ask.list, found.data.pullRequest[ask.list]) : undefined;
      return page && keepNested(ask, page);
    }
    const parsed = schemaFor(fields).safeParse(data);
    if (!parsed.success || leadsNowhere(ask.end, parsed.data.pullRequests)) return undefined;
    return keepPage(ask.work, ask.end, parsed.data.pullRequests);
  };
}

/** An empty page with more behind it would be asked for again for ever. */
function leadsNowhere(end: End, { nodes, pageInfo }: PageContent): boolean {
  const more = end === "first" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
  return nodes.length === 0 && more;
}
