import type { RunOptions } from "../../export.ts";
import type { Follower } from "../../ports.ts";
import type { Planned } from "../planned.ts";
import { loadAssets } from "./assets.ts";
import { openWhole } from "./file.ts";
import { renderPage } from "./page.ts";
import { createWatch } from "./watch.ts";

/** A page in the making. */
export interface Reporting {
  /** To follow the run that it is about. */
  readonly follower: Follower;
  /** Writes the file. Throws what the file system says where that fails; then it is as it was before. */
  write(planned: Planned): Promise<void>;
  /** Leaves the file as it was before. Without effect once it is written. */
  giveUp(): Promise<void>;
}

/** Starts the page at `path`, about a run that has this timestamp. Throws what the file system says where it cannot be written. */
export async function startReport(
  path: string,
  webUrl: string,
  timestamp: number,
  options: RunOptions,
  hide: (text: string) => string,
): Promise<Reporting> {
  const file = await openWhole(path);
  const watch = createWatch(options, timestamp);
  const place = { prefix: options.prefix, timestamp, webUrl };
  let done = false;
  return {
    follower: watch,
    async write(planned) {
      done = true;
      const seen = watch.seen(planned.prepared.photograph.failures);
      await file.write(renderPage({ planned, seen, place, assets: await loadAssets(), hide }));
    },
    async giveUp() {
      if (!done) await file.giveUp();
      done = true;
    },
  };
}
