import type { Priced } from "../metrics/cost.ts";
import type { Planned } from "./planned.ts";

/** One object, its series sorted by metric and then by tags. A series here is a custom metric there. */
export function renderPlanJson(planned: Planned): string {
  const { photograph, timestamp } = planned.prepared;
  const failed = photograph.failures.map(({ repository, reason }) => ({ repo: repository, reason }));
  const plan = {
    timestamp,
    repositories: {
      selected: photograph.selected,
      failed: failed.sort((a, b) => (a.repo < b.repo ? -1 : Number(a.repo > b.repo))),
    },
    series: planned.series.map(({ metric, tags, value }) => ({ metric, tags, value })),
    cost: costObject(planned),
  };
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/** Dollars are estimates, from CUSTOM_METRIC_PRICE. */
function costObject({ cost, ceiling, price, savings, heldBack, oneForEach, furtherKeys }: Planned) {
  return {
    custom_metrics: cost.total.series,
    estimated_usd_per_month: cost.total.dollars,
    usd_per_100: price,
    by_metric: cost.metrics.map(({ metric, tags, ...priced }) => ({ metric, ...priceObject(priced), tags })),
    by_tag_value: cost.tags.map(({ tag, share, ...priced }) => ({ tag, ...priceObject(priced), share })),
    savings: savings.map(({ setting, value, ...priced }) => ({ setting, value, ...priceObject(priced) })),
    empty_repositories_not_sent: priceObject(heldBack),
    tags_without_cost: furtherKeys,
    ...(oneForEach && { one_series_per_pull_request: priceObject(oneForEach) }),
    max_series: {
      limit: ceiling.maxSeries,
      fits: ceiling.fits,
      ...(ceiling.fitsByOwner === undefined ? {} : { grain_owner_series: ceiling.fitsByOwner }),
      dropped: ceiling.dropped,
    },
  };
}

function priceObject({ series, dollars }: Priced) {
  return { series, estimated_usd_per_month: dollars };
}
