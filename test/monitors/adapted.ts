import { MONITORS } from "../deploy/monitors.ts";

/** What deploy/datadog/README.md says may be changed in a monitor. */
export interface Changes {
  /** The number that it alerts above; without recovery thresholds and warnings of the file's own. */
  readonly critical?: number;
  /** In the place of `renovate`, as it is in Datadog. */
  readonly label?: string;
  readonly missing?: "resolve";
}

/** A shipped monitor with another number, label or handling of missing data. */
export function adapted(id: string, { critical, label, missing }: Changes) {
  const monitor = MONITORS.get(id);
  if (monitor === undefined) throw new Error(`no monitor ${id}`);
  const { options } = monitor;
  const number = critical ?? options.thresholds.critical;
  const query = monitor.query.replace(/[\d.]+$/, String(number));
  return {
    ...monitor,
    query: label === undefined ? query : query.replace("label:renovate", `label:${label}`),
    options: {
      ...options,
      ...(critical === undefined ? {} : { thresholds: { critical } }),
      ...(missing === undefined ? {} : { on_missing_data: missing }),
    },
  };
}
