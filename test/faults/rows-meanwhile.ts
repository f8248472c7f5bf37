import * as happens from "./happenings.ts";
import { ALL, BOTH, type Ending, type Ends, HEALED, lostAt, lostFrom, type Row, some } from "./rows.ts";

type MeanwhileRow = Row<happens.Happening>;

/** What is not selected any more before anything was asked is not missed. */
const GONE: Ending = { ...ALL, delivered: "some" };
const UNSEEN: Ending = { ...ALL, reported: ["fields_unknown"] };

const gone = (...reasons: readonly string[]): Ends => [GONE, some(...reasons), some(...reasons)];

/** What happens on GitHub, or to the run, while it reads. */
export const meanwhileRows: readonly MeanwhileRow[] = [
  row("a repository is deleted", [happens.deleted], gone("not_found")),
  row("a repository is made private", [happens.madePrivate], gone("not_found")),
  row("a repository is blocked", [happens.blocked], lostAt("blocked")),
  row(
    "a repository is archived, disabled or transferred",
    [happens.archived, happens.disabled, happens.transferred],
    [GONE, ALL, ALL],
  ),
  row("a repository is renamed", [happens.renamed], HEALED),
  row("the token is revoked, or expires", [happens.revoked], lostFrom("unauthorized")),
  row("the token loses sight of reviews", [happens.losesReviews], [UNSEEN, UNSEEN, UNSEEN], ["graphql"]),
  once(
    "the oldest or youngest pull request is closed",
    [happens.oldestClosed, happens.youngestClosed],
    HEALED,
  ),
  once("most or all pull requests are closed", [happens.mostClosed, happens.allClosed], HEALED),
  once("a pull request is opened; one goes as one comes", [happens.opened, happens.exchanged], HEALED),
  row(
    "the oldest is closed at each request, or one is opened",
    [happens.oldestClosed, happens.opened],
    lostAt("incomplete"),
    ["graphql"],
  ),
  row(
    "the oldest is closed at each request, or one is opened",
    [happens.oldestClosed, happens.opened],
    HEALED,
    ["rest"],
  ),
  row("one goes as one comes at each request", [happens.exchanged], HEALED),
  row("the oldest is closed, and reopened at the next request", [happens.closedAndReopened], HEALED),
  once("labels and reviewers move to another pull request", [happens.moved], HEALED),
  row("its pull requests are switched off", [happens.pullRequestsOff], [GONE, ALL, ALL], ["graphql"]),
  row("its pull requests are switched off", [happens.pullRequestsOff], gone("not_found"), ["rest"]),
  row("GraphQL cannot return a pull request", [happens.unreturnable], [UNSEEN, UNSEEN, UNSEEN], ["graphql"]),
  once(
    "GraphQL fails for pull requests, and REST lists none, or not all",
    [happens.restListsNothing, happens.restListsPart],
    lostAt("incomplete"),
    ["graphql"],
  ),
  row("SIGTERM", [happens.interrupted], lostFrom("interrupted")),
];

function row(
  what: string,
  wrong: readonly happens.Happening[],
  ends: Ends,
  by: MeanwhileRow["by"] = BOTH,
): MeanwhileRow {
  return { what, wrong, lasts: "for good", by, ends, within: 0 };
}

function once(
  what: string,
  wrong: readonly happens.Happening[],
  ends: Ends,
  by?: MeanwhileRow["by"],
): MeanwhileRow {
  return { ...row(what, wrong, ends, by), lasts: "once" };
}
