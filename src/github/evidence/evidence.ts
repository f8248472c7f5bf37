import type { Complete } from "../../domain/snapshot.ts";
import type { Logger, MissingBecause, Source } from "../../ports.ts";
import type { Client } from "../client/client.ts";
import type { DialectOf } from "../read/dialect.ts";
import { joinName, splitName } from "../target.ts";
import { askMissingByGraphQL, askMissingByRest } from "./missing.ts";
import {
  askUpdatedByGraphQL,
  askUpdatedByRest,
  togetherOf,
  type UpdatedLists,
  type UpdatedQuestion,
  updatedQuestions,
} from "./updated.ts";

export interface EvidenceOptions {
  readonly api: "graphql" | "rest";
  readonly clientFor: (owner: string) => Client;
  readonly dialectOf: (client: Client) => DialectOf;
  readonly isBot: (login: string) => boolean;
  readonly log: Logger;
}

/** Answers what zero-fill asks before it sets something to 0. What goes without an answer is named by one warning a client. */
export function createEvidence(options: EvidenceOptions): Pick<Source, "explainMissing" | "readUpdated"> {
  const { api, clientFor, dialectOf, isBot, log } = options;
  return {
    async explainMissing(repositories, signal) {
      const answers = new Map<string, MissingBecause>();
      const groups = groupByClient(repositories, (name) => name, clientFor);
      const ask = async ([client, group]: readonly [Client, readonly string[]]) => {
        const askMissing =
          api === "graphql" ? askMissingByGraphQL(client, dialectOf(client)) : askMissingByRest(client);
        const names = group.map(splitName);
        const answered = (name: (typeof names)[number], because: MissingBecause) =>
          void answers.set(joinName(name), because);
        const why = await failureIn(askMissing(names, answered, signal));
        const open = group.filter((name) => !answers.has(name));
        warnOfSilence("why they are not selected any more", open, why, log);
      };
      await Promise.all([...groups].map(ask));
      return answers;
    },
    async readUpdated(readings, wanted, signal) {
      const answers = new Map<string, Complete>();
      const groups = groupByClient(readings, ({ repository }) => repository, clientFor);
      const ask = async ([client, group]: readonly [Client, typeof readings]) => {
        const askUpdated =
          api === "graphql"
            ? askUpdatedByGraphQL(client, dialectOf(client), isBot)
            : askUpdatedByRest(client);
        const asked = group.map((reading) => ({
          reading,
          questions: updatedQuestions(reading, wanted, client),
        }));
        const lists = new Map<UpdatedQuestion, UpdatedLists>();
        const questions = asked.flatMap((one) => one.questions);
        const why = await failureIn(
          askUpdated(questions, (question, answer) => void lists.set(question, answer), signal),
        );
        for (const one of asked) {
          const complete = togetherOf(one.reading, lists, one.questions);
          if (complete !== undefined) answers.set(complete.repository, complete);
        }
        const open = group.map(({ repository }) => repository).filter((name) => !answers.has(name));
        warnOfSilence("what was updated while they were read", open, why, log);
      };
      await Promise.all([...groups].map(ask));
      return answers;
    },
  };
}

/** Puts together what the same client asks. */
function groupByClient<One>(
  all: readonly One[],
  nameOf: (one: One) => string,
  clientFor: EvidenceOptions["clientFor"],
): ReadonlyMap<Client, readonly One[]> {
  const groups = new Map<Client, One[]>();
  for (const one of all) {
    const client = clientFor(splitName(nameOf(one)).owner);
    const group = groups.get(client);
    if (group === undefined) groups.set(client, [one]);
    else group.push(one);
  }
  return groups;
}

/** Why a question could not be asked to its end; a run must not fail for it. */
async function failureIn(question: Promise<void>): Promise<string | undefined> {
  try {
    await question;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A list of names in a log line is cut here. */
const MOST_NAMES = 20;

function warnOfSilence(what: string, names: readonly string[], why: string | undefined, log: Logger): void {
  if (names.length === 0) return;
  log.warn(
    {
      event: "zero_fill_unanswered",
      question: what,
      repositories: names.toSorted().slice(0, MOST_NAMES),
      count: names.length,
      ...(why === undefined ? {} : { message: why }),
    },
    "GitHub gave no complete answer about these repositories: zero-fill leaves them alone in this run",
  );
}
