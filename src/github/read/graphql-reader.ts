import { failByDefect } from "../../domain/internal-error.ts";
import type { OptionalField, PullRequest } from "../../domain/pull-request.ts";
import type { Complete, Snapshot } from "../../domain/snapshot.ts";
import { Stop } from "../../domain/stop.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Logger } from "../../ports.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import type { GraphQLAnswer } from "../client/graphql-answer.ts";
import { recount } from "../discover/counts.ts";
import { failureOf, GitHubError } from "../errors.ts";
import type { Counts, Target } from "../target.ts";
import { createAskQueue } from "./ask-queue.ts";
import { type Dialect, type DialectOf, NEWEST } from "./dialect.ts";
import { toIssue, toPullRequest } from "./graphql-fields.ts";
import { buildQuery, createAnswerTaker, type Question } from "./graphql-query.ts";
import { judgeAlias } from "./graphql-verdict.ts";
import {
  type Ask,
  askedFields,
  createWork,
  entriesOf,
  isGivenUp,
  isHidden,
  nextStep,
  readSinceOf,
  restart,
  type Step,
  smaller,
  type Work,
} from "./graphql-work.ts";
import { noteTeams, type RestReading, readByRest } from "./rest-reader.ts";
import { createUnknowns, wantedOf } from "./unknowns.ts";

/** What REST does not tell, or may keep back without a word. */
const LEFT_OUT_BY_REST = ["reviewers", "teams", "everyRequest", "reviewState", "checks"] as const;

/** Whether nobody was asked for a review cannot be said. */
const NONE_UNKNOWN: NonNullable<Complete["hidden"]> = new Map([["reviewer", (value) => value === "none"]]);

/** What is not missing from every answer of REST, but from one about this repository. */
const NOTED = ["issues", "reviewers"] as const;

export interface GraphQLReading {
  readonly client: Client;
  readonly wanted: Wanted;
  readonly dialectOf: DialectOf;
  /** Whether BOTS names a login. */
  readonly isBot: (login: string) => boolean;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Reads the backlogs of repositories whose counts are known, many to a query, and gives a snapshot for each in
 * the order in which they become complete. What a query could not carry is asked for in smaller pieces, at last by REST.
 */
export async function* readByGraphQL(
  reading: GraphQLReading,
  targets: AsyncIterable<{ readonly repository: string; readonly target: Target }>,
): AsyncGenerator<Snapshot> {
  const { client, wanted, dialectOf, isBot, log, signal } = reading;
  const out = createChannel<Snapshot>();
  const unknowns = createUnknowns(wanted, log);
  const dropped = new Set<OptionalField>();
  const ownersWithTeams = new Set<string>();
  const take = createAnswerTaker();
  let discovering = true;
  let unfinished = 0;

  const queue = createAskQueue({
    send: (asks) => query(asks.filter((ask) => !ask.work.closed)).catch(out.close),
    idle: client.idle,
    settled: () => {
      if (!discovering && unfinished === 0) out.close();
    },
  });

  async function query(all: readonly Ask[]): Promise<void> {
    const asks = all.filter((ask) => !isGivenUp(ask, dropped));
    for (const { work } of all.filter((ask) => !asks.includes(ask))) proceed(work, []);
    if (asks.length === 0) return;
    let questions: readonly Question[] = asks.map((ask) => questionOf(ask, NEWEST));
    try {
      const told = dialectOf(signal);
      // Where nothing has to be asked, nothing is put off: queries leave in the order in which they were made.
      const dialect = told instanceof Promise ? await told : told;
      questions = asks.map((ask) => questionOf(ask, dialect));
      const { query: text, variables } = buildQuery(questions);
      takeAnswers(questions, await client.graphql(text, variables, signal, true, (answer) => answer));
    } catch (error) {
      recover(questions, error);
    }
  }

  function questionOf(ask: Ask, dialect: Dialect): Question {
    return { ask, dialect, fields: askedFields(wanted, ask, dropped) };
  }

  function takeAnswers(questions: readonly Question[], answer: GraphQLAnswer): void {
    const heavy: Ask[] = [];
    for (const [i, question] of questions.entries()) {
      const { ask } = question;
      if (ask.work.closed) continue;
      try {
        takeAlias(question, `r${i}`, answer, heavy);
      } catch (defect) {
        failByBug(ask.work, defect);
      }
    }
    askForLess(heavy, questions.length);
  }

  function takeAlias(question: Question, alias: string, answer: GraphQLAnswer, heavy: Ask[]): void {
    const { ask } = question;
    const verdict = judgeAlias(question, alias, answer, take, dropped);
    if (verdict.kind === "taken") proceed(ask.work, verdict.next);
    else if (verdict.kind === "again") queue.add([ask]);
    else if (verdict.kind === "narrow") queue.add([verdict.ask]);
    else if (verdict.kind === "heavy") heavy.push(ask);
    else fail(ask.work, verdict);
  }

  /** One ask of this repository is answered; when that was the last one open, it is read or asks on. */
  function proceed(work: Work, next: readonly Ask[]): void {
    work.open += next.length - 1;
    queue.add(next);
    if (work.open === 0) advance(work);
  }

  function advance(work: Work, step: Step = nextStep(work)): void {
    if (step.kind === "ask") {
      work.open = step.asks.length;
      queue.add(step.asks);
    } else if (step.kind === "incomplete") {
      void fallBack(work).catch(out.close);
    } else if (step.kind === "lacking") {
      void complement(work, step.lost).catch(out.close);
    } else complete(work, []);
  }

  /** `others`: pull requests that GraphQL could not return, as REST lists them. */
  function complete(work: Work, others: readonly PullRequest[]): void {
    const { repository } = work;
    const unknown = wantedOf([...work.unknown, ...dropped], wanted);
    const read = entriesOf(work, "pullRequests").map((entry) => toPullRequest(entry, isBot));
    const pullRequests = [...read, ...others];
    const issues = entriesOf(work, "issues").map(toIssue);
    const readSince = readSinceOf(work);
    unknowns.note(repository, unknown);
    noteTeams(ownersWithTeams, work.name, read);
    // One whom GitHub does not name is taken for a team, of which alone `none` would count: how many that are is not known.
    const hidden = read.some(({ unnamedReviewers }) => unnamedReviewers > 0) ? { hidden: NONE_UNKNOWN } : {};
    finish(work, { kind: "complete", repository, pullRequests, issues, unknown, readSince, ...hidden });
  }

  /** Takes those that GraphQL could not return from REST's list, where they are all that GraphQL lacks. */
  async function complement(work: Work, lost: number): Promise<void> {
    try {
      const { pullRequests } = wanted;
      const asked = pullRequests === undefined ? {} : { pullRequests };
      const read = await readByRest({ ...restReading(work), wanted: asked }, work.repository, work.name);
      if (work.closed) return;
      const known = new Set(entriesOf(work, "pullRequests").map(({ number }) => number));
      const others = read.pullRequests.filter(({ number }) => !known.has(number));
      const agrees = others.length === lost && read.pullRequests.length === known.size + lost;
      if (!agrees) advance(work, restart(work));
      else {
        for (const field of LEFT_OUT_BY_REST) work.unknown.add(field);
        unknowns.noteLost(
          work.repository,
          others.map(({ number }) => number).sort((a, b) => a - b),
        );
        complete(work, others);
      }
    } catch (error) {
      failBy(work, error);
    }
    queue.wake();
  }

  /** The query as a whole was refused. Several that are on their way can be refused for the same field. */
  function recover(questions: readonly Question[], error: unknown): void {
    const asks = questions.map((question) => question.ask);
    const remedy = error instanceof GitHubError ? error.remedy : "final";
    if (remedy === "scopes" && error instanceof Error) unknowns.drop(error.message, dropped);
    const asked = questions.some(({ fields }) => [...dropped].some((field) => fields.has(field)));
    if (remedy === "heavy") askForLess(asks, asks.length);
    else if (remedy === "scopes" && asked) queue.add(asks);
    else for (const { work } of asks) failBy(work, error);
  }

  /** Halves, then smaller pages, then the smallest once more, then REST. `of`: how many asks the query had that did not carry these. */
  function askForLess(asks: readonly Ask[], of: number): void {
    const [only] = asks;
    if (only === undefined) return;
    if (of > 1) {
      const half = Math.ceil(of / 2);
      queue.sendAlone(asks.slice(0, half));
      queue.sendAlone(asks.slice(half));
      return;
    }
    const less = smaller(only);
    if (less === undefined) void fallBack(only.work).catch(out.close);
    else queue.sendAlone([less]);
  }

  async function fallBack(work: Work): Promise<void> {
    if (work.closed) return;
    work.closed = true;
    try {
      const read = await readAgreeing(work);
      if (read === undefined) {
        const message = "GraphQL and REST do not agree on how many entries are open";
        finish(work, { kind: "failed", repository: work.repository, reason: "incomplete", message });
      } else {
        // What GraphQL already found unreadable stays so.
        const refused = new Set([...work.unknown, ...dropped]);
        for (const field of NOTED) if (read.unknown.has(field)) refused.add(field);
        unknowns.noteHeavy(work.repository);
        unknowns.note(work.repository, wantedOf(refused, wanted));
        finish(work, { ...read, unknown: wantedOf([...read.unknown, ...refused], wanted) });
      }
    } catch (error) {
      work.closed = false;
      failBy(work, error);
    }
    queue.wake();
  }

  /** The backlog by REST, if it has as many entries as GitHub then counts; read once more where something moved meanwhile. */
  async function readAgreeing(work: Work): Promise<Complete | undefined> {
    for (let attempts = 0; attempts < 2; attempts += 1) {
      const read = await readByRest(restReading(work), work.repository, work.name);
      const counts = await countsNow(work);
      const lists = work.lists.filter(({ name }) => !(name === "issues" && read.unknown.has("issues")));
      if (lists.every(({ name, total }) => read[name].length === (counts[name] ?? total))) return read;
    }
    return undefined;
  }

  /** Where GitHub does not even count any more, its last counts hold. */
  async function countsNow(work: Work): Promise<Counts> {
    try {
      const names = work.lists.filter((list) => !isHidden(work, list)).map((list) => list.name);
      return await recount(client, work.name, names, signal);
    } catch (error) {
      if (error instanceof GitHubError) return {};
      throw error;
    }
  }

  /** What GraphQL already refused is not asked for again. */
  function restReading(work: Work): RestReading {
    const { issues, ...others } = wanted;
    const left = work.unknown.has("issues") ? others : wanted;
    return { client, wanted: left, authenticated: true, ownersWithTeams, unknowns, signal };
  }

  function fail(work: Work, failure: ReturnType<typeof failureOf>): void {
    if (!work.closed) finish(work, { kind: "failed", repository: work.repository, ...failure });
  }

  /** Fails a repository by what was thrown while it was read: GitHub's fault, time's, or a defect. */
  function failBy(work: Work, error: unknown): void {
    if (error instanceof GitHubError || error instanceof Stop) fail(work, failureOf(error));
    else failByBug(work, error);
  }

  function failByBug(work: Work, error: unknown): void {
    if (!work.closed) finish(work, failByDefect(work.repository, error));
  }

  function finish(work: Work, snapshot: Snapshot): void {
    work.closed = true;
    unfinished -= 1;
    out.push(snapshot);
  }

  async function takeIn(): Promise<void> {
    for await (const { repository, target } of targets) {
      if (target.kind === "counted") {
        unfinished += 1;
        const work = createWork(repository, target.name, wanted, target.counts, client.now);
        try {
          advance(work);
        } catch (defect) {
          failByBug(work, defect);
        }
      } else if (target.kind === "failed") {
        out.push({ kind: "failed", repository, reason: target.reason, message: target.message });
      }
    }
    discovering = false;
    queue.drain();
  }

  void takeIn().catch(out.close);
  yield* out;
  unknowns.report();
}
