import { describe, expect, it } from "vitest";
import { chooseMetrics, parseMetricList } from "../../src/config/metric-list.ts";

const KNOWN = [
  { name: "pull_requests.open", byDefault: true },
  { name: "pull_requests.open.by_author", byDefault: true },
  { name: "pull_requests.open.by_age", byDefault: false },
  { name: "exporter.run.success", byDefault: true },
  { name: "exporter.run.duration", byDefault: true },
];
const EXPORTER = ["exporter.run.success", "exporter.run.duration"];

function chosen(text: string): readonly string[] {
  const list = parseMetricList(text);
  const choice = list.ok ? chooseMetrics(list.value, KNOWN) : list;
  if (!choice.ok) throw new Error(choice.problems[0]?.problem);
  return KNOWN.filter((metric) => choice.value(metric.name, metric.byDefault)).map((metric) => metric.name);
}

describe("METRICS", () => {
  it.each([
    ["pull_requests.open", ["pull_requests.open", ...EXPORTER]],
    [
      "PULL_REQUESTS.*",
      ["pull_requests.open", "pull_requests.open.by_author", "pull_requests.open.by_age", ...EXPORTER],
    ],
    ["pull_requests.*,!*.by_*", ["pull_requests.open", ...EXPORTER]],
    [
      "+*.by_age",
      ["pull_requests.open", "pull_requests.open.by_author", "pull_requests.open.by_age", ...EXPORTER],
    ],
    ["!*.by_author", ["pull_requests.open", ...EXPORTER]],
    ["!*.by_*,+*.by_age", ["pull_requests.open", "pull_requests.open.by_age", ...EXPORTER]],
    ["+*.by_age,!*.by_*", ["pull_requests.open", ...EXPORTER]],
    [
      "!*.by_author,pull_requests.open.by_age",
      ["pull_requests.open", "pull_requests.open.by_age", ...EXPORTER],
    ],
    ["pull_requests.open,!exporter.*", ["pull_requests.open", "exporter.run.success"]],
    ["pull_requests.{open,open.by_age}", ["pull_requests.open", "pull_requests.open.by_age", ...EXPORTER]],
    ["exporter.*", EXPORTER],
  ])("%s sends %j", (text, names) => {
    expect(chosen(text)).toEqual(names);
  });

  it("leaves the defaults alone when it is unset", () => {
    const choice = chooseMetrics([], KNOWN);
    expect(choice.ok && choice.value("pull_requests.open", true)).toBe(true);
    expect(choice.ok && choice.value("pull_requests.open.by_age", false)).toBe(false);
  });

  it.each([
    ["pull_requests.open,+*.by_age", "mixes plain patterns"],
    ["!exporter.run.success", "cannot be switched off"],
    ["!Exporter.Run.Success", "cannot be switched off"],
    ["pull_request.open", "the nearest is pull_requests.open"],
    ["github.pull_requests.open", "the nearest is pull_requests.open"],
    ["!*.by_ago", "matches no metric"],
    ["pull_requests.{open", "is not a glob"],
    ["+", "empty pattern"],
    [" ,", "lists no metric"],
  ])("%s is refused: %s", (text, problem) => {
    expect(() => chosen(text)).toThrow(problem);
  });

  it("shows the nearest name with the entry's own sign as what would be right", () => {
    const list = parseMetricList("+pull_requests.open.by_ag");
    const choice = list.ok && chooseMetrics(list.value, KNOWN);
    expect(choice).toMatchObject({ problems: [{ example: "+pull_requests.open.by_age" }] });
  });

  it("names no neighbour where there is no metric at all", () => {
    const list = parseMetricList("a");
    expect(list.ok && chooseMetrics(list.value, [])).toEqual({
      ok: false,
      problems: [{ problem: 'has "a", which matches no metric' }],
    });
  });
});
