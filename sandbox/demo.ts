import { startDatadog } from "./datadog/server.ts";
import { createPaint, type Paint } from "./demo/paint.ts";
import { isBuilt } from "./demo/program.ts";
import { PAGE, writePage } from "./demo/report.ts";
import { showEnd, showStart } from "./demo/show-ends.ts";
import { showVisit } from "./demo/show-visit.ts";
import { faultsOf, ownerPatterns, type StandIns, type Visit, visit } from "./demo/visit.ts";
import { startGitHub } from "./github/server.ts";
import { replayAt } from "./history/replay.ts";

/** Spring 2021: two of the backlogs grow within days and are worked off again, and one becomes empty. */
const INSTANTS = ["2021-03-31", "2021-04-06", "2021-04-09", "2021-04-15", "2021-04-20", "2021-04-24"].map(
  (day) => `${day}T12:00:00Z`,
);
const API_KEY = "key-of-the-demo";

async function demo(paint: Paint): Promise<boolean> {
  const [first = ""] = INSTANTS;
  print(showStart(INSTANTS, ownerPatterns(first), paint));
  const github = await startGitHub({ population: replayAt(first) });
  const datadog = await startDatadog({ apiKeys: [API_KEY] });
  try {
    return await visitAll({ github, datadog, apiKey: API_KEY }, paint);
  } finally {
    await Promise.all([github.close(), datadog.close()]);
  }
}

/** Says whether everything was right. */
async function visitAll(standIns: StandIns, paint: Paint): Promise<boolean> {
  const visits: Visit[] = [];
  for (const instant of INSTANTS) {
    const visited = await visit(instant, standIns);
    visits.push(visited);
    print(showVisit(visited, `run ${visits.length} of ${INSTANTS.length}`, paint));
  }
  await writePage(INSTANTS.at(-1) ?? "", standIns.github);
  print(showEnd(visits, performance.now() / 1000, PAGE, paint));
  return visits.flatMap(faultsOf).length === 0;
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

if (isBuilt()) {
  const colours = process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
  process.exitCode = (await demo(createPaint(colours))) ? 0 : 1;
} else {
  process.stderr.write(
    "There is no dist/main.js yet: run `npm run build`, or `npm run demo`, which does it.\n",
  );
  process.exitCode = 1;
}
