import { beforeAll, describe, expect, it } from "vitest";
import { MONITORS } from "../deploy/monitors.ts";
import { BACKLOG_MONITORS, rightLines, SPANS } from "./right.ts";
import { lineOf, type Watched, watch } from "./watch.ts";

describe.each(SPANS)("on the recorded backlog of $when, with a run every 15 minutes", ({ span }) => {
  let watched: Watched;
  beforeAll(async () => {
    const monitors = Object.fromEntries(BACKLOG_MONITORS.map((id) => [id, MONITORS.get(id)]));
    watched = await watch({ monitors, span, zeroFill: true });
  }, 240_000);

  it.each(BACKLOG_MONITORS)("%s changes for whom and when the recording says", (id) => {
    expect(watched[id]?.map(lineOf).sort()).toEqual([...rightLines(id, span)].sort());
  });
});
