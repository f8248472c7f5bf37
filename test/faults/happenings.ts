import type { Population, PullRequestRecord } from "../../sandbox/population.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import { isoSeconds } from "../../sandbox/time.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { START } from "../support/clock.ts";
import { readsPulls } from "../support/town.ts";
import type { Stage } from "./stage.ts";
import { withDelta } from "./town.ts";

/** What somebody does while a run reads, when a request has arrived and is not yet looked at. */
export type Happening = (stage: Stage) => void;

const change = (to: (population: Population) => Population) => (stage: Stage) =>
  stage.change(to(stage.github.population));

const toDelta = (to: Parameters<typeof withDelta>[1]) => change((population) => withDelta(population, to));

const toPulls = (to: (pulls: readonly PullRequestRecord[]) => readonly PullRequestRecord[]) =>
  toDelta((delta) => ({ ...delta, pullRequests: to(delta.pullRequests) }));

export const deleted = toDelta(() => undefined);
export const archived = toDelta((delta) => ({ ...delta, archived: true }));
export const disabled = toDelta((delta) => ({ ...delta, disabled: true }));
export const blocked = toDelta((delta) => ({ ...delta, blocked: true }));
export const renamed = toDelta((delta) => ({ ...delta, name: "epsilon", formerNames: ["acme/delta"] }));
export const transferred = toDelta((delta) => ({ ...delta, owner: "other", formerNames: ["acme/delta"] }));

export const madePrivate = change((population) => ({
  ...withDelta(population, (delta) => ({ ...delta, private: true })),
  tokens: [{ ...fullToken, privateRepositories: [] }],
}));

/** Also what an expired token meets. */
export const revoked = change((population) => ({ ...population, tokens: [{ ...fullToken, revoked: true }] }));

export const losesReviews = change((population) => ({
  ...population,
  tokens: [{ ...fullToken, hidden: [{ repository: "*", what: "reviewDecision" }] }],
}));

export const pullRequestsOff = toDelta((delta) => ({ ...delta, pullRequestsDisabled: true }));

export const unreturnable = toPulls((pulls) =>
  pulls.map((pull, index) => (index === 60 ? { ...pull, unreturnable: true } : pull)),
);

/** What the oldest of several has goes to the youngest: it is always somewhere. */
export const moved = toPulls((pulls) =>
  pulls.map((pull, index) => {
    const [first, last] = [pulls[0], pulls.at(-1)];
    if (index === 0) return { ...pull, labels: [], reviewers: [], updatedAt: isoSeconds(START) };
    if (index < pulls.length - 1) return pull;
    const labels = [...new Set([...(last?.labels ?? []), ...(first?.labels ?? [])])];
    const reviewers = [...new Set([...(last?.reviewers ?? []), ...(first?.reviewers ?? [])])];
    return { ...pull, labels, reviewers, updatedAt: isoSeconds(START) };
  }),
);

/** GraphQL cannot carry pull requests any more, and REST lists fewer than there are. */
const byLyingFallback =
  (keep: (list: readonly unknown[]) => readonly unknown[]): Happening =>
  ({ github }) => {
    github.fault({
      when: (entry) => entry.api === "graphql" && readsPulls(entry),
      fault: { kind: "graphql-errors" },
    });
    github.fault({
      when: ({ api, path }) => api === "rest" && path.includes("/pulls"),
      fault: { kind: "altered", alter: (body) => (Array.isArray(body) ? keep(body) : body) },
    });
  };

export const restListsNothing = byLyingFallback(() => []);
export const restListsPart = byLyingFallback((list) => list.slice(1));

export const oldestClosed = toPulls((pulls) => pulls.slice(1));
export const youngestClosed = toPulls((pulls) => pulls.slice(0, -1));
export const mostClosed = toPulls((pulls) => pulls.slice(0, 5));
export const allClosed = toPulls(() => []);

export const opened = toPulls((pulls) => {
  const number = (pulls.at(-1)?.number ?? 0) + 1;
  return [...pulls, pullRequest(number, START - 1_000, { author: user("dev-1") })];
});

/** The oldest goes, and at the next request comes back to its place in the list, with the mark that this leaves. */
export const closedAndReopened: Happening = (stage) => {
  const [before, ...since] = stage.instants;
  const [oldest] = before?.repositories.find(({ name }) => name === "delta")?.pullRequests ?? [];
  if (since.length === 0) oldestClosed(stage);
  if (oldest === undefined || since.length !== 1) return;
  const updatedAt = isoSeconds(Date.parse(oldest.updatedAt) + 1_000);
  toPulls((pulls) => [{ ...oldest, updatedAt }, ...pulls])(stage);
};

/** One goes and one comes, so that the count stays. */
export const exchanged: Happening = (stage) => {
  oldestClosed(stage);
  opened(stage);
};

export const interrupted: Happening = (stage) => stage.interrupt();
