import { type Html, html } from "./html.ts";

/** One cell: what is shown, and what it is sorted by where that is a number. */
export interface Cell {
  readonly text: string;
  readonly value?: number;
  readonly href?: string;
}

export interface Column {
  readonly title: string;
  readonly numeric?: true;
}

/** A table that can be sorted, and perhaps drawn. */
export interface Table {
  /** Of its element; also of the plot's source. */
  readonly id: string;
  readonly caption: string;
  /** The metric that it shows, without the prefix, where it is one. */
  readonly metric?: string;
  readonly columns: readonly Column[];
  /** In the order in which they are shown first. */
  readonly rows: readonly (readonly Cell[])[];
  /** Columns whose numbers are drawn for the first column's names, and which way the bars go. */
  readonly plot?: { readonly columns: readonly number[]; readonly upright?: true };
}

/** Nobody reads more rows of one table, and a browser becomes slow. */
const MOST_ROWS = 500;
/** How many bars a plot has at most. */
const MOST_BARS = 12;

export function renderTable(table: Table): Html {
  const { id, caption, columns, rows } = table;
  const left = rows.length - MOST_ROWS;
  const more =
    left > 0
      ? html`<p class="note">And ${left} more, which <code>plan --json</code> has. Sorting is among those shown.</p>`
      : html``;
  return html`${renderPlot(table)}
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table id="${id}">
<caption>${caption}</caption>
<thead><tr>${columns.map(renderHead)}</tr></thead>
<tbody>
${rows.slice(0, MOST_ROWS).map(
  (row) => html`<tr>${row.map((cell, index) => renderCell(cell, index, columns))}</tr>
`,
)}</tbody>
</table>
</div>
${more}`;
}

/** The plot is drawn from the table, which says the same to whoever does not see it. Hidden where no script runs. */
function renderPlot({ id, caption, rows, plot }: Table): Html {
  if (plot === undefined || rows.length < 2) return html``;
  const bars = Math.min(rows.length, MOST_BARS);
  const which = bars < rows.length ? `the first ${bars} of ${rows.length} rows` : "all rows";
  return html`<figure hidden data-table="${id}" data-columns="${plot.columns.join()}" data-bars="${bars}" data-upright="${String(plot.upright ?? false)}">
<figcaption>${caption}: ${which} of the table below</figcaption>
</figure>`;
}

function renderHead({ title, numeric }: Column): Html {
  return numeric ? html`<th scope="col" class="number">${title}</th>` : html`<th scope="col">${title}</th>`;
}

function renderCell({ text, value, href }: Cell, index: number, columns: readonly Column[]): Html {
  const shown = html`<bdi>${text}</bdi>`;
  const content = href === undefined ? shown : html`<a href="${href}" rel="noreferrer">${shown}</a>`;
  const sorted = value === undefined ? html`` : html` data-value="${value}"`;
  if (index === 0) return html`<th scope="row"${sorted}>${content}</th>`;
  return columns[index]?.numeric
    ? html`<td class="number"${sorted}>${content}</td>`
    : html`<td${sorted}>${content}</td>`;
}
