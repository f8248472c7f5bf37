import type { Settings } from "../config/load.ts";
import type { Parsed } from "../config/parsed.ts";
import { deploymentOf } from "../datadog/setup/deployment.ts";
import { comparatorOf, shippedThresholds } from "../datadog/setup/monitor-wish.ts";
import { metricsIn, withPrefix } from "../datadog/setup/query-edit.ts";
import { createRemote } from "../datadog/setup/remote.ts";
import { removeAll } from "../datadog/setup/remove.ts";
import { setUp } from "../datadog/setup/setup.ts";
import { SHIPPED_DASHBOARD, SHIPPED_MONITORS, SHIPPED_SLO } from "../datadog/setup/templates.ts";
import type { Thresholds } from "../datadog/setup/thresholds.ts";
import type { Wishes } from "../datadog/setup/wishes.ts";
import type { ExitCode } from "../ending.ts";
import { catalogue } from "../metrics/catalogue.ts";
import { createFurtherTags, TEAM } from "../metrics/further-tags.ts";
import { withGrain } from "../metrics/grain.ts";
import { selectRows } from "../metrics/select.ts";
import { hostOf } from "./github-host.ts";
import type { Session } from "./session.ts";
import { readSetupArguments, type SetupArguments } from "./setup-arguments.ts";
import type { SetupTexts } from "./setup-options.ts";
import { renderSetupJson, renderSetupText } from "./setup-text.ts";
import { parseThresholdsFile, type ShippedThresholds } from "./setup-thresholds.ts";
import { readYamlFile } from "./yaml-file.ts";

/** What `setup` leaves: a text for stdout, or what is wrong with its options. */
export interface SetupEnded {
  readonly output: string;
  readonly complaint?: string;
  readonly exitCode: ExitCode;
}

/** The command `setup`: makes dashboard, monitors, objective and descriptions in Datadog what is wished for, or removes them. */
export async function setup(session: Session, texts: SetupTexts, json: boolean): Promise<SetupEnded> {
  const shipped = shippedOf(session.settings.metrics.prefix);
  const read = readSetupArguments(texts, shipped);
  const file = await readThresholds(texts.thresholds, shipped);
  if (!read.ok || !file.ok) {
    const problems = [...(read.ok ? [] : read.problems), ...(file.ok ? [] : file.problems.map(describeFile))];
    const list = problems.map((problem) => `  ${problem}\n`).join("");
    const complaint = `The options are wrong, nothing was attempted:\n${list}See --help.\n`;
    return { output: "", complaint, exitCode: 2 };
  }
  const { dryRun, force, remove, ...given } = read.value;
  const wishes = wishesOf(session.settings, given, new Map([...file.value, ...given.thresholds]));
  const remote = openRemote(session);
  const templates = { monitors: SHIPPED_MONITORS, dashboard: SHIPPED_DASHBOARD, slo: SHIPPED_SLO };
  const appUrl = appUrlOf(session.settings.datadog.site);
  const pieces = remove
    ? await removeAll({ remote, wishes, dryRun })
    : await setUp({ remote, wishes, templates, appUrl, dryRun, force });
  const output = json
    ? renderSetupJson(pieces, dryRun)
    : renderSetupText(pieces, dryRun, session.show?.paint);
  return { output, exitCode: pieces.some(({ action }) => action === "refused") ? 1 : 0 };
}

function openRemote({ settings, clock, fetch, endings }: Session) {
  const { url, site, apiKey = "", appKey = "" } = settings.datadog;
  const { requestTimeoutMs } = settings.github;
  return createRemote({ url, site, apiKey, appKey, requestTimeoutMs, fetch, clock, signal: endings.reading });
}

function shippedOf(prefix: string): ShippedThresholds {
  return new Map(
    Object.entries(SHIPPED_MONITORS).map(([id, monitor]) => {
      const query = withPrefix(String(monitor["query"]), prefix);
      const seconds = catalogue.some(
        ({ name, unit }) => unit === "second" && metricsIn(query).includes(`${prefix}.${name}`),
      );
      return [id, { thresholds: shippedThresholds(monitor), comparator: comparatorOf(monitor), seconds }];
    }),
  );
}

async function readThresholds(
  file: string | undefined,
  shipped: ShippedThresholds,
): Promise<Parsed<readonly (readonly [string, Thresholds])[]>> {
  if (file === undefined) return { ok: true, value: [] };
  const tree = await readYamlFile(file);
  return tree.ok ? parseThresholdsFile(tree.value, shipped) : tree;
}

function describeFile({ problem }: { readonly problem: string }): string {
  return `--thresholds names a file where ${problem}. For example, a line of it: backlog-too-high: { critical: 30, warning: 20 }`;
}

function wishesOf(
  settings: Settings,
  given: Omit<SetupArguments, "dryRun" | "force" | "remove">,
  thresholds: ReadonlyMap<string, Thresholds>,
): Wishes {
  const { datadog, metrics, github, run, further } = settings;
  const { intervalMs, notify, tags, githubHost = hostOf(github.apiUrl) } = given;
  const { keys, constantTags } = createFurtherTags(further.sources, datadog.tags);
  return {
    deployment: deploymentOf(metrics.prefix, datadog.tags),
    prefix: metrics.prefix,
    rows: withGrain(selectRows(metrics.selects), metrics.grainOf),
    scope: constantTags,
    constantTags: datadog.tags,
    intervalMs,
    zeroFill: datadog.memory.wanted,
    byTeam: keys.includes(TEAM),
    sharded: run.shard !== undefined,
    maxSeries: metrics.maxSeries,
    githubHost,
    notify,
    people: [...further.notify].map(([reviewer, handle]) => ({ reviewer, handle })),
    tags,
    thresholds,
  };
}

/** Only the sites that are named by their domain alone have `app` in front: https://docs.datadoghq.com/getting_started/site/ */
function appUrlOf(site: string): string {
  return site.split(".").length === 2 ? `https://app.${site}` : `https://${site}`;
}
