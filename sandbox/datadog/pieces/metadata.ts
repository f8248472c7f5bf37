import { z } from "zod";
import { type Answer, json, refuse } from "../answers.ts";
import type { Desk } from "./monitors.ts";

/** https://docs.datadoghq.com/api/latest/metrics/#edit-metric-metadata */
const metadata = z.strictObject({
  description: z.string().nullable().optional(),
  short_name: z.string().nullable().optional(),
  type: z.string().optional(),
  unit: z.string().nullable().optional(),
  per_unit: z.string().nullable().optional(),
  statsd_interval: z.int().nullable().optional(),
  integration: z.string().nullable().optional(),
});

const empty = {
  description: null,
  short_name: null,
  type: "gauge",
  unit: null,
  per_unit: null,
  statsd_interval: null,
  integration: null,
};

/** Only of a metric that was sent is there anything to say. */
export function getMetadata(name: string, { shelves, knowsMetric }: Desk): Answer {
  if (!knowsMetric(name)) return refuse(404, "Metric name not found");
  return json(200, { ...empty, ...shelves.metadata.get(name) });
}

export function setMetadata(name: string, body: unknown, desk: Desk): Answer {
  const { shelves, knowsMetric } = desk;
  if (!knowsMetric(name)) return refuse(404, "Metric name not found");
  const parsed = metadata.safeParse(body);
  if (!parsed.success)
    return refuse(400, ...parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  shelves.metadata.set(name, { ...shelves.metadata.get(name), ...parsed.data });
  return getMetadata(name, desk);
}
