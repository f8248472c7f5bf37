import { type Ended, judge, type Played } from "./judge.ts";
import { armFaults } from "./mishaps.ts";
import { type Choice, drawChoice } from "./settings.ts";
import { API_KEY, APP_KEY, TOKEN, type World } from "./world.ts";

/** Starts the program; `kill` is called as the operating system would signal it. */
export type Launch = (
  env: Readonly<Record<string, string>>,
  tagsFile: string,
) => {
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
  zeros: number;
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
    zeros: 0,
    falseNumbers: [],
    duplicates: [],
    broken: [],
    leftovers: [],
    exits: {},
  };
}

/** Adds what another process counted. */
export function addFigures(to: Figures, more: Figures): void {
  for (const key of ["runs", "clean", "killed", "faults", "changes", "numbers", "zeros"] as const)
    to[key] += more[key];
  for (const key of ["falseNumbers", "duplicates", "broken", "leftovers"] as const)
    to[key].push(...more[key]);
  for (const [code, count] of Object.entries(more.exits)) to.exits[code] = (to.exits[code] ?? 0) + count;
}

export interface SeasonOptions {
  readonly world: World;
  readonly launch: Launch;
  readonly figures: Figures;
  /** Stands before each finding, so that it can be played again. */
  readonly label: string;
  /** Of which the last one is clean. */
  readonly runs: number;
  readonly signals: readonly ("SIGTERM" | "SIGKILL")[];
  /** Ends when the next run may begin, in another second than this one. */
  readonly pause: () => Promise<void>;
}

/** Runs against one world: everything goes wrong by chance, and at the end nothing does. */
export async function playSeason(options: SeasonOptions): Promise<void> {
  for (let run = 1; run <= options.runs; run += 1) {
    await playRun(options, run, run === options.runs);
    await options.pause();
  }
}

async function playRun(options: SeasonOptions, run: number, clean: boolean): Promise<void> {
  const { world, launch, figures, signals, label } = options;
  const { random, datadog, github, settings } = world;
  for (let change = random.below(8); change > 0; change -= 1) world.change();
  world.settle();
  const before = datadog.points.length;
  const told = datadog.problems.length;
  const faults = clean ? { github: [], datadog: [] } : armFaults(world);
  const choice = drawChoice(random, clean);
  const { ended, kill } = launch(envOf(world, choice, clean), settings.tagsFile);
  const killAt = clean || random.chance(0.8) ? -1 : random.below(12);
  const restless = !clean && random.chance(0.6);
  let signalled = false;
  github.onRequest(({ index }) => {
    while (restless && random.chance(0.35)) {
      world.change();
      figures.changes += 1;
    }
    if (index !== killAt) return;
    signalled = true;
    kill(signals[random.below(signals.length)] ?? "SIGTERM");
  });
  const end = await ended;
  const points = datadog.points.slice(before);
  const played: Played = {
    world,
    choice,
    faults,
    ended: end,
    signalled,
    earlier: datadog.points.slice(0, before),
    points,
  };
  const judged = judge(played, clean);
  const all = [...faults.github, ...faults.datadog.map((name) => `Datadog ${name}`)];
  const where = `[${label}, run ${run}, ${settings.api}: ${all.join(", ") || "no faults"}] `;
  figures.runs += 1;
  figures.clean += clean ? 1 : 0;
  figures.killed += signalled ? 1 : 0;
  figures.faults += all.length;
  figures.numbers += judged.numbers;
  figures.zeros += judged.zeros;
  figures.exits[end.code ?? "killed"] = (figures.exits[end.code ?? "killed"] ?? 0) + 1;
  // What was taken, and whose answer was lost or late, is rightly sent again.
  const isRepeat = (text: string) => text.endsWith("sent twice");
  const problems = [...datadog.problems.slice(told), ...(faults.github.length > 0 ? [] : github.problems)];
  figures.falseNumbers.push(...judged.falseNumbers.map((text) => where + text));
  figures.broken.push(...judged.broken.map((text) => where + text));
  figures.duplicates.push(...problems.filter((text) => !isRepeat(text)).map((text) => where + text));
  figures.leftovers.push(...judged.leftovers.map((text) => where + text));
  datadog.clearFaults();
}

/** A run that may take its time is the one that must succeed. */
function envOf(world: World, choice: Choice, clean: boolean): Record<string, string> {
  const { github, datadog, random, settings } = world;
  return {
    ...settings.env,
    ...choice.env,
    GITHUB_TOKEN: TOKEN,
    GITHUB_API_URL: github.url,
    GITHUB_API: settings.api,
    DD_API_KEY: API_KEY,
    DD_APP_KEY: APP_KEY,
    DD_URL: datadog.url,
    REQUEST_TIMEOUT: clean ? "15s" : "2s",
    RUN_TIMEOUT: clean ? "4m" : `${11 + random.below(5)}s`,
  };
}
