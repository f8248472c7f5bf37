import { z } from "zod";
import { type Answer, json, refuse } from "../answers.ts";
import { normaliseTag } from "../tags.ts";
import type { Desk } from "./monitors.ts";
import { numberIn, type Piece, pageOf, tagsOf } from "./shelves.ts";

const target = z.strictObject({
  timeframe: z.enum(["7d", "30d", "90d"]),
  target: z.number().gt(0).lt(100),
  target_display: z.string().optional(),
  warning: z.number().gt(0).lt(100).optional(),
  warning_display: z.string().optional(),
});

/** https://docs.datadoghq.com/api/latest/service-level-objectives/#create-an-slo-object, of those about monitors. */
const slo = z.strictObject({
  name: z.string().min(1),
  description: z.string().nullable().optional(),
  type: z.literal("monitor"),
  monitor_ids: z.array(z.int()).min(1),
  groups: z.array(z.string()).optional(),
  thresholds: z.array(target).min(1),
  timeframe: z.string().optional(),
  target_threshold: z.number().optional(),
  warning_threshold: z.number().optional(),
  tags: z.array(z.string().max(200)).optional(),
});

export function listSlos(query: URLSearchParams, { shelves }: Desk): Answer {
  const tag = query.get("tags_query");
  const found = [...shelves.slos.values()].filter((one) => tag === null || tagsOf(one).includes(tag));
  const page = pageOf(found, numberIn(query, "offset") ?? 0, numberIn(query, "limit") ?? 1_000);
  return json(200, { data: page, errors: [] });
}

export function createSlo(body: unknown, desk: Desk): Answer {
  const id = desk.shelves.next().toString(16).padStart(32, "0");
  return keep(id, body, { id, created_at: desk.now() }, desk);
}

export function updateSlo(id: string, body: unknown, desk: Desk): Answer {
  const known = desk.shelves.slos.get(id);
  if (!known) return refuse(404, `SLO ${id} not found`);
  return keep(id, body, { id, created_at: known["created_at"] }, desk);
}

export function deleteSlo(id: string, { shelves }: Desk): Answer {
  if (!shelves.slos.delete(id)) return refuse(404, `SLO ${id} not found`);
  return json(200, { data: [id] });
}

function keep(id: string, body: unknown, own: Piece, { shelves, now }: Desk): Answer {
  const parsed = slo.safeParse(body);
  if (!parsed.success)
    return refuse(400, ...parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  const { data } = parsed;
  const unknown = data.monitor_ids.filter((one) => !shelves.monitors.has(String(one)));
  if (unknown.length > 0) return refuse(400, `Invalid monitor ids: ${unknown.join(",")}`);
  const [first] = data.thresholds;
  const piece = {
    description: null,
    monitor_tags: [],
    creator: { email: "someone@example.com", handle: "someone@example.com", name: "Someone" },
    timeframe: first?.timeframe,
    target_threshold: first?.target,
    ...data,
    tags: (data.tags ?? []).map(normaliseTag),
    thresholds: data.thresholds.map((one) => ({ ...one, target_display: `${one.target}.` })),
    ...own,
    modified_at: now(),
  };
  shelves.slos.set(id, piece);
  return json(200, { data: [piece], error: null });
}
