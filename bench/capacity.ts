import type { Result } from "./results.ts";
import { spreadOf } from "./statistics.ts";
import { renderTable, whole } from "./table.ts";

/** What an hour's quota may be spent on: a tenth of it stays for whoever else has the credential. */
const SPENT = 0.9;

/** Points an hour: a person's token and the least of an App's installation; the most of an installation, on Enterprise Cloud. */
const QUOTAS = [5_000, 10_000] as const;

const MINUTES = [5, 10, 15, 30, 60] as const;
const REPOSITORIES = [100, 1_000, 5_000, 10_000] as const;

/** What a run by GraphQL takes, as it grew in what was measured. */
export interface Cost {
  readonly points: number;
  readonly perRepository: number;
  readonly perPullRequest: number;
}

/** A run's cost from the doublings, by least and most of each; undefined where one of the two rows was not measured. */
export function costOf(growth: readonly Result[]): Cost | undefined {
  const seen = growth.filter(({ api }) => api === "graphql").map(sizeOf);
  const byRepositories = slope(seen, "repositories", "pullRequests");
  const byPullRequests = slope(seen, "pullRequests", "repositories");
  const [any] = seen;
  if (any === undefined || byRepositories === undefined || byPullRequests === undefined) return undefined;
  const points = any.points - byRepositories * any.repositories - byPullRequests * any.pullRequests;
  return { points, perRepository: byRepositories, perPullRequest: byPullRequests };
}

/** How many open pull requests fit one credential, by interval and number of repositories: two digits of them, rounded down. */
export function renderCapacity(cost: Cost): string {
  const columns = [
    ["every", "right"] as const,
    ["points an hour", "right"] as const,
    ...REPOSITORIES.map((repositories) => [`${whole(repositories)} repositories`, "right"] as const),
  ];
  const rows = QUOTAS.flatMap((quota) =>
    MINUTES.map((minutes) => [
      `${minutes} min`,
      whole(quota),
      ...REPOSITORIES.map((repositories) => {
        const left = (quota * SPENT * minutes) / 60 - cost.points - cost.perRepository * repositories;
        return left < 0 ? "–" : whole(roundDown(left / cost.perPullRequest));
      }),
    ]),
  );
  return renderTable(columns, rows);
}

type Size = { readonly repositories: number; readonly pullRequests: number; readonly points: number };

function sizeOf({ runs }: Result): Size {
  const median = (key: keyof Size) => spreadOf(runs.map((run) => run[key])).median;
  return {
    repositories: median("repositories"),
    pullRequests: median("pullRequests"),
    points: median("points"),
  };
}

/** Points for one more of `by`, where `still` is what most of the sizes share. */
function slope(sizes: readonly Size[], by: keyof Size, still: keyof Size): number | undefined {
  const rows = sizes.map((one) => sizes.filter((other) => other[still] === one[still]));
  const [row = []] = rows.sort((one, other) => other.length - one.length);
  const sorted = [...row].sort((one, other) => one[by] - other[by]);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined || least[by] === most[by]) return undefined;
  return (most.points - least.points) / (most[by] - least[by]);
}

function roundDown(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.floor(value / unit) * unit;
}
