import type { Cost, Priced } from "../../metrics/cost.ts";
import { showCount, showDollars, showPrice, showShare } from "../numbers.ts";
import type { Planned } from "../planned.ts";
import { countCell } from "./backlog.ts";
import { type Html, html } from "./html.ts";
import { type Cell, renderTable, type Table } from "./table.ts";

const numeric = true as const;
const PRICED = [
  { title: "series", numeric },
  { title: "a month", numeric },
] as const;

/** What the run would send to Datadog, and what that would cost. */
export function renderCost(planned: Planned): Html {
  const { cost, price, ceiling, heldBack } = planned;
  const held = showCount(heldBack.series);
  const dropped = ceiling.dropped.reduce((sum, { series }) => sum + series, 0);
  return html`<p>${showCount(cost.total.series)} custom metrics, an estimated ${showDollars(cost.total.dollars)} a month at ${showPrice(price)} for 100.
${heldBack.series > 0 ? `${held} zeros of empty repositories are not sent.` : ""}
${dropped > 0 ? `${showCount(dropped)} series were left out by MAX_SERIES=${ceiling.maxSeries}.` : ""}</p>
${tablesOf(planned).map(
  (table) => html`<section class="priced">${renderTable(table)}</section>
`,
)}`;
}

function tablesOf({ cost, savings, ceiling, constantKeys, furtherKeys }: Planned): readonly Table[] {
  const free = (key: string) => constantKeys.has(key) || furtherKeys.includes(key);
  const tables: readonly Table[] = [
    metricTable(cost, free),
    {
      id: "cost-by-tag",
      caption: "The tag values that most series carry (shares overlap)",
      columns: [{ title: "tag" }, ...PRICED, { title: "of all", numeric }],
      rows: cost.tags.map(({ tag, share, ...priced }) => [
        { text: tag },
        ...priceCells(priced),
        { text: showShare(share), value: share },
      ]),
    },
    {
      id: "savings",
      caption: "What could be left out, each on its own",
      columns: [{ title: "add" }, ...PRICED],
      rows: savings.map(({ setting, value, ...priced }) => [
        { text: `${setting}='${value}'` },
        ...priceCells(priced),
      ]),
    },
    {
      id: "dropped",
      caption: "Left out by MAX_SERIES",
      columns: [{ title: "metric" }, { title: "series", numeric }],
      rows: ceiling.dropped.map(({ metric, series }) => [{ text: metric }, countCell(series)]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function metricTable(cost: Cost, isFree: (key: string) => boolean): Table {
  return {
    id: "cost-by-metric",
    caption: "Custom metrics by name",
    columns: [{ title: "metric" }, ...PRICED, { title: "tags" }],
    rows: cost.metrics
      .toSorted((one, other) => other.series - one.series)
      .map(({ metric, tags, ...priced }) => [
        { text: metric },
        ...priceCells(priced),
        { text: tags.filter((key) => !isFree(key)).join(", ") },
      ]),
    plot: { columns: [1] },
  };
}

function priceCells({ series, dollars }: Priced): readonly Cell[] {
  return [countCell(series), { text: showDollars(dollars), value: dollars }];
}
