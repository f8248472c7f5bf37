import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { strangersIn } from "./models.ts";
import { FOLDER, MONITORS } from "./monitors.ts";
import { faultsOf, parseMonitor } from "./query.ts";

/** Every variable that Datadog fills in, apart from the tags of a group. */
const VARIABLES = ["value", "is_alert", "is_recovery", "is_no_data"];
/** Where a series may end for a good reason, and nothing sets it to 0. */
const MAY_END = ["exporter.github.quota", "exporter.github.token.expires_in"];

function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/\[[^\]]+\]\(([^)]*)\)/g)].map(([, link = ""]) => link);
}

/** A link as somebody gets it, from tags as Datadog keeps them. */
function filled(link: string): string {
  return link.replace("{{repo.name}}", "acme/.github").replace("{{reviewer.name}}", "alice-b_acme");
}

it("there is a monitor for each thing that somebody wants to know", () => {
  expect([...MONITORS.keys()].sort()).toEqual([
    "approved-not-merged",
    "backlog-too-high",
    "exporter-failing",
    "fewer-repositories",
    "label-piling-up",
    "oldest-too-old",
    "quota-nearly-spent",
    "reviewer-overloaded",
    "series-dropped",
    "series-near-ceiling",
    "stale-share-rising",
    "token-expiring",
  ]);
});

it("no two monitors have the same name", () => {
  const names = [...MONITORS.values()].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each([...MONITORS])("monitor %s", (id, monitor) => {
  const query = parseMonitor(monitor.query);
  const { thresholds } = monitor.options;

  it("is a monitor by Datadog's own model", () => {
    expect(strangersIn(monitor, "Monitor")).toEqual([]);
    expect(monitor.type).toBe("query alert");
  });

  it("asks for metrics and tags that are sent by default, and adds up nothing falsely", () => {
    expect(query.asked.length).toBeGreaterThan(0);
    expect(query.asked.flatMap(faultsOf)).toEqual([]);
  });

  it("groups everything in it alike, so that its parts meet", () => {
    const groups = new Set(query.asked.map(({ by }) => by.join(",")));
    expect(groups.size).toBe(1);
  });

  it("looks at two to four runs of 15 minutes, without a rollup", () => {
    expect(query.asked.map(({ rollup }) => rollup)).toEqual(query.asked.map(() => undefined));
    expect(query.window).toBe(query.time.startsWith("pct_change") ? "last_4h" : "last_1h");
    expect(monitor.options.require_full_window).toBe(false);
  });

  it("bridges the dip of a sum over repositories while one cannot be read", () => {
    const wide = query.asked.filter(({ space, by }) => space === "sum" && !by.includes("repo"));
    if (wide.length > 0) expect(query.time).toMatch(/max$/);
  });

  it("has the threshold of its query, and recovers on the good side of it", () => {
    const { critical, critical_recovery, warning, warning_recovery } = thresholds;
    const worstFirst = [critical, critical_recovery, warning, warning_recovery].filter(
      (one) => one !== undefined,
    );
    const sign = query.comparator === ">" ? -1 : 1;
    expect(critical).toBe(query.threshold);
    expect(worstFirst).toEqual([...new Set(worstFirst)].sort((a, b) => sign * (a - b)));
    if (warning_recovery !== undefined) expect(warning).toBeDefined();
  });

  it("says what missing data means, in one way only", () => {
    const { on_missing_data, notify_no_data } = monitor.options;
    const metrics = query.asked.map(({ metric }) => metric);
    if (metrics.includes("exporter.run.success")) expect(on_missing_data).toBe("show_and_notify_no_data");
    else if (metrics.some((metric) => MAY_END.includes(metric))) expect(on_missing_data).toBe("resolve");
    else expect(on_missing_data).toBe("default");
    expect(notify_no_data).toBeUndefined();
    expect(monitor.query).not.toContain("default_zero");
  });

  it("is known by its tags, and reminds daily", () => {
    expect(monitor.tags).toEqual(["managed_by:github-datadog-exporter", `exporter_monitor:${id}`]);
    expect(monitor.options.renotify_interval).toBe(24 * 60);
    expect([1, 2, 3, 4, 5]).toContain(monitor.priority);
  });

  it("says what it means and when it is over, in variables that Datadog fills in", () => {
    const { message } = monitor;
    const named = [...message.matchAll(/\{\{[#^/]?(?:eval ")?(?:int\()?(\w+)/g)].map(([, name = ""]) => name);
    const groups = query.asked.flatMap(({ by }) => by);
    expect(named.filter((name) => !VARIABLES.includes(name) && !groups.includes(name))).toEqual([]);
    const opened = [...message.matchAll(/\{\{[#^](\w+)\}\}/g)].map(([, name]) => name);
    expect([...message.matchAll(/\{\{\/(\w+)\}\}/g)].map(([, name]) => name)).toEqual(opened);
    expect(message).toContain("{{#is_recovery}}");
    expect(message).not.toMatch(/@[a-z]/);
  });

  it("carries links that lead somewhere, the dashboard among them", () => {
    const links = linksOf(monitor.message).map(filled);
    expect(links.filter((link) => !URL.canParse(link) || /[{}\s]/.test(link))).toEqual([]);
    expect(links).toContain("https://app.datadoghq.com/dashboard/lists?q=GitHub%20pull%20requests");
  });

  it("leads to the pull requests that it is about", () => {
    if (!query.asked.some(({ metric }) => metric.startsWith("pull_requests."))) return;
    const [first = ""] = linksOf(monitor.message).map(filled);
    const { host, pathname, searchParams } = new URL(first);
    expect(host).toBe("github.com");
    expect(["/acme/.github/pulls", "/pulls"]).toContain(pathname);
    expect(searchParams.get("q")?.split(" ")).toEqual(expect.arrayContaining(["is:pr", "is:open"]));
  });
});

describe("an overloaded reviewer", () => {
  it("is a person", () => {
    const { filter } = parseMonitor(MONITORS.get("reviewer-overloaded")?.query ?? "").asked[0]!;
    expect(filter.every(({ negated }) => negated)).toBe(true);
    expect(filter.map(({ value }) => value)).toEqual(["none", "other", "copilot", "*_bot"]);
  });
});

describe.each(["docs/operating.md", "deploy/datadog/README.md"])("%s", (path) => {
  it("has a line for every monitor", () => {
    const text = readFileSync(join(FOLDER, "../..", path), "utf8");
    const named = [...text.matchAll(/^\| `([a-z]+-[a-z-]+)` \|/gm)].map(([, id]) => id);
    expect(named.sort()).toEqual([...MONITORS.keys()].sort());
  });
});
