import { parseArgs } from "node:util";
import { launchProgram } from "../test/soak/program.ts";
import { type Figures, noFigures, playSeason } from "../test/soak/season.ts";
import { openWorld } from "../test/soak/world.ts";

/** Runs against one world, the last of them clean. */
const SEASON = 10;
/** Worlds at a time: the runs wait more than they work. */
const LANES = 4;

const { values } = parseArgs({
  options: { runs: { type: "string", default: "500" }, seed: { type: "string" } },
});
const runs = Number(values.runs);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  throw new RangeError("--runs and --seed take whole numbers, --runs at least 1");
}

/** The next run begins in another second: two points of one second would be one. */
const pause = () => new Promise<void>((resolve) => void setTimeout(resolve, 1_001 - (Date.now() % 1_000)));

async function lane(seeds: Iterator<number>, figures: Figures): Promise<void> {
  for (let next = seeds.next(); !next.done; next = seeds.next()) {
    const world = await openWorld(next.value, Date.now);
    const left = Math.min(SEASON, runs - (next.value - seed) * SEASON);
    const signals = ["SIGTERM", "SIGKILL"] as const;
    await playSeason({ world, launch: launchProgram, figures, runs: left, signals, pause });
    await world.close();
    process.stderr.write(`${figures.runs} of ${runs} runs\n`);
  }
}

const figures = noFigures();
const started = Date.now();
console.log(`soak: ${runs} runs, seed ${seed}`);
const seeds = Array.from({ length: Math.ceil(runs / SEASON) }, (_, index) => seed + index).values();
await Promise.all(Array.from({ length: LANES }, () => lane(seeds, figures)));

const { falseNumbers, duplicates, broken, leftovers, ...counts } = figures;
console.log(JSON.stringify({ ...counts, seconds: Math.round((Date.now() - started) / 1_000) }, undefined, 1));
const found = { "false numbers": falseNumbers, duplicates, "broken promises": broken, leftovers };
for (const [what, list] of Object.entries(found)) {
  console.log(`${what}: ${list.length}`);
  for (const text of list.slice(0, 20)) console.log(`  ${text}`);
}
if (Object.values(found).some((list) => list.length > 0)) process.exitCode = 1;
