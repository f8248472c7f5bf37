import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createRandom } from "../sandbox/random.ts";
import { createTime } from "../test/soak/in-process.ts";
import { launchProgram } from "../test/soak/program.ts";
import { addFigures, type Figures, noFigures, playSeason } from "../test/soak/season.ts";
import { openWorld } from "../test/soak/world.ts";

/** Runs against one world, the last of them clean. */
const SEASON = 10;
/** Worlds at a time in each process: the runs wait more than they work. */
const LANES = 3;
const PROCESSES = 2;
/** One season of so many starts the built program as a process, in real time; the others call it, and waits pass at once. */
const REAL = 8;
const START = Date.UTC(2026, 0, 15, 12);

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    seed: { type: "string" },
    part: { type: "string", default: "0" },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  throw new RangeError("--runs and --seed take whole numbers, --runs at least 1");
}
const seasons = Array.from({ length: Math.ceil(runs / SEASON) }, (_, index) => seed + index);

/** The next run begins in another second: two points of one second would be one. */
const nextSecond = () =>
  new Promise<void>((resolve) => void setTimeout(resolve, 1_001 - (Date.now() % 1_000)));

async function play(season: number, figures: Figures): Promise<void> {
  const left = Math.min(SEASON, runs - (season - seed) * SEASON);
  const isReal = season % REAL === 0;
  const time = createTime(START, createRandom(season));
  const world = await openWorld(season, isReal ? Date.now : time.now);
  await playSeason({
    world,
    launch: isReal ? launchProgram : time.launch,
    figures,
    label: `seed ${season}`,
    runs: left,
    signals: isReal ? ["SIGTERM", "SIGKILL"] : ["SIGTERM"],
    pause: isReal ? nextSecond : time.pause,
  });
  await world.close();
}

async function playPart(part: number): Promise<Figures> {
  const figures = noFigures();
  const mine = seasons.filter((_, index) => index % PROCESSES === part).values();
  const lane = async () => {
    for (const season of mine) {
      await play(season, figures);
      process.stderr.write(`${figures.runs} runs by process ${part + 1}\n`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return figures;
}

async function playElsewhere(part: number): Promise<Figures> {
  const argv = ["--runs", String(runs), "--seed", String(seed), "--part", String(part)];
  const child = fork(fileURLToPath(import.meta.url), argv);
  const told: Figures[] = [];
  child.on("message", (message: Figures) => told.push(message));
  await once(child, "exit");
  const [figures] = told;
  if (figures === undefined) throw new Error(`process ${part + 1} of the soak ended without a result`);
  return figures;
}

/** A few findings of each run: the first tell enough. */
function isShown(): (text: string) => boolean {
  const shown = new Map<string, number>();
  return (text) => {
    const [run = ""] = text.split("]", 1);
    shown.set(run, (shown.get(run) ?? 0) + 1);
    return (shown.get(run) ?? 0) <= 4;
  };
}

function report(figures: Figures, seconds: number): void {
  const { falseNumbers, duplicates, broken, leftovers, ...counts } = figures;
  console.log(JSON.stringify({ ...counts, seconds }, undefined, 1));
  const found = { "false numbers": falseNumbers, duplicates, "broken promises": broken, leftovers };
  for (const [what, list] of Object.entries(found)) {
    console.log(`${what}: ${list.length}`);
    for (const text of list.filter(isShown())) console.log(`  ${text}`);
  }
  if (Object.values(found).some((list) => list.length > 0)) process.exitCode = 1;
}

if (values.part === "0") {
  const started = Date.now();
  console.log(`soak: ${runs} runs, seed ${seed}`);
  const others = Array.from({ length: PROCESSES - 1 }, (_, index) => playElsewhere(index + 1));
  const figures = await playPart(0);
  for (const more of await Promise.all(others)) addFigures(figures, more);
  report(figures, Math.round((Date.now() - started) / 1_000));
} else {
  process.send?.(await playPart(Number(values.part)));
}
process.exit();
