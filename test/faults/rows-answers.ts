import type { Fault } from "../../sandbox/github/types.ts";
import { dropQuery, firstPage } from "../../sandbox/proxy.ts";
import {
  doubled,
  emptyPages,
  missingNodes,
  newEnums,
  newFields,
  nullEntry,
  nullRequests,
  numbersAsText,
  withoutNumbers,
} from "./alter.ts";
import { type GitHubRow, harmless, INVALID, passing } from "./github-rows.ts";
import {
  ALL,
  BOTH,
  type Ending,
  type Ends,
  HEALED,
  lostAt,
  lostFrom,
  none,
  type Part,
  some,
} from "./rows.ts";

const BY_REST: Ending = { ...ALL, reported: ["read_by_rest"] };
const BLIND: Ending = { ...BY_REST, reported: ["fields_unknown", "read_by_rest"] };
const altered = (alter: (body: unknown) => unknown): readonly Fault[] => [{ kind: "altered", alter }];

/** What only the body of an answer has: by REST the last request is answered with 304, which has none. */
function ofBodies(part: Part<Fault>, forGood: Ends): GitHubRow[] {
  return [
    { ...part, lasts: "once", by: ["rest"], ends: HEALED, within: 2 },
    { ...part, lasts: "for good", by: ["rest"], ends: forGood, within: 80 },
  ];
}

const bodyRows: readonly GitHubRow[] = [
  ...passing(
    { what: "a web page with 200; no body", wrong: [{ kind: "html-200" }, { kind: "empty-body" }] },
    INVALID,
  ),
  {
    what: "half of the JSON",
    wrong: [{ kind: "invalid-json" }],
    lasts: "once",
    by: BOTH,
    ends: HEALED,
    within: 2,
  },
  {
    what: "half of the JSON",
    wrong: [{ kind: "invalid-json" }],
    lasts: "for good",
    by: ["graphql"],
    ends: lostFrom(INVALID),
    within: 80,
  },
  {
    what: "half of the JSON",
    wrong: [{ kind: "invalid-json" }],
    lasts: "for good",
    by: ["rest"],
    ends: [none(INVALID), some(INVALID), ALL],
    within: 80,
  },
  harmless({ what: "JSON as text/plain", wrong: [{ kind: "wrong-content-type" }] }),
  harmless({ what: "fields that nobody knows", wrong: altered(newFields) }),
  {
    what: "an entry that is null",
    wrong: altered(nullEntry),
    lasts: "once",
    by: ["graphql"],
    ends: [some("incomplete"), ALL, ALL],
    within: 0,
  },
  {
    what: "an entry that is null",
    wrong: altered(nullEntry),
    lasts: "for good",
    by: ["graphql"],
    ends: [some("incomplete", INVALID), some(INVALID), some(INVALID)],
    within: 80,
  },
  ...ofBodies({ what: "an entry that is null", wrong: altered(nullEntry) }, [
    none(INVALID),
    some(INVALID),
    ALL,
  ]),
  {
    what: "values of enumerations that nobody knows",
    wrong: altered(newEnums),
    lasts: "once",
    by: ["graphql"],
    ends: HEALED,
    within: 0,
  },
  {
    what: "values of enumerations that nobody knows",
    wrong: altered(newEnums),
    lasts: "for good",
    by: ["graphql"],
    ends: lostAt(INVALID),
    within: 80,
  },
  ...ofBodies({ what: "values of enumerations that nobody knows", wrong: altered(newEnums) }, [
    some(INVALID),
    some(INVALID),
    ALL,
  ]),
  {
    what: "numbers as text, or left out",
    wrong: [...altered(numbersAsText), ...altered(withoutNumbers)],
    lasts: "once",
    by: ["graphql"],
    ends: HEALED,
    within: 2,
  },
  {
    what: "numbers as text, or left out",
    wrong: [...altered(numbersAsText), ...altered(withoutNumbers)],
    lasts: "for good",
    by: ["graphql"],
    ends: lostFrom(INVALID),
    within: 80,
  },
  ...ofBodies(
    { what: "numbers as text, or left out", wrong: [...altered(numbersAsText), ...altered(withoutNumbers)] },
    [none(INVALID), some(INVALID), ALL],
  ),
  ...ofBodies({ what: "an object for a list", wrong: altered(() => ({ message: "ok" })) }, [
    none(INVALID),
    some(INVALID),
    ALL,
  ]),
  {
    what: "the query dropped by a proxy",
    wrong: [{ kind: "other-query", rewrite: dropQuery }],
    lasts: "for good",
    by: ["rest"],
    ends: lostAt(INVALID),
    within: 80,
  },
  {
    what: "page 1 for every page",
    wrong: [{ kind: "other-query", rewrite: firstPage }],
    lasts: "for good",
    by: ["rest"],
    ends: [some(INVALID), some(INVALID), ALL],
    within: 80,
  },
  {
    what: "a request for review that is null",
    wrong: altered(nullRequests),
    lasts: "for good",
    by: ["graphql"],
    ends: [BLIND, BLIND, BLIND],
    within: 0,
  },
  {
    what: "lists inside of pull requests short",
    wrong: altered(missingNodes),
    lasts: "for good",
    by: ["graphql"],
    ends: [BY_REST, BY_REST, BY_REST],
    within: 0,
  },
  {
    what: "empty pages, and more to come",
    wrong: altered(emptyPages),
    lasts: "for good",
    by: ["graphql"],
    ends: [some("incomplete", "read_by_rest"), BY_REST, BY_REST],
    within: 0,
  },
  {
    what: "every entry twice",
    wrong: altered(doubled),
    lasts: "for good",
    by: ["rest"],
    ends: [some(INVALID), some(INVALID), ALL],
    within: 80,
  },
  {
    what: "every entry twice",
    wrong: altered(doubled),
    lasts: "for good",
    by: ["graphql"],
    ends: lostAt(INVALID, "read_by_rest"),
    within: 80,
  },
];

const graphqlRows: readonly GitHubRow[] = (
  [
    {
      what: "200 with “Something went wrong”",
      wrong: [{ kind: "graphql-errors" }],
      lasts: "once",
      ends: HEALED,
      within: 0,
    },
    {
      what: "200 with “Something went wrong”",
      wrong: [{ kind: "graphql-errors" }],
      lasts: "for good",
      ends: [none("too_heavy"), BY_REST, BY_REST],
      within: 30,
    },
    {
      what: "200 with FORBIDDEN",
      wrong: [{ kind: "graphql-errors", type: "FORBIDDEN", message: "Resource not accessible" }],
      lasts: "once",
      ends: lostAt("forbidden"),
      within: 0,
    },
    {
      what: "200 with FORBIDDEN",
      wrong: [{ kind: "graphql-errors", type: "FORBIDDEN", message: "Resource not accessible" }],
      lasts: "for good",
      ends: lostFrom("forbidden"),
      within: 0,
    },
    {
      what: "parts null for their weight, with a path or without",
      wrong: [true, false].map((path) => ({ kind: "graphql-partial", aliases: () => true, path })),
      lasts: "once",
      ends: HEALED,
      within: 0,
    },
    {
      what: "parts null for their weight, with a path or without",
      wrong: [true, false].map((path) => ({ kind: "graphql-partial", aliases: () => true, path })),
      lasts: "for good",
      ends: [none("too_heavy"), BY_REST, BY_REST],
      within: 30,
    },
    {
      what: "one part NOT_FOUND",
      wrong: [
        {
          kind: "graphql-partial",
          aliases: (_, index) => index === 0,
          type: "NOT_FOUND",
          message: "Could not resolve to a Repository",
        },
      ],
      lasts: "once",
      ends: lostAt("not_found"),
      within: 0,
    },
    {
      what: "a page of more than 10 too heavy: 502",
      wrong: [{ kind: "too-heavy", perPage: 10 }],
      lasts: "for good",
      ends: HEALED,
      within: 10,
    },
  ] satisfies Omit<GitHubRow, "by">[]
).map((row) => ({ ...row, by: ["graphql"] }));

/** Answers that came whole, and are not what was asked for. */
export const answerRows: readonly GitHubRow[] = [...bodyRows, ...graphqlRows];
