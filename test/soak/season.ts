import { type Ended, judge, leftovers } from "./judge.ts";
import { armFaults } from "./mishaps.ts";
import { API_KEY, APP_KEY, FURTHER_TAGS, type World } from "./world.ts";

/** Starts the program; `kill` is called as the operating system would signal it. */
export type Launch = (env: Readonly<Record<string, string>>) => {
  readonly ended: Promise<Ended>;
  readonly kill: (signal: "SIGTERM" | "SIGKILL") => void;
};

/** What many runs came to. */
export interface Figures {
  runs: number;
  clean: number;
  killed: number;
  faults: number;
  changes: number;
  numbers: number;
  readonly falseNumbers: string[];
  readonly duplicates: string[];
  readonly broken: string[];
  readonly leftovers: string[];
  /** By exit code, or `killed`. */
  readonly exits: Record<string, number>;
}

export function noFigures(): Figures {
  return {
    runs: 0,
    clean: 0,
    killed: 0,
    faults: 0,
    changes: 0,
    numbers: 0,
    falseNumbers: [],
    duplicates: [],
    broken: [],
    leftovers: [],
    exits: {},
  };
}

export interface SeasonOptions {
  readonly world: World;
  readonly launch: Launch;
  readonly figures: Figures;
  /** Of which the last one is clean. */
  readonly runs: number;
  readonly signals: readonly ("SIGTERM" | "SIGKILL")[];
  /** Milliseconds until the next run may begin, in another second than this one. */
  readonly pause: () => Promise<void>;
}

/** Runs against one world: everything goes wrong by chance, and at the end nothing does. */
export async function playSeason(options: SeasonOptions): Promise<void> {
  for (let run = 1; run <= options.runs; run += 1) {
    await playRun(options, run === options.runs);
    await options.pause();
  }
}

async function playRun({ world, launch, figures, signals }: SeasonOptions, clean: boolean): Promise<void> {
  const { random, datadog, github } = world;
  for (let change = random.below(6); change > 0; change -= 1) world.change();
  world.settle();
  const before = datadog.points.length;
  const told = datadog.problems.length;
  const faults = clean ? [] : armFaults(world);
  const { ended, kill } = launch(envOf(world, clean));
  const killAt = clean || random.chance(0.7) ? -1 : random.below(12);
  github.onRequest(({ index }) => {
    if (!clean && random.chance(0.3)) {
      world.change();
      figures.changes += 1;
    }
    if (index === killAt) kill(signals[random.below(signals.length)] ?? "SIGTERM");
  });
  const end = await ended;
  const points = datadog.points.slice(before);
  const judged = judge(world, points, end, clean);
  const where = `[run ${figures.runs + 1}, ${world.api}: ${faults.join(", ") || "no faults"}] `;
  figures.runs += 1;
  figures.clean += clean ? 1 : 0;
  figures.killed += killAt >= 0 && github.log.length > killAt ? 1 : 0;
  figures.faults += faults.length;
  figures.numbers += judged.numbers;
  figures.exits[end.code ?? "killed"] = (figures.exits[end.code ?? "killed"] ?? 0) + 1;
  figures.falseNumbers.push(...judged.falseNumbers.map((text) => where + text));
  figures.broken.push(...judged.broken.map((text) => where + text));
  const problems = datadog.problems.slice(told).filter((text) => !text.endsWith("sent twice"));
  figures.duplicates.push(...problems.map((text) => where + text));
  if (clean)
    figures.leftovers.push(...leftovers(world, points[0]?.timestamp ?? 0).map((text) => where + text));
  datadog.clearFaults();
}

/** A run that may take its time is the one that must succeed. */
function envOf({ github, datadog, api, random }: World, clean: boolean): Record<string, string> {
  return {
    GITHUB_TOKEN: "sandbox-full-access",
    GITHUB_API_URL: github.url,
    GITHUB_API: api,
    GITHUB_REPOSITORIES: "acme/*",
    REPO_TAGS: `acme/*=${FURTHER_TAGS.join()}`,
    DD_API_KEY: API_KEY,
    DD_APP_KEY: APP_KEY,
    DD_URL: datadog.url,
    REQUEST_TIMEOUT: clean ? "15s" : "2s",
    RUN_TIMEOUT: clean ? "4m" : `${11 + random.below(5)}s`,
  };
}
