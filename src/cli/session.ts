import type { Settings } from "../config/load.ts";
import type { RunOptions } from "../export.ts";
import { createGitHub } from "../github/source.ts";
import { createFurtherTags } from "../metrics/further-tags.ts";
import { withGrain } from "../metrics/grain.ts";
import { selectRows } from "../metrics/select.ts";
import type { Clock, History, Logger } from "../ports.ts";
import type { Audience } from "./audience.ts";
import type { Endings } from "./endings.ts";
import type { Paint } from "./paint.ts";
import { showProgress } from "./progress.ts";
import { shareOfWorker } from "./sharding.ts";
import type { StatusLine } from "./status-line.ts";

/** What both `run` and `plan` are made of. */
export interface Session {
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  readonly endings: Endings;
  readonly userAgent: string;
  readonly audience?: Audience | undefined;
  /** What a person sees of it while it works, and in which colours afterwards; left out where nobody looks. */
  readonly show?: { readonly line: StatusLine; readonly paint: Paint };
  /** Told a secret that the settings do not hold, before it is used: nothing that is written shows it. */
  readonly conceal: (secret: string) => void;
}

/** Puts the settings, GitHub, the catalogue and, where there is one, Datadog's memory together for one run. */
export function runOptions(session: Session, history?: History): RunOptions {
  const { settings, log, clock, fetch, endings, userAgent, show, conceal } = session;
  const { github, metrics, datadog, run } = settings;
  const deadline = clock.now() + run.readingMs;
  const rows = withGrain(selectRows(metrics.selects), metrics.grainOf);
  const { selection, isMine, idle, tags } = shareOfWorker(settings);
  const { wanted, sources } = settings.further;
  const source = createGitHub({
    ...github,
    selection,
    traits: wanted,
    isBot: metrics.isBot,
    log,
    clock,
    fetch,
    deadline,
    userAgent,
    conceal,
  });
  const further = createFurtherTags(sources, datadog.tags);
  return {
    source,
    rows,
    prefix: metrics.prefix,
    constantTags: further.constantTags,
    further,
    exporterTags: [...datadog.exporterTags, ...tags].sort(),
    staleSeconds: metrics.staleSeconds,
    isBot: metrics.isBot,
    keeps: metrics.keeps,
    maxSeries: metrics.maxSeries,
    takes: takesName(selection),
    isMine,
    idle,
    memory: { ...datadog.memory, ...(datadog.memory.wanted && history !== undefined ? { history } : {}) },
    tolerance: run,
    log,
    clock,
    signal: endings.reading,
    interruption: endings.interruption,
    ...(show && { followers: [showProgress(show.line, { usage: source.usage, deadline, clock })] }),
  };
}

function takesName({ takes }: Settings["selection"]): (repository: string) => boolean {
  return (repository) => {
    const [owner = "", name = ""] = repository.split("/");
    return takes({ owner, name });
  };
}
