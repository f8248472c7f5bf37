import { type Series, walkSeries } from "../../domain/series.ts";
import type { Failed } from "../../domain/snapshot.ts";
import type { RunOptions } from "../../export.ts";
import { catalogue, type Row } from "../../metrics/catalogue.ts";
import { createMeasure } from "../../metrics/measure.ts";
import { createOldest, type Old } from "../../metrics/oldest.ts";
import { rowsWithout, wantedBy } from "../../metrics/select.ts";
import { repositoryTag } from "../../metrics/tags.ts";
import type { Follower } from "../../ports.ts";

/** What the page is about, if the run reads what it needs. */
const SHOWN: ReadonlySet<string> = new Set([
  "pull_requests.open",
  "pull_requests.open.by_author",
  "pull_requests.open.by_label",
  "pull_requests.open.by_reviewer",
  "pull_requests.open.by_reviewer_team",
  "pull_requests.open.by_review_state",
  "pull_requests.open.by_age",
  "pull_requests.age.max",
  "pull_requests.stale",
  "issues.open",
]);
/** How many pull requests are shown one by one. */
export const MOST_OLDEST = 50;

/** What the page shows of a backlog. */
export interface Seen {
  /** Names of metrics, without the prefix, that the page could know. */
  readonly known: ReadonlySet<string>;
  /** Their series, with `repo`, as the catalogue measures them: what is sent, too, has these values. */
  readonly series: readonly Series[];
  /** Undefined where the run reads no ages. */
  readonly oldest: readonly Old[] | undefined;
  /** `owner/name` of each tag `repo:…` that stands for one repository alone. */
  readonly names: ReadonlyMap<string, string>;
  /** In how many repositories a metric, by its name without the prefix, is not known; only where that is some. */
  readonly withheld: ReadonlyMap<string, number>;
}

export interface Watch extends Follower {
  /** To be asked when everything is read. */
  seen(failures: readonly Failed[]): Seen;
}

/**
 * Measures for the page beside the run: always for each repository, and also what is not sent. GitHub is asked for
 * nothing more; what would need a field that the run does not read is left out. Keeps counters, and the oldest pull requests.
 */
export function createWatch(options: RunOptions, timestamp: number): Watch {
  const wanted = wantedBy(rowsWithout(options.rows, options.source.cannotRead));
  const rows = catalogue.filter((row) => SHOWN.has(row.name) && isRead(row, wanted));
  const measure = createMeasure({ ...options, rows, timestamp });
  const fields = wanted.pullRequests;
  const dated = fields?.has("createdAt") && fields.has("draft");
  const reads = { author: fields?.has("author") ?? false, reviewState: fields?.has("reviewState") ?? false };
  const oldest = dated ? createOldest(MOST_OLDEST, reads) : undefined;
  const names = new Map<string, string | undefined>();
  return {
    selected() {},
    read(snapshot, traits) {
      const tag = repositoryTag(snapshot.repository);
      names.set(tag, names.has(tag) ? undefined : snapshot.repository);
      if (snapshot.kind === "failed") return;
      measure.add(snapshot, traits);
      oldest?.add(snapshot);
    },
    seen: (failures) => ({
      known: new Set(rows.map(({ name }) => name)),
      series: [...walkSeries(measure.series(failures))],
      oldest: oldest?.list(),
      withheld: new Map(
        measure
          .measured(failures)
          .flatMap(({ row, withheld }) => (withheld.size > 0 ? [[row.name, withheld.size]] : [])),
      ),
      names: new Map([...names].flatMap(([tag, name]) => (name === undefined ? [] : [[tag, name]]))),
    }),
  };
}

function isRead(row: Row, { pullRequests, issues }: ReturnType<typeof wantedBy>): boolean {
  if (row.subject === "run") return false;
  const fields = row.subject === "issue" ? issues : pullRequests;
  return fields !== undefined && row.needs.every((field) => fields.has(field));
}
