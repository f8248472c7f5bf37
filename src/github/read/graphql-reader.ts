import type { OptionalField } from "../../domain/pull-request.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Logger } from "../../ports.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import type { GraphQLAnswer } from "../client/graphql-answer.ts";
import { failureOf, GitHubError } from "../errors.ts";
import type { Target } from "../target.ts";
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
  nextStep,
  smaller,
  type Work,
} from "./graphql-work.ts";
import { noteTeams, type RestReading, readByRest } from "./rest-reader.ts";
import { createUnknowns, wantedOf } from "./unknowns.ts";

export interface GraphQLReading {
  readonly client: Client;
  readonly wanted: Wanted;
  readonly dialectOf: DialectOf;
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
  const { client, wanted, dialectOf, log, signal } = reading;
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

  async function query(asks: readonly Ask[]): Promise<void> {
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
      const verdict = judgeAlias(question, `r${i}`, answer, take);
      if (verdict.kind === "taken") proceed(ask.work, verdict.next);
      else if (verdict.kind === "again") queue.add([ask]);
      else if (verdict.kind === "heavy") heavy.push(ask);
      else fail(ask.work, verdict);
    }
    askForLess(heavy, questions.length);
  }

  /** One ask of this repository is answered; when that was the last one open, it is read or asks on. */
  function proceed(work: Work, next: readonly Ask[]): void {
    work.open += next.length - 1;
    queue.add(next);
    if (work.open === 0) advance(work);
  }

  function advance(work: Work): void {
    const step = nextStep(work);
    if (step.kind === "ask") {
      work.open = step.asks.length;
      queue.add(step.asks);
    } else if (step.kind === "incomplete") {
      fail(work, { reason: "incomplete", message: step.message });
    } else {
      const { repository } = work;
      const unknown = wantedOf([...work.unknown, ...dropped], wanted);
      const pullRequests = entriesOf(work, "pullRequests").map(toPullRequest);
      const issues = entriesOf(work, "issues").map(toIssue);
      unknowns.note(repository, unknown);
      noteTeams(ownersWithTeams, work.name, pullRequests);
      finish(work, { kind: "complete", repository, pullRequests, issues, unknown });
    }
  }

  /** The query as a whole was refused. Several that are on their way can be refused for the same field. */
  function recover(questions: readonly Question[], error: unknown): void {
    const asks = questions.map((question) => question.ask);
    const remedy = error instanceof GitHubError ? error.remedy : "final";
    if (remedy === "scopes" && error instanceof Error) unknowns.drop(error.message, dropped);
    const asked = questions.some(({ fields }) => [...dropped].some((field) => fields.has(field)));
    if (remedy === "heavy") askForLess(asks, asks.length);
    else if (remedy === "scopes" && asked) queue.add(asks);
    else for (const { work } of asks) fail(work, failureOf(error));
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
      const read = await readByRest(restReading(work), work.repository, work.name);
      // What GraphQL may not read, REST leaves out without a word.
      const refused = new Set([...work.unknown, ...dropped]);
      if (read.unknown.has("issues")) refused.add("issues");
      unknowns.noteHeavy(work.repository);
      unknowns.note(work.repository, wantedOf(refused, wanted));
      finish(work, { ...read, unknown: wantedOf([...read.unknown, ...refused], wanted) });
    } catch (error) {
      finish(work, { kind: "failed", repository: work.repository, ...failureOf(error) });
    }
    queue.wake();
  }

  /** What GraphQL already refused is not asked for again. */
  function restReading(work: Work): RestReading {
    const { issues, ...others } = wanted;
    const left = work.unknown.has("issues") ? others : wanted;
    return { client, wanted: left, authenticated: true, ownersWithTeams, signal };
  }

  function fail(work: Work, failure: ReturnType<typeof failureOf>): void {
    if (!work.closed) finish(work, { kind: "failed", repository: work.repository, ...failure });
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
        advance(createWork(repository, target.name, wanted, target.counts));
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
