import { showCount, showDollars, showMany, showPrice, showShare } from "./numbers.ts";
import { type Paint, PLAIN } from "./paint.ts";
import type { Planned } from "./planned.ts";
import { type Column, renderTable } from "./table.ts";

const SERIES = { title: "series", align: "right" } as const satisfies Column;
const MONTH = { title: "a month", align: "right" } as const satisfies Column;
/** With the longest names of the catalogue, their counts and their costs, a line has 100 characters. */
const TAGS = { title: "tags", wrap: 34 } as const satisfies Column;

/** Tables for people: what is sent, what it costs and why, what was left out, what failed. */
export function renderPlanText(planned: Planned, paint: Paint = PLAIN): string {
  const parts = [
    renderMetrics(planned, paint),
    renderSum(planned, paint),
    renderTags(planned, paint),
    renderSavings(planned, paint),
    renderDropped(planned, paint),
    renderFailures(planned, paint),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function renderMetrics({ cost, constantKeys, furtherKeys }: Planned, paint: Paint): string {
  const lines = cost.metrics.map(({ metric, series, dollars, tags }) => [
    metric,
    showCount(series),
    showDollars(dollars),
    tags.filter((key) => !constantKeys.has(key) && !furtherKeys.includes(key)).join(", "),
  ]);
  const { series, dollars } = cost.total;
  const sum = ["all", showCount(series), showDollars(dollars), ""];
  return renderTable([{ title: "metric" }, SERIES, MONTH, TAGS], [...lines, sum], paint);
}

function renderSum(
  { prepared, cost, price, heldBack, furtherKeys, oneForEach }: Planned,
  paint: Paint,
): string {
  const { selected, read, usage, failures } = prepared.photograph;
  const what = `${showMany(cost.total.series, "custom metric")} for ${showBacklog(prepared.photograph)}`;
  const where = `${showCount(read)} of ${showMany(selected, "repository", "repositories")}`;
  const spent = `${showMany(usage.requests, "request")} to GitHub, ${showMany(usage.points, "GraphQL point")}`;
  const estimate = `Estimated cost: ${showDollars(cost.total.dollars)} a month, at ${showPrice(price)} for 100 (CUSTOM_METRIC_PRICE).`;
  const original =
    oneForEach &&
    `One series for each pull request instead: ${showCount(oneForEach.series)}, ${showDollars(oneForEach.dollars)} a month.`;
  const held = `Not sent: ${showCount(heldBack.series)} zeros of empty repositories (EMPTY_REPOSITORIES), ${showDollars(heldBack.dollars)} a month.`;
  const free = `Further tags make no custom metric more: ${furtherKeys.join(", ")}.`;
  const lost = "Incomplete: what could not be read (below) is not in these numbers.";
  const lines = [
    `${what} in ${where}`,
    paint.quiet(`(${spent}).`),
    ...(failures.length > 0 ? [paint.bad(lost)] : []),
    paint.title(estimate),
    ...(original === undefined ? [] : [original]),
    ...(heldBack.series > 0 ? [held] : []),
    ...(furtherKeys.length > 0 ? [free] : []),
    "",
  ];
  return lines.join("\n");
}

function showBacklog({ pullRequests, issues }: Planned["prepared"]["photograph"]): string {
  const parts = [
    ...(pullRequests === undefined ? [] : [showMany(pullRequests, "open pull request")]),
    ...(issues === undefined ? [] : [showMany(issues, "open issue")]),
  ];
  return parts.join(" and ");
}

function renderTags({ cost }: Planned, paint: Paint): string {
  if (cost.tags.length === 0) return "";
  const lines = cost.tags.map(({ tag, series, share, dollars }) => [
    showCount(series),
    showShare(share),
    showDollars(dollars),
    tag,
  ]);
  const columns = [
    SERIES,
    { title: "of all", align: "right" as const },
    MONTH,
    { title: "carry the tag (shares overlap)" },
  ];
  return renderTable(columns, lines, paint);
}

function renderSavings({ savings, ceiling: { dropped, fits } }: Planned, paint: Paint): string {
  if (savings.length === 0) return "";
  const whole = dropped.length > 0 ? ` of all ${showCount(fits)}` : "";
  const lines = savings.map(({ setting, value, series, dollars }) => [
    showCount(series),
    showDollars(dollars),
    `${setting}='${value}'`,
  ]);
  return renderTable([SERIES, MONTH, { title: `saved${whole} by adding (each on its own)` }], lines, paint);
}

function renderDropped(
  { ceiling: { dropped, maxSeries, fits, fitsByOwner = fits } }: Planned,
  paint: Paint,
): string {
  if (dropped.length === 0) return "";
  const lines = dropped.map(({ metric, series }) => [showCount(series), metric]);
  const byOwner = fitsByOwner < fits ? `, ${fitsByOwner} with GRAIN=owner` : "";
  const title = `left out by MAX_SERIES=${maxSeries} (${fits} would fit everything${byOwner})`;
  return renderTable([SERIES, { title }], lines, paint);
}

function renderFailures({ prepared }: Planned, paint: Paint): string {
  const { failures } = prepared.photograph;
  if (failures.length === 0) return "";
  return renderTable(
    [{ title: "no numbers for", paint: paint.bad }, { title: "reason" }, { title: "what happened" }],
    failures.map(({ repository, reason, message }) => [repository, reason, message]),
    paint,
  );
}
