import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { strangersIn } from "./models.ts";
import { readJson } from "./monitors.ts";
import { type Asked, faultsOf, isAdditive, parseExpression } from "./query.ts";

const dashboard: Dashboard = readJson("dashboard.json");
/** Of these the lowest of an hour is the one to see. */
const LESS_IS_WORSE = ["exporter.run.success", "exporter.github.quota kind:remaining"];

interface Widget {
  readonly layout: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  readonly definition: {
    readonly type: string;
    readonly title?: string;
    readonly time?: unknown;
    readonly query?: string;
    readonly widgets?: readonly Widget[];
    readonly requests?: readonly WidgetRequest[];
  };
}

interface WidgetRequest {
  readonly response_format: string;
  readonly display_type?: string;
  readonly queries: readonly {
    readonly name: string;
    readonly query: string;
    readonly aggregator?: string;
  }[];
  readonly formulas: readonly { readonly formula: string }[];
}

interface Dashboard {
  readonly title: string;
  readonly description: string;
  readonly template_variables: readonly { readonly name: string; readonly prefix: string }[];
  readonly widgets: readonly Widget[];
}

/** Every widget that is no group, with what it is called. */
function leavesOf(widgets: readonly Widget[]): readonly (readonly [string, Widget])[] {
  return widgets.flatMap((widget) =>
    widget.definition.widgets === undefined
      ? [[widget.definition.title ?? widget.definition.type, widget] as const]
      : leavesOf(widget.definition.widgets),
  );
}

/** The one metric that a query of a widget asks for. */
function askedBy(query: string): Asked {
  const { asked, shape } = parseExpression(query);
  expect(shape).toBe("m");
  return asked[0]!;
}

/** What shares a place with another, or lies outside of twelve columns. */
function misplaced(widgets: readonly Widget[]): readonly string[] {
  const taken = new Set<string>();
  return widgets.flatMap(({ layout: { x, y, width, height }, definition }) => {
    const cells = Array.from(
      { length: width * height },
      (_, i) => `${x + (i % width)} ${y + Math.floor(i / width)}`,
    );
    const wrong = x + width > 12 || cells.some((cell) => taken.has(cell));
    for (const cell of cells) taken.add(cell);
    const inside = definition.widgets === undefined ? [] : misplaced(definition.widgets);
    return wrong ? [definition.title ?? definition.type, ...inside] : inside;
  });
}

describe("the dashboard", () => {
  const leaves = leavesOf(dashboard.widgets);
  const graphs = leaves.filter(([, { definition }]) => definition.requests !== undefined);
  const queries = graphs.flatMap(([, { definition }]) =>
    definition.requests!.flatMap((request) => request.queries.map(({ query }) => askedBy(query))),
  );

  it("is a dashboard by Datadog's own model", () => {
    expect(strangersIn(dashboard, "Dashboard")).toEqual([]);
  });

  it("is known by its title and a mark", () => {
    expect(dashboard.title).toBe("GitHub pull requests");
    expect(dashboard.description).toContain("Managed by github-datadog-exporter setup.");
  });

  it("has every widget in a place of its own", () => {
    expect(misplaced(dashboard.widgets)).toEqual([]);
  });

  it("shows every metric about pull requests and the run that is sent by default", () => {
    const shown = new Set(queries.map(({ metric }) => metric));
    const missing = catalogue.filter(({ name, byDefault }) => byDefault && !shown.has(name));
    expect(missing.map(({ name }) => name).filter((name) => !name.startsWith("issues."))).toEqual([]);
  });

  it("is narrowed by variables wherever a metric has their tag", () => {
    const names = dashboard.template_variables.map(({ name }) => name);
    expect(names).toEqual(["repo", "reviewer", "label"]);
    for (const { name, prefix } of dashboard.template_variables) expect(prefix).toBe(name);
    for (const { text, metric, filter, variables } of queries) {
      const tags: readonly string[] = catalogue.find(({ name }) => name === metric)?.tags ?? [];
      const pinned = filter.filter(({ negated }) => !negated).map(({ key }) => key);
      const wanted = names.filter((name) => tags.includes(name) && !pinned.includes(name));
      expect([text, ...variables]).toEqual([text, ...wanted]);
    }
  });

  it("lists its monitors", () => {
    const [, list] = leaves.find(([, { definition }]) => definition.type === "manage_status")!;
    expect(list.definition.query).toBe('tag:"managed_by:github-datadog-exporter"');
  });

  describe.each(graphs)("%s", (_, { definition }) => {
    const requests = definition.requests!;
    const asked = requests.flatMap((request) => request.queries.map(({ query }) => askedBy(query)));

    it("asks for metrics and tags that are sent by default, and adds up nothing falsely", () => {
      expect(asked.flatMap(faultsOf)).toEqual([]);
    });

    it("shows of each hour the worst, since points are rare", () => {
      for (const { metric, filter, rollup } of asked) {
        const low = [metric, `${metric} ${filter.map(({ key, value }) => `${key}:${value}`)}`];
        const lowest = low.some((one) => LESS_IS_WORSE.includes(one));
        expect(rollup).toBe(lowest ? "min" : "max");
      }
    });

    it("stacks nothing that must not be added up", () => {
      for (const request of requests.filter(({ display_type }) => display_type === "bars"))
        for (const { query } of request.queries) {
          const one = askedBy(query);
          if (one.by.length > 0) expect([one.text, isAdditive(one)]).toEqual([one.text, true]);
        }
    });

    it("names in its formulas what it asks for, and takes the last value for now", () => {
      for (const { queries, formulas, response_format } of requests) {
        const words = formulas.flatMap(({ formula }) => formula.match(/[a-z_]+/g) ?? []);
        const functions = ["top", "max", "desc"];
        expect(new Set(words.filter((word) => !functions.includes(word)))).toEqual(
          new Set(queries.map(({ name }) => name)),
        );
        const last = response_format === "scalar" ? "last" : undefined;
        expect(queries.map(({ aggregator }) => aggregator)).toEqual(queries.map(() => last));
        expect(definition.time).toEqual(last === undefined ? undefined : { live_span: "1d" });
      }
    });
  });
});
