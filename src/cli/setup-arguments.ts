import { type Parsed, parseEach, quote, right, wrong } from "../config/parsed.ts";
import { parseTags } from "../config/tags.ts";
import { durationFrom } from "../config/values.ts";
import type { Thresholds } from "../datadog/setup/thresholds.ts";
import { parseHost } from "./github-host.ts";
import type { SetupTexts } from "./setup-options.ts";
import { parseThreshold, type ShippedThresholds } from "./setup-thresholds.ts";

/** What they mean. */
export interface SetupArguments {
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly remove: boolean;
  readonly intervalMs: number;
  readonly notify: readonly string[];
  readonly tags: readonly string[];
  /** By the monitor's id; of several for one monitor the later ones win. */
  readonly thresholds: ReadonlyMap<string, Thresholds>;
  /** A file with more of them, which the options win over. */
  readonly thresholdsFile?: string;
  readonly githubHost?: string;
}

/** The arguments, or one sentence for each that is wrong, with an example that is right. */
export type ReadArguments =
  | { readonly ok: true; readonly value: SetupArguments }
  | { readonly ok: false; readonly problems: readonly string[] };

const HANDLE = /^@[^\s{}]+$/;

/** Reads the texts; `shipped` knows the monitors there are. */
export function readSetupArguments(texts: SetupTexts, shipped: ShippedThresholds): ReadArguments {
  const problems: string[] = [];
  const read = <Value>(option: string, example: string, parsed: Parsed<Value>, without: Value): Value => {
    if (parsed.ok) return parsed.value;
    for (const one of parsed.problems)
      problems.push(`--${option} ${one.problem}. For example: --${option} ${one.example ?? example}`);
    return without;
  };
  const file = texts.thresholds;
  const host = texts["github-host"];
  const value = {
    dryRun: texts["dry-run"] ?? false,
    force: texts.force ?? false,
    remove: texts.remove ?? false,
    intervalMs: read("interval", "15m", durationFrom("1m", "24h")(texts.interval ?? "15m"), 0),
    notify: read("notify", "@slack-reviews", parseEach(texts.notify ?? [], parseHandle), []),
    tags: read("tag", "team:platform", parseEach(texts.tag ?? [], parseTags), []).flat(),
    thresholds: new Map(
      read(
        "threshold",
        "backlog-too-high=30,warning=20",
        parseEach(texts.threshold ?? [], (text) => parseThreshold(text, shipped)),
        [],
      ),
    ),
    ...(file === undefined ? {} : { thresholdsFile: file }),
    ...(host === undefined
      ? {}
      : { githubHost: read("github-host", "github.example.com", parseHost(host), "") }),
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

function parseHandle(text: string): Parsed<string> {
  if (HANDLE.test(text)) return right(text);
  return wrong(`is ${quote(text)}, which is no handle: an @ and a name without spaces`);
}
