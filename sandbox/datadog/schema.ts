import { z } from "zod";

/**
 * The body of `POST /api/v2/series`, with nothing in it that Datadog's description of the call does not name:
 * https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
 */
const origin = z.strictObject({
  metric_type: z.int().optional(),
  product: z.int().optional(),
  service: z.int().optional(),
});

const point = z.strictObject({ timestamp: z.int(), value: z.number() });

const series = z.strictObject({
  metric: z.string().min(1),
  points: z.array(point),
  type: z.int().min(0).max(3).optional(),
  interval: z.int().optional(),
  metadata: z.strictObject({ origin: origin.optional() }).optional(),
  resources: z.array(z.strictObject({ name: z.string().optional(), type: z.string().optional() })).optional(),
  source_type_name: z.string().optional(),
  tags: z.array(z.string()).optional(),
  unit: z.string().optional(),
});

const payload = z.strictObject({ series: z.array(series) });

export type SubmittedSeries = z.infer<typeof series>;
export type Payload = z.infer<typeof payload>;

/** Either the payload, or one sentence for each place where the body is not one. */
export type Parsed =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Reads a decompressed body strictly. Never throws. */
export function parsePayload(body: Buffer): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    return { ok: false, errors: ["the body is not JSON"] };
  }
  const result = payload.safeParse(json);
  if (result.success) return { ok: true, payload: result.data };
  return {
    ok: false,
    errors: result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`),
  };
}
