import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { SETTING_ROWS } from "../src/config/settings.ts";
import { catalogue } from "../src/metrics/catalogue.ts";
import { runTags } from "../src/metrics/run-rows.ts";

const ROOT = join(import.meta.dirname, "..");
const DECISIONS = readdirSync(join(ROOT, "docs/decisions")).map((name) => `docs/decisions/${name}`);
const DOCUMENTS = [
  "README.md",
  "CHANGELOG.md",
  "CODE_OF_CONDUCT.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "docs/alternatives.md",
  "docs/architecture.md",
  "docs/migration.md",
  "docs/operating.md",
  "docs/troubleshooting.md",
  "docs/performance.md",
  "docs/metrics.md",
  "docs/production-readiness.md",
  "deploy/datadog/README.md",
  "deploy/datadog/terraform/README.md",
  ...DECISIONS,
];
const QUERY =
  /`(?:min|max)\(last_\d+[mh]\):(?:min|max|sum):github\.([\w.]+)\{([^}]*)\}(?: by \{([^}]*)\})? [<>] \d+`/g;

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** What GitHub makes the anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

function anchorsOf(path: string): readonly string[] {
  return [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

/** The keys of the tags that a filter or a grouping names. */
function keysOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .filter((part) => part !== "" && part !== "*")
    .map((part) => part.replace(/^!/, "").split(":")[0] ?? "");
}

describe("a monitor query in the README", () => {
  const queries = [...textOf("README.md").matchAll(QUERY)];

  it("is there for each of the questions that people ask", () => {
    const rows = textOf("README.md").match(/^\| [^|]+\? \|/gm) ?? [];
    expect(rows.length).toBeGreaterThanOrEqual(9);
    expect(queries).toHaveLength(rows.length);
  });

  it.each(queries.map(([query, metric, filter, group]) => [query, metric, filter, group] as const))(
    "%s names a metric and tags that exist",
    (_, metric, filter, group) => {
      const row = catalogue.find(({ name }) => name === metric);
      expect(row?.tags).toEqual(expect.arrayContaining([...keysOf(filter), ...keysOf(group)]));
    },
  );

  it("adds up no series that must not be", () => {
    const sums = queries.filter(([query]) => query.includes(":sum:"));
    expect(sums.length).toBeGreaterThan(0);
    for (const [, metric] of sums)
      expect(catalogue.find(({ name }) => name === metric)).toMatchObject({ fold: "sum" });
  });
});

describe.each(DOCUMENTS)("%s", (path) => {
  it("links to nothing that is not there", () => {
    const broken = [...textOf(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(
      ([, file = "", anchor]) => {
        const target = file === "" ? path : join(dirname(path), file);
        if (!existsSync(join(ROOT, target))) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it("names no setting that does not exist", () => {
    const known = SETTING_ROWS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    const named = textOf(path).match(/\b(?:GITHUB|DD|DATADOG)_[A-Z_]+\b/g) ?? [];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("docs/operating.md", () => {
  it("says of every reason of a failure what to do", () => {
    const reasons = runTags.reason.description.match(/\w+/g);
    const explained = [...textOf("docs/operating.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual([...(reasons ?? [])].sort());
  });
});

describe("docs/decisions", () => {
  it.each(DECISIONS)("%s says context, decision and consequence", (path) => {
    const headings = textOf(path).match(/^## .+$/gm);
    expect(headings).toEqual(["## Context", "## Decision", "## Consequence"]);
  });

  it("are numbered without gaps", () => {
    const numbers = DECISIONS.map((path) => Number(path.slice("docs/decisions/".length, -3).slice(0, 4)));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  });
});
