import type { DatadogSandbox } from "../../sandbox/datadog/server.ts";
import { APP_KEY, type House, type HouseOptions, type Outcome, openHouse, type Variables } from "./house.ts";
import { smallTown } from "./town.ts";

/** What people and `setup` do to one Datadog. */
export interface SetupHouse extends House {
  /** Runs `setup` with both keys and nothing of GitHub's. */
  setup(argv?: readonly string[], env?: Variables): Promise<Outcome>;
  /** Requests since the last `setup` began, as `POST /api/v1/monitor`. */
  asked(): readonly string[];
  /** Those of them that write. */
  written(): readonly string[];
}

/** A Datadog that `setup` may write to. */
export async function openSetup(options: Partial<HouseOptions> = {}): Promise<SetupHouse> {
  const house = await openHouse({ population: smallTown(), ...options });
  let start = 0;
  const asked = () =>
    house.datadog.log.slice(start).map(({ method, path }) => `${method} ${path.split("?", 1)[0]}`);
  return {
    ...house,
    setup(argv = [], env = {}) {
      start = house.datadog.log.length;
      return house.run({ DD_APP_KEY: APP_KEY, GITHUB_TOKEN: undefined, ...env }, "setup", ...argv);
    },
    asked,
    written: () => asked().filter((line) => !line.startsWith("GET ") && !line.endsWith("/validate")),
  };
}

type Monitor = ReturnType<DatadogSandbox["shelves"]["monitors"]["get"]> & Record<string, unknown>;

/** A monitor by its id among the shipped ones; of several the first. */
export function monitorOf({ shelves }: DatadogSandbox, id: string): Monitor {
  const found = [...shelves.monitors.values()].find(
    ({ tags }) => Array.isArray(tags) && tags.includes(`exporter_monitor:${id}`),
  );
  if (!found) throw new Error(`there is no monitor ${id}`);
  return found;
}

/** Changes a piece as somebody does in Datadog. */
export function change(
  { shelves }: DatadogSandbox,
  id: string,
  changes: Readonly<Record<string, unknown>>,
): void {
  const monitor = monitorOf({ shelves } as DatadogSandbox, id);
  shelves.monitors.set(String(monitor.id), { ...monitor, ...changes });
}

/** The lines of the table: of each piece what became of it, and the note. */
export function resultsOf({ stdout }: Outcome): ReadonlyMap<string, string> {
  const [head = "", ...lines] = stdout.split("\n");
  const [result, note] = [head.indexOf("result"), head.indexOf("note")];
  const results = new Map<string, string>();
  let last = "";
  for (const line of lines) {
    if (line === "") break;
    const piece = line.slice(0, result).trim();
    const text = `${line.slice(result, note).trim()} ${line.slice(note).trim()}`.trim();
    if (piece !== "") last = piece;
    results.set(last, piece === "" ? `${results.get(last)} ${text}` : text);
  }
  return results;
}
