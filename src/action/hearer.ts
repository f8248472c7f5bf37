import type { Audience } from "../cli/audience.ts";
import type { Report } from "../export.ts";

/** Of a repository that has open pull requests, as it is told to Datadog. */
export interface Backlog {
  readonly open: number;
  /** Seconds; drafts aside. */
  readonly oldest?: number;
}

/** What is known of a command when it has ended. */
export interface Heard {
  readonly faults: readonly string[];
  /** By the value of the tag `repo`. */
  readonly backlog: ReadonlyMap<string, Backlog>;
  /** Series by metric, in the order in which they were sent. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly report?: Report;
}

const OPEN = ".pull_requests.open";
const OLDEST = ".pull_requests.age.max";
const REPOSITORY = "repo:";

/** Listens to a command, which tells it no secret. */
export function createHearer(): {
  readonly audience: Audience;
  heard(): Heard;
} {
  const faults: string[] = [];
  const backlog = new Map<string, Backlog>();
  const oldest = new Map<string, number>();
  const metrics = new Map<string, number>();
  let last: Report | undefined;
  return {
    audience: {
      refused(sentences) {
        for (const sentence of sentences) faults.push(sentence);
      },
      submitted({ metric, tags, value }) {
        metrics.set(metric, (metrics.get(metric) ?? 0) + 1);
        const repository = tags.find((tag) => tag.startsWith(REPOSITORY))?.slice(REPOSITORY.length);
        // Zeros are of what is empty or gone.
        if (repository === undefined || value === 0) return;
        if (metric.endsWith(OPEN)) backlog.set(repository, { open: value });
        if (metric.endsWith(OLDEST)) oldest.set(repository, value);
      },
      ended(report) {
        last = report;
      },
    },
    heard: () => ({ faults, backlog: withAges(backlog, oldest), metrics, ...(last && { report: last }) }),
  };
}

function withAges(
  backlog: ReadonlyMap<string, Backlog>,
  oldest: ReadonlyMap<string, number>,
): ReadonlyMap<string, Backlog> {
  const entries = [...backlog].map(([repository, { open }]) => {
    const age = oldest.get(repository);
    return [repository, age === undefined ? { open } : { open, oldest: age }] as const;
  });
  return new Map(entries);
}
