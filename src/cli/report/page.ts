import { createHash } from "node:crypto";
import { showCount, showDollars } from "../numbers.ts";
import type { Planned } from "../planned.ts";
import type { Assets } from "./assets.ts";
import {
  ageTable,
  breakdownTables,
  oldestTable,
  type Place,
  repositoryTable,
  stateTable,
  totalOpen,
} from "./backlog.ts";
import { renderCost } from "./cost.ts";
import { type Html, html, trusted } from "./html.ts";
import { renderTable, type Table } from "./table.ts";
import type { Seen } from "./watch.ts";

/** Everything that the page tells. */
export interface Report {
  readonly planned: Planned;
  readonly seen: Seen;
  readonly place: Place;
  readonly assets: Assets;
  /** Takes secrets out of a text. */
  readonly hide: (text: string) => string;
}

/** One page that needs nothing beside itself: it asks for nothing, and lets nothing run but its own script. */
export function renderPage({ planned, seen, place, assets, hide }: Report): string {
  const { script, style } = assets;
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  const iso = new Date(place.timestamp * 1000).toISOString();
  const instant = `${iso.slice(0, 16).replace("T", " ")} UTC`;
  const body = renderBody(sectionsOf(planned, seen, place), iso, instant);
  return `<!doctype html>
${
  html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Open pull requests, ${instant}</title>
<style>${trusted(style)}</style>
</head>
<body>
${trusted(hide(body.html))}
<script>${trusted(script)}</script>
</body>
</html>`.html
}
`;
}

function renderBody(sections: readonly Section[], iso: string, instant: string): Html {
  return html`<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>Open pull requests</h1>
<p>As they were at <time datetime="${iso}">${instant}</time>. This page is a file: it does not change, and asks for nothing.</p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="content" tabindex="-1">
${sections.map(
  ({ id, title, content }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`,
)}</main>
<footer><p>Made by <code>github-datadog-exporter plan --html</code>. A repository that could not be read completely has no number here.</p></footer>`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

function sectionsOf(planned: Planned, seen: Seen, place: Place): readonly Section[] {
  const { failures } = planned.prepared.photograph;
  const open = seen.known.has("pull_requests.open");
  const tables = (all: readonly Table[]) =>
    html`<div class="cards">${all.map((table) => renderCard(table, seen))}</div>`;
  const oldest = oldestTable(seen, place);
  return [
    { id: "summary", title: "In short", content: renderSummary(planned, seen, place) },
    ...(failures.length > 0
      ? [{ id: "failed", title: "Not in these numbers", content: renderTable(failureTable(planned)) }]
      : []),
    { id: "repositories", title: "Repositories", content: renderTable(repositoryTable(seen, place)) },
    ...(open
      ? [
          {
            id: "people",
            title: "Who and what",
            content: tables([
              ...stateTable(seen, place),
              ...ageTable(seen, place),
              ...breakdownTables(seen, place),
            ]),
          },
        ]
      : []),
    ...oldest.map((table) => ({ id: "oldest-ones", title: "Open longest", content: renderTable(table) })),
    { id: "cost", title: "What it costs in Datadog", content: renderCost(planned) },
  ];
}

/** What a repository does not tell is no number of its: the table says how many do not. */
function renderCard(table: Table, { withheld }: Seen): Html {
  const without = withheld.get(table.metric ?? "") ?? 0;
  const note = html`<p class="note">Without ${without} ${without === 1 ? "repository" : "repositories"}, where GitHub did not tell.</p>`;
  const empty = html`<h3>${table.caption}</h3><p class="note">None.</p>`;
  return html`<section class="card">${table.rows.length === 0 ? empty : renderTable(table)}${without > 0 ? note : html``}</section>
`;
}

function failureTable({ prepared }: Planned): Table {
  const failures = prepared.photograph.failures.toSorted((one, other) =>
    one.repository < other.repository ? -1 : 1,
  );
  return {
    id: "failures",
    caption: "What could not be read completely",
    columns: [{ title: "repository" }, { title: "reason" }, { title: "what happened" }],
    rows: failures.map(({ repository, reason, message }) => [
      { text: repository },
      { text: reason },
      { text: message },
    ]),
  };
}

function renderSummary({ prepared, cost }: Planned, seen: Seen, place: Place): Html {
  const { selected, read, failures, issues, usage } = prepared.photograph;
  const open = totalOpen(seen, place);
  const facts: readonly (readonly [string, string])[] = [
    ...(open === undefined || read === 0 ? [] : [["open pull requests", showCount(open)] as const]),
    ...(issues === undefined || read === 0 ? [] : [["open issues", showCount(issues)] as const]),
    ["repositories read", `${showCount(read)} of ${showCount(selected)}`],
    ...(failures.length > 0 ? [["could not be read", showCount(failures.length)] as const] : []),
    ["custom metrics", showCount(cost.total.series)],
    ["estimated cost a month", showDollars(cost.total.dollars)],
    ["requests to GitHub", showCount(usage.requests)],
  ];
  return html`<dl class="facts">${facts.map(([what, number]) => html`<div><dt>${what}</dt><dd>${number}</dd></div>`)}</dl>`;
}
