import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { renderMetrics } from "../../src/metrics/render.ts";
import { tagOf } from "../../src/metrics/tags.ts";

const page = renderMetrics();
const lines = page.split("\n");

function lineOf(metric: string): string | undefined {
  return lines.find((line) => line.startsWith(`| \`${metric}\` |`));
}

describe("the page about the metrics", () => {
  it.each(catalogue)(
    "has a line for $name with its tags, unit and meaning",
    ({ name, tags, unit, description }) => {
      const cells = lineOf(name)?.split(" | ");
      expect(cells?.[1]?.replaceAll("…", "")).toBe(tags.map((tag) => `\`${tag}\``).join(", ") || "–");
      expect(cells?.[2]).toBe(unit);
      expect(cells?.at(-1)).toContain(description);
    },
  );

  it("explains every tag of every metric", () => {
    const unexplained = catalogue
      .flatMap((row): readonly string[] => row.tags)
      .filter((tag) => !page.includes(`\n| \`${tag}\` | `));
    expect(unexplained).toEqual([]);
  });

  it.each([
    ["pull_requests.open", "yes"],
    ["pull_requests.open.by_label", "not over `label`"],
    ["pull_requests.open.by_reviewer", "not over `reviewer`"],
    ["pull_requests.open.by_reviewer_team", "not over `reviewer_team`"],
    ["pull_requests.open.by_review_state", "yes"],
    ["pull_requests.open.combined", "yes"],
    ["pull_requests.open.by_age", "yes"],
    ["pull_requests.age.max", "no"],
    ["pull_requests.age.p50", "no"],
    ["pull_requests.age.sum", "yes"],
    ["exporter.github.quota", "not over `kind`"],
  ])("says whether %s may be summed: %s", (metric, sum) => {
    expect(lineOf(metric)?.split(" | ")[4]).toBe(sum);
  });

  it("says which metrics REST cannot give", () => {
    const marked = catalogue
      .filter(({ name }) => lineOf(name)?.endsWith("GraphQL only. |"))
      .map(({ name }) => name);
    expect(marked).toEqual([
      "pull_requests.open.by_review_state",
      "pull_requests.open.combined",
      "pull_requests.open.by_checks",
      "pull_requests.age.max.by_review_state",
      "pull_requests.detail",
    ]);
  });

  it("marks the tags of which one series has several", () => {
    expect(lineOf("pull_requests.open.combined")).toContain(
      "| `repo`, `author`, `label`…, `reviewer`…, `reviewer_team`…, `draft` |",
    );
    expect(lineOf("pull_requests.open.by_label")).toContain("| `repo`, `label` |");
  });

  it.each([
    ["label", "good first issue"],
    ["author", "renovate[bot]"],
    ["label", "C++"],
    ["label", "🔥"],
  ])("gives the tag that a %s called %s really has", (key, value) => {
    expect(page).toContain(`| \`${value}\` | \`${tagOf(key, value)}\` |`);
  });

  it("ends in one line break", () => {
    expect(page).toMatch(/[^\n]\n$/);
  });
});
